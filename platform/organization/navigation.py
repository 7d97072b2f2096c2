"""The lines of the left menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.registry import NavItem
from organization import functions
from organization.policies import manages_any


def items(actor: Actor) -> list[NavItem]:
    """The address book for everybody, groups, and what somebody administers."""
    if actor.person is None:
        return []
    found = [
        NavItem("directory", _("Address book"), reverse("organization:addressbook"), "people", 40, "people"),
        NavItem("organization.groups", _("Groups of people"), reverse("organization:groups"), "star", 45, "people"),
    ]
    lines = _administration(actor)
    if lines:
        found.append(NavItem("organization", _("Organisation"), lines[0].url, "columns", 70, "manage", children=lines))
    return found


def _administration(actor: Actor) -> list[NavItem]:
    any_unit = manages_any(actor)
    exchange = actor.may(functions.EXCHANGE)
    roles = any_unit or actor.may(functions.ROLES)
    appointed = any(actor.may(right) for right in (functions.ADMINISTRATORS, functions.AUDIT, functions.MANAGE))
    lines = (
        (any_unit, "home", _("Structure")),
        (any_unit, "people", _("People")),
        (any_unit, "posts", _("Posts")),
        (any_unit, "levels", _("Levels")),
        (roles, "roles", _("Roles")),
        (appointed, "administrators", _("Administrators")),
        (any_unit, "workscope", _("Work scope")),
        (actor.may(functions.MANAGE), "changesets", _("Reorganisations")),
        (exchange, "imports", _("Import and export")),
    )
    return [
        NavItem(f"organization.{name}", title, reverse(f"organization:{name}"), order=number)
        for number, (shown, name, title) in enumerate(lines)
        if shown
    ]
