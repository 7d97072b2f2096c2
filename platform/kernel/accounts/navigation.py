"""Where people look after their own account."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.registry import OwnPage


def own(actor: Actor) -> list[OwnPage]:
    """Profile, password and second factor, places, tokens."""
    return [
        OwnPage(_("Profile"), _("Name, e-mail, phone, language"), reverse("accounts:profile"), 10),
        OwnPage(
            _("Password and second factor"), _("Password, authenticator app, security keys, recovery codes"),
            reverse("accounts:security"), 20,
        ),
        OwnPage(
            _("Where I am signed in"), _("Computers and phones; sign out elsewhere"),
            reverse("accounts:sessions"), 30,
        ),
        OwnPage(
            _("Access tokens"), _("For programs that work in your name"), reverse("accounts:tokens"), 40
        ),
    ]  # fmt: skip
