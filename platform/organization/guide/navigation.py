"""The guide's line in the left menu, while it is for somebody."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.registry import NavItem
from organization.guide.policies import leads


def items(actor: Actor) -> list[NavItem]:
    """One line for administrators."""
    if not leads(actor):
        return []
    return [NavItem("guide", _("Setting up"), reverse("guide:home"), "list-check", 78, "manage")]
