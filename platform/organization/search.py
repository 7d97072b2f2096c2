"""What can be found of the organisation. The structure is known to every member; people are found in work scope alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.events import Event
from kernel.search import Document, Source
from organization import queries
from organization.addresses import address
from organization.models import Department, Position, Post, Unit


def people_in_reach(actor: Actor) -> QuerySet[Any] | None:
    """The people whom somebody may find; None where no rule limits anybody."""
    return queries.visible_to(actor).values("pk") if queries.is_limited(actor) else None


def _all_people() -> Iterable[UUID]:
    return queries.active().values_list("pk", flat=True).iterator(chunk_size=2000)


def _people(keys: list[UUID]) -> Mapping[UUID, Document]:
    found: dict[UUID, Document] = {}
    for person in queries.with_seats(queries.active().filter(pk__in=keys)):
        seats: list[Position] = person.current_seats  # type: ignore[attr-defined]
        found[person.pk] = Document(
            title=person.name,
            url=address("organization:card", person.pk),
            at=person.created_at,
            principals=["all"],
            body=" · ".join(dict.fromkeys(f"{seat.label} · {seat.unit.label}" for seat in seats)),
            words=[person.code],
            owner=person.pk,
            facets={"unit": [str(key) for key in dict.fromkeys(seat.unit_id for seat in seats)]},
        )
    return found


def _touched_people(event: Event) -> Iterable[UUID]:
    """Whose line reads differently: the person themselves, or everybody who sits where a name changed."""
    if event.subject_id is None:
        return ()
    key = event.subject_id
    match event.kind.split(".")[1]:
        case "person":
            return (key,)
        case "position":
            return Position.objects.filter(pk=key).values_list("person", flat=True)
        case "department":
            merged = event.data.get("into")
            here = Q(department=key) | (Q(department=merged) if merged else Q())
        case "unit":
            here = Q(unit=key)
        case _:
            here = Q(post=key)
    return Position.objects.filter(here, ended_on=None).values_list("person", flat=True).distinct()


def _departments(keys: list[UUID]) -> Mapping[UUID, Document]:
    rows = list(Department.objects.select_related("unit").filter(pk__in=keys, closed_at=None, unit__closed_at=None))
    above = queries.ancestors_of(rows)
    found: dict[UUID, Document] = {}
    for row in rows:
        path = [row.unit.label, *(above[key].label for key in row.ancestors[:-1] if key in above)]
        found[row.pk] = Document(
            title=row.name, url=_in_address_book(row.pk), at=row.created_at, principals=["all"],
            body=" / ".join(path), words=[row.code, row.short_name],
        )  # fmt: skip
    return found


def _touched_departments(event: Event) -> Iterable[UUID]:
    """A department and all below it, for they say where they stand; all of a unit that is called otherwise."""
    if event.subject_id is None:
        return ()
    if event.kind.startswith("organization.unit."):
        return Department.objects.filter(unit=event.subject_id).values_list("pk", flat=True)
    return Department.objects.filter(path__contains=f"{event.subject_id.hex}/").values_list("pk", flat=True)


def _units(keys: list[UUID]) -> Mapping[UUID, Document]:
    return {
        row.pk: Document(
            title=row.name, url=_in_address_book(row.pk), at=row.created_at, principals=["all"],
            body=row.address, words=[row.code, row.short_name],
        )
        for row in Unit.objects.filter(pk__in=keys, closed_at=None)
    }  # fmt: skip


def _posts(keys: list[UUID]) -> Mapping[UUID, Document]:
    rows = Post.objects.select_related("unit").filter(pk__in=keys, closed_at=None, unit__closed_at=None)
    return {
        row.pk: Document(
            title=row.name, url=f"{address('organization:addressbook')}?post={row.pk}", at=datetime(2000, 1, 1, tzinfo=UTC),
            principals=["all"], body=" · ".join(part for part in (row.unit.label, row.note) if part), words=[row.code],
        )
        for row in rows
    }  # fmt: skip


def _in_address_book(place: UUID) -> str:
    return f"{address('organization:addressbook')}?at={place}"


def _keys(rows: QuerySet[Any]) -> Iterable[UUID]:
    return rows.values_list("pk", flat=True)


SOURCES = [
    Source(
        "organization.person", _("People"), _all_people, _people, order=10, touched=_touched_people,
        within=people_in_reach,
        events=(
            "organization.person.*", "organization.position.*", "organization.department.edited",
            "organization.department.moved", "organization.department.merged", "organization.unit.edited",
            "organization.post.edited",
        ),
    ),
    Source(
        "organization.department", _("Departments"), lambda: _keys(Department.objects.filter(closed_at=None)),
        _departments, order=20, events=("organization.department.*", "organization.unit.*"),
        touched=_touched_departments,
    ),
    Source(
        "organization.unit", _("Units"), lambda: _keys(Unit.objects.filter(closed_at=None)), _units, order=21,
        events=("organization.unit.*",),
    ),
    Source(
        "organization.post", _("Posts"), lambda: _keys(Post.objects.filter(closed_at=None)), _posts, order=22,
        events=("organization.post.*",),
    ),
]  # fmt: skip
