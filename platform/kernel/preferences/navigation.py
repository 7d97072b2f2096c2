"""The lines of the left menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.preferences.policies import manages
from kernel.registry import NavItem


def items(actor: Actor) -> list[NavItem]:
    """Own settings for everybody; the company's and enumerations for those who look after them."""
    found = [NavItem("preferences.mine", _("My settings"), reverse("preferences:mine"), "settings", 60, "own")]
    if manages(actor):
        found += [
            NavItem("preferences.company", _("Settings"), reverse("preferences:company"), "adjustments", 80, "manage"),
            NavItem(
                "preferences.enumerations",
                _("Enumerations"),
                reverse("preferences:enumerations"),
                "list-details",
                82,
                "manage",
            ),
        ]
    return found
