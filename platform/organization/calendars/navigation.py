"""The calendar's line in the left menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.registry import NavItem
from organization.calendars.policies import edits_any


def items(actor: Actor) -> list[NavItem]:
    """For those who look after calendars; everybody else reaches them where days are counted."""
    if not edits_any(actor):
        return []
    return [NavItem("calendars", _("Working calendar"), reverse("calendars:home"), "calendar-time", 74, "manage")]
