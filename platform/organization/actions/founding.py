"""Founding: what a company's organisation begins with."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.keys import uuid7
from kernel.policies import Conflict, Refused
from organization import events, trees
from organization.actions.roles import ensure_built_in
from organization.models import Administrator, GroupInfo, Level, Person, Position, RoleGrant, Unit


@act
def found_company(*, by: Actor, name: str, account: UUID, short_name: str = "") -> Person:
    """Begin a company: the group's row, a first unit of its name, levels, the product's roles, and the account's
    person as system, group and audit administrator. Raises Conflict when it has been founded already.
    """
    if by.kind != "system":
        raise Refused(_("A company is founded by signing up."))
    if GroupInfo.objects.exists():
        raise Conflict(_("This company has been founded already."))
    group = GroupInfo(name=name.strip(), short_name=short_name.strip())
    group.save(force_insert=True)
    key = uuid7()
    unit = Unit(id=key, path=trees.path_of(key), name=group.name, short_name=group.short_name, order=10)
    unit.save(force_insert=True)
    for rank, title in enumerate((_("Leaders"), _("Heads of department"), _("Staff")), start=1):
        Level(name=str(title), rank=rank).save(force_insert=True)
    who = Account.objects.get(pk=account)
    person = Person(account=who, name=who.name or who.username, email=who.email, mobile=who.phone)
    person.read_name().save(force_insert=True)
    Position(person=person, unit=unit, kind="main", started_on=timezone.localdate()).save(force_insert=True)
    roles = ensure_built_in()
    RoleGrant(role=roles["employee"], principal="all", granted_by=by.name).save(force_insert=True)
    for kind in ("system", "group", "audit"):
        Administrator(person=person, kind=kind, appointed_at=datetime.now(UTC), appointed_by=by.name).save(
            force_insert=True
        )
    record(events.GroupEdited, group, by=by, after={"name": group.name})
    record(events.UnitCreated, unit, by=by, after={"name": unit.name})
    record(
        events.PersonAdded, person, by=by, after={"name": person.name, "administrator": ["system", "group", "audit"]}
    )
    return person
