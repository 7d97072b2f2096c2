"""The lines at the head of the public site and of the console's menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.registry import NavItem
from tenants import rights


def site_items(actor: Actor) -> list[NavItem]:
    """The pages that a visitor may want beside the first one."""
    return [
        NavItem("site.features", _("Features"), reverse("provisioning:site_features"), order=10),
        NavItem("site.prices", _("Prices"), reverse("provisioning:site_prices"), order=20),
        NavItem("site.status", _("Status"), reverse("provisioning:site_status"), order=30),
    ]


def console_items(actor: Actor) -> list[NavItem]:
    """What somebody's roles let them look after."""
    lines = (
        (rights.SEE, "console", _("Overview"), "provisioning:console", "home", 10, "work"),
        (rights.SEE, "tenants", _("Tenants"), "provisioning:tenants", "building", 20, "work"),
        (rights.OPERATIONS, "pool", _("Pool"), "provisioning:pool", "", 30, "work"),
        (rights.OPERATIONS, "upgrades", _("Upgrades"), "provisioning:upgrades", "", 40, "work"),
        (rights.MAIL, "mails", _("Mailbox"), "provisioning:mails", "", 50, "work"),
        (rights.STAFF, "staff", _("Staff"), "provisioning:staff", "", 70, "manage"),
    )
    # Those with an icon stand in the bar at the foot of a phone, too.
    return [
        NavItem(key, title, reverse(name, urlconf="kernel.config.urls_console"), icon, order, group)
        for right, key, title, name, icon, order, group in lines
        if actor.may(right)
    ]
