"""The line of the left menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.registry import NavItem
from tenants.functions import DOMAINS


def items(actor: Actor) -> list[NavItem]:
    """For those who look after the company's addresses."""
    if not actor.may(DOMAINS):
        return []
    return [NavItem("tenants.addresses", _("Addresses"), reverse("tenants:addresses"), "link", 86, "manage")]
