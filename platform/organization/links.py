"""What of the organisation can be linked with other things."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.links import Card, Linkable
from kernel.policies import Verdict
from organization import queries
from organization.addresses import address
from organization.models import Department, Person, Unit
from organization.policies import manages, manages_any


def _people(keys: list[UUID], actor: Actor) -> Mapping[UUID, Card]:
    """In work scope alone; whoever left or is suspended is there and cannot be opened."""
    names = dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))
    seen = set(queries.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    seen |= {actor.person} if actor.person else set()
    return {
        key: Card(name, address("organization:card", key), key in seen or actor.kind == "system", (f"person:{key}",))
        for key, name in names.items()
    }


def _departments(keys: list[UUID], actor: Actor) -> Mapping[UUID, Card]:
    return _places(dict(Department.objects.filter(pk__in=keys).values_list("pk", "name")), actor)


def _units(keys: list[UUID], actor: Actor) -> Mapping[UUID, Card]:
    return _places(dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name")), actor)


def _places(names: Mapping[UUID, str], actor: Actor) -> Mapping[UUID, Card]:
    """The structure is known to every member."""
    known = actor.person is not None or actor.kind == "system"
    page = address("organization:addressbook")
    return {key: Card(name, f"{page}?at={key}", known, ("all",)) for key, name in names.items()}


def _of_person(actor: Actor, key: UUID) -> Verdict:
    return manages_any(actor) and queries.managed_by(actor).filter(pk=key).exists()


def _of_department(actor: Actor, key: UUID) -> Verdict:
    row = Department.objects.select_related("unit").filter(pk=key).first()
    return row is not None and manages(actor, row.unit)


def _of_unit(actor: Actor, key: UUID) -> Verdict:
    row = Unit.objects.filter(pk=key).first()
    return row is not None and manages(actor, row)


LINKABLE = [
    Linkable("organization.person", _("Person"), _people, _of_person, ("organization.person.*",)),
    Linkable("organization.department", _("Department"), _departments, _of_department, ("organization.department.*",)),
    Linkable("organization.unit", _("Unit"), _units, _of_unit, ("organization.unit.*",)),
]
