"""The line of the left menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.registry import NavItem
from kernel.webhooks.policies import manages


def items(actor: Actor) -> list[NavItem]:
    """For those who look after the webhooks."""
    if not manages(actor):
        return []
    return [NavItem("webhooks", _("Webhooks"), reverse("webhooks:endpoints"), "webhook", 88, "manage")]
