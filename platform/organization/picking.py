"""What pickers offer, and which ids somebody may choose: people, departments, units, posts, levels, groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q, QuerySet

from kernel.actor import Actor
from kernel.policies import NotFound
from organization import queries
from organization.models import Department, Person

PAGE = 30
RECENT = 8
MANY = {
    "people": "person", "departments": "department", "units": "unit", "posts": "post", "levels": "level", "groups": "group",
}  # fmt: skip


TREES = frozenset({"person", "department", "post"})


@dataclass(frozen=True)
class Line:
    """A line of a picker: what is chosen, and a note that tells it from others of the name."""

    id: UUID
    label: str
    note: str = ""


@dataclass(frozen=True)
class Offer:
    """A page of lines, and where the next one begins (empty: the end)."""

    lines: list[Line]
    cursor: str = ""


def offer(kind: str, actor: Actor, *, term: str = "", parent: UUID | None = None, cursor: str = "") -> Offer:
    """Lines by a typed term, inside a branch, or with neither the first of all.

    Raises NotFound for an unknown kind or branch. At most eight queries; people are those in the actor's work scope.
    """
    kind = MANY.get(kind, kind)
    rows = _rows(kind, actor)
    if parent is not None:
        rows = _inside(kind, actor, rows, parent)
    if term.strip():
        rows = _matching(kind, rows, term)
    at = int(cursor) if cursor.isdecimal() and len(cursor) < 7 else 0
    found = list(rows[at : at + PAGE + 1])
    return Offer(_lines(kind, found[:PAGE]), str(at + PAGE) if len(found) > PAGE else "")


def branches(kind: str, actor: Actor, parent: UUID | None = None) -> list[Any]:
    """The units, or what lies below a unit or department, for the tree beside the lines; each with `has_children`.

    Raises NotFound for kinds without a tree.
    """
    kind = MANY.get(kind, kind)
    if kind not in TREES:
        raise NotFound()
    if parent is None:
        units = list(queries.units_visible_to(actor).order_by("path", "order"))
        for unit in units:
            unit.has_children = kind != "post"  # type: ignore[attr-defined]
        return units
    place = queries.units_visible_to(actor).filter(pk=parent).first() or queries.department(parent, for_=actor)
    return list(queries.children(place, for_=actor))


def resolver(
    kind: str, actor: Actor, *, rows: QuerySet[Any] | None = None
) -> Callable[[list[UUID]], Mapping[UUID, str]]:
    """For a PickerField: the labels of those ids that somebody may choose. `rows` narrows or widens what that is."""
    kind = MANY.get(kind, kind)

    def resolve(ids: list[UUID]) -> Mapping[UUID, str]:
        among = _rows(kind, actor) if rows is None else rows
        return dict(among.filter(pk__in=ids).values_list("pk", "name"))

    return resolve


def recent(kind: str, actor: Actor) -> list[Line]:
    """What somebody chose lately and may still choose."""
    kind = MANY.get(kind, kind)
    keys = [UUID(key) for key in cache.get(_slot(kind, actor)) or []]
    found = {line.id: line for line in _lines(kind, list(_rows(kind, actor).filter(pk__in=keys)))} if keys else {}
    return [found[key] for key in keys if key in found]


def remember(kind: str, actor: Actor, chosen: list[UUID]) -> None:
    """Note what was chosen, the latest first. Kept in the cache: to lose it harms nobody."""
    kind = MANY.get(kind, kind)
    old = cache.get(_slot(kind, actor)) or []
    cache.set(_slot(kind, actor), list(dict.fromkeys([*map(str, chosen), *old]))[:RECENT], 90 * 86400)


def _slot(kind: str, actor: Actor) -> str:
    return f"organization.recent.{kind}.{actor.person}"


def _rows(kind: str, actor: Actor) -> QuerySet[Any]:
    match kind:
        case "person":
            return queries.visible_to(actor).order_by("sort_key", "pk")
        case "department":
            return queries.departments_visible_to(actor)
        case "unit":
            return queries.units_visible_to(actor)
        case "post":
            return queries.posts_visible_to(actor)
        case "level":
            return queries.levels_visible_to(actor)
        case "group":
            return queries.groups_visible_to(actor)
    raise NotFound()


def _matching(kind: str, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
    if kind == "person":
        return queries.search(rows, term)
    words = Q(name__icontains=term.strip())
    return rows.filter(words if kind == "group" else words | Q(code__istartswith=term.strip()))


def _lines(kind: str, rows: list[Any]) -> list[Line]:
    match kind:
        case "person":
            from django.db.models import prefetch_related_objects

            seats = queries.with_seats(Person.objects.none())._prefetch_related_lookups  # type: ignore[attr-defined]
            prefetch_related_objects(rows, *seats)
            return [Line(one.pk, one.name, " · ".join(seat.label for seat in one.current_seats[:2])) for one in rows]
        case "department":
            above = queries.ancestors_of(rows)
            return [Line(one.pk, one.name, _path(one, above)) for one in rows]
        case "post":
            return [Line(one.pk, one.name, one.unit.label) for one in rows]
        case "level":
            return [Line(one.pk, one.name, one.unit.label if one.unit else "") for one in rows]
    return [Line(one.pk, one.name) for one in rows]


def _path(department: Department, above: Mapping[UUID, Department]) -> str:
    names = [above[key].label for key in department.ancestors[:-1] if key in above]
    return " / ".join([department.unit.label, *names])


def _inside(kind: str, actor: Actor, rows: QuerySet[Any], parent: UUID) -> QuerySet[Any]:
    """What stands in a branch: people in it and below it, a department with its direct ones, posts of a unit."""
    unit = queries.units_visible_to(actor).filter(pk=parent).first()
    department = None if unit else queries.department(parent, for_=actor)
    match kind:
        case "person":
            if department is not None:
                return queries.by_department(rows, department.path)
            assert unit is not None
            return queries.by_unit(rows, unit.path, below=False)
        case "department":
            return rows.filter(unit=unit, parent=None) if unit else rows.filter(Q(pk=parent) | Q(parent=parent))
        case "post":
            return rows.filter(unit=unit or department.unit)  # type: ignore[union-attr]
    raise NotFound()
