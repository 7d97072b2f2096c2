"""Function rights of the organisation, and how the rights of all packages are collected.

A package names its rights in a `functions.py` with `FUNCTIONS = {"module.right": title}`; roles then
offer them. `APPOINTED = {"group": ("module.right",)}` adds to what administrators have, `DEFAULTS = {"employee": ("module.right",)}` says what the product's own roles give at first.
Rights over one unit are written with its id: "organization.manage@<uuid>".
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.registry import parts

MANAGE = "organization.manage"
MANAGE_UNIT = "organization.manage_unit"
GROUP = "organization.group"
ROLES = "organization.roles"
ADMINISTRATORS = "organization.administrators"
WORK_SCOPE = "organization.work_scope"
EXCHANGE = "organization.exchange"
AUDIT = "audit.read"
SYSTEM = "system.manage"

FUNCTIONS: dict[str, Any] = {
    MANAGE: _("Manage the whole organisation: units, departments, posts, levels, people"),
    MANAGE_UNIT: _("Manage the own units (named by the appointment as unit administrator)"),
    GROUP: _("Change the group's name and appearance"),
    ROLES: _("Define roles and give them"),
    ADMINISTRATORS: _("Appoint and revoke administrators"),
    WORK_SCOPE: _("Set who may see and send to whom"),
    EXCHANGE: _("Export and import the organisation"),
    AUDIT: _("Read the audit log"),
    SYSTEM: _("Change system settings and switches"),
}

# Rights of the floors below and of the working calendar that running a company needs.
_RUNNING = ("accounts.manage", "preferences.manage", "calendars.manage", "webhooks.manage")

# What an appointment gives; a package adds its own under the same name. The audit administrator looks on and changes
# nothing but who audits. The others do not read the audit log: whoever holds both appointments, as a founder does, may.
APPOINTED: dict[str, tuple[str, ...]] = {
    "system": (SYSTEM, GROUP, ROLES, ADMINISTRATORS, *_RUNNING, "api.manage"),
    "group": (MANAGE, MANAGE_UNIT, GROUP, ROLES, WORK_SCOPE, EXCHANGE, *_RUNNING),
    "unit": (MANAGE_UNIT,),
    "audit": (AUDIT,),
}


# Rights that only an appointment gives: no role may carry them, or a group administrator could make himself auditor.
RESERVED = frozenset({ADMINISTRATORS, AUDIT, SYSTEM, MANAGE})

BUILT_IN: dict[str, Any] = {
    "employee": _("Employee"),
    "department_head": _("Department head"),
    "unit_leader": _("Unit leader"),
    "clerk": _("Clerk"),
}

DEFAULTS: dict[str, tuple[str, ...]] = {}


def manage_at(unit: UUID | str) -> str:
    """The right to manage one unit and all below it."""
    return f"{MANAGE}@{unit}"


def menu(slug: str) -> str:
    """The right to see a module in the menu, as it stands among an actor's functions."""
    return f"menu.{slug}"


def every_function() -> dict[str, dict[str, Any]]:
    """All declared rights: package title → {right: title}."""
    return {str(config.title or config.slug): dict(part.FUNCTIONS) for config, part in parts("functions")}


def of_administrator(kind: str) -> frozenset[str]:
    """What an appointment of a kind gives: each package's `functions.APPOINTED[kind]`."""
    given = (getattr(part, "APPOINTED", {}).get(kind, ()) for _config, part in parts("functions"))
    return frozenset(right for rights in given for right in rights)


def defaults_of(key: str) -> frozenset[str]:
    """What a role of the product gives until somebody changes it: each package's `functions.DEFAULTS[key]`."""
    given = (getattr(part, "DEFAULTS", {}).get(key, ()) for _config, part in parts("functions"))
    return frozenset(right for rights in given for right in rights)


def grantable() -> frozenset[str]:
    """The rights that a role may carry."""
    return frozenset(right for part in every_function().values() for right in part) - RESERVED


def every_menu() -> dict[str, Any]:
    """All modules that have lines in the menu: slug → title."""
    with_lines = (config for config, part in parts("navigation") if hasattr(part, "items"))
    return {config.slug: config.title for config in with_lines if config.slug}
