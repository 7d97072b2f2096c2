"""The first line of the left menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.registry import NavItem


def items(actor: Actor) -> list[NavItem]:
    """Home, for everybody who is signed in."""
    return [NavItem("home", _("Home"), reverse("home:home"), "home", 0, "work")] if actor.person else []
