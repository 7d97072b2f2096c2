"""The line of forms in the left menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.registry import NavItem


def items(actor: Actor) -> list[NavItem]:
    """For members; which forms they have is said on the page."""
    if actor.person is None:
        return []
    return [NavItem("forms", _("Forms"), reverse("oaform:forms"), "file", 30)]
