"""The lines at the head of the public site."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.registry import NavItem


def site_items(actor: Actor) -> list[NavItem]:
    """The pages that a visitor may want beside the first one."""
    return [
        NavItem("site.features", _("Features"), reverse("provisioning:site_features"), order=10),
        NavItem("site.prices", _("Prices"), reverse("provisioning:site_prices"), order=20),
        NavItem("site.status", _("Status"), reverse("provisioning:site_status"), order=30),
    ]
