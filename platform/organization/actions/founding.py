"""Founding a company: its group, its first unit and its first administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import require
from organization import events, trees
from organization.actions.roles import ensure_built_in
from organization.models import Administrator, GroupInfo, Level, Person, Position, RoleGrant, Unit
from organization.policies import GroupInfoPolicy


@dataclass(frozen=True)
class Founder:
    """Who founds: `password` is a hash, never the password itself."""

    name: str
    username: str
    email: str
    password: str
    language: str


@act
def found(company: str, founder: Founder, *, by: Actor, now: datetime) -> UUID:
    """The group, one unit of the same name, and the founder as administrator of everything; answers the account's id.

    A second call changes nothing and answers the same account.
    """
    require(GroupInfoPolicy.edit, GroupInfo(), by)
    group = GroupInfo.objects.first()
    if group is None:
        group = GroupInfo(name=company, short_name=company[:30])
        group.save(force_insert=True)
        unit = Unit(name=company, order=10)
        unit.path = trees.path_of(unit.pk, "")
        unit.save(force_insert=True)
        for rank, title in enumerate((_("Leaders"), _("Heads of department"), _("Staff")), start=1):
            Level(name=title, rank=rank).save(force_insert=True)
        roles = ensure_built_in()
        RoleGrant(role=roles["employee"], principal="all", granted_by=by.name).save(force_insert=True)
        record(events.GroupEdited, group, by=by, after={"name": company, "source": "founding"})
    return _administrator(founder, by, now)


@act
def join(founder: Founder, *, by: Actor, now: datetime) -> UUID:
    """Somebody new as administrator of everything in a company that is there already; answers the account's id."""
    require(GroupInfoPolicy.edit, GroupInfo(), by)
    return _administrator(founder, by, now)


def _administrator(founder: Founder, by: Actor, now: datetime) -> UUID:
    known = Account.objects.filter(email__iexact=founder.email).first()
    if known is not None:
        return known.pk
    username, twin = founder.username, 1
    while Account.objects.filter(username__iexact=username).exists():
        twin += 1
        username = f"{founder.username}{twin}"
    account = Account(
        username=username, name=founder.name, email=founder.email, password=founder.password, language=founder.language
    )
    account.save(force_insert=True)
    person = Person(account=account, name=founder.name, email=founder.email, order=1, entered_on=now.date()).read_name()
    person.save(force_insert=True)
    root = Unit.objects.filter(parent=None).order_by("order").first()
    if root is not None:
        Position(person=person, unit=root, kind=Position.Kind.MAIN, order=1, started_on=now.date()).save(
            force_insert=True
        )
    kinds = (Administrator.Kind.SYSTEM, Administrator.Kind.GROUP, Administrator.Kind.AUDIT)
    Administrator.objects.bulk_create(
        Administrator(person=person, kind=kind, appointed_at=now, appointed_by=by.name) for kind in kinds
    )
    record(events.PersonAdded, person, by=by, after={"name": person.name})
    return account.pk
