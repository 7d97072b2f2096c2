"""Units, departments, posts and levels: trees, children, heads, and one by its id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar, cast
from uuid import UUID

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet

from kernel.actor import Actor
from kernel.policies import NotFound
from organization import functions
from organization.models import (
    ChangeSet,
    ChangeStep,
    Department,
    DepartmentHead,
    GroupInfo,
    ImportRun,
    Level,
    Person,
    Position,
    Post,
    Unit,
)
from organization.queries.people import managed_units
from organization.queries.scope import is_limited, visible_to

M = TypeVar("M", bound=Model)
H = TypeVar("H", Post, Level)


def group_info() -> GroupInfo:
    """The group's row; an unsaved one with an empty name before the company is founded."""
    return GroupInfo.objects.first() or GroupInfo(name="")


def units_visible_to(actor: Actor, *, closed: bool = False) -> QuerySet[Unit]:
    """Units; the structure itself is known to every member."""
    if actor.person is None and not actor.may(functions.MANAGE):
        return Unit.objects.none()
    units = Unit.objects.order_by("order", "name")
    return units if closed else units.filter(closed_at=None)


def unit(key: UUID, *, for_: Actor) -> Unit:
    """One unit. Raises NotFound."""
    return _one(units_visible_to(for_, closed=True), key)


def departments_visible_to(actor: Actor, *, closed: bool = False) -> QuerySet[Department]:
    """Departments with their unit; known to every member."""
    if actor.person is None and not actor.may(functions.MANAGE):
        return Department.objects.none()
    departments = Department.objects.select_related("unit").order_by("order", "name")
    return departments if closed else departments.filter(closed_at=None, unit__closed_at=None)


def department(key: UUID, *, for_: Actor) -> Department:
    """One department with its unit. Raises NotFound."""
    return _one(departments_visible_to(for_, closed=True), key)


def posts_visible_to(actor: Actor, *, closed: bool = False) -> QuerySet[Post]:
    """Posts with their unit."""
    if actor.person is None and not actor.may(functions.MANAGE):
        return Post.objects.none()
    posts = Post.objects.select_related("unit").order_by("unit__order", "order", "name")
    return posts if closed else posts.filter(closed_at=None)


def post(key: UUID, *, for_: Actor) -> Post:
    """One post with its unit. Raises NotFound."""
    return _one(posts_visible_to(for_, closed=True), key)


def levels_visible_to(actor: Actor, *, closed: bool = False) -> QuerySet[Level]:
    """Levels, highest first, with the group level each stands for."""
    if actor.person is None and not actor.may(functions.MANAGE):
        return Level.objects.none()
    levels = Level.objects.select_related("unit", "group_level").order_by("rank", "unit__order", "name")
    return levels if closed else levels.filter(closed_at=None)


def holders(rows: QuerySet[H]) -> QuerySet[H]:
    """Posts or levels with `people`: how many hold them now."""
    return rows.annotate(people=_seated())


def level(key: UUID, *, for_: Actor) -> Level:
    """One level. Raises NotFound."""
    return _one(levels_visible_to(for_, closed=True), key)


def subtree(root: Department | Unit) -> QuerySet[Department] | QuerySet[Unit]:
    """A node and all below it, closed ones too."""
    return type(root).objects.filter(path__startswith=root.path)


def children(of: Unit | Department, *, for_: Actor) -> QuerySet[Department]:
    """The open departments directly below a unit or department, each with `has_children` and `people`."""
    here = Q(parent=of.pk) if isinstance(of, Department) else Q(unit=of.pk, parent=None)
    below = Department.objects.filter(parent=OuterRef("pk"), closed_at=None)
    return departments_visible_to(for_).filter(here).annotate(has_children=Exists(below), people=_seated())


def _seated() -> Count:
    return Count("positions", filter=Q(positions__ended_on=None), distinct=True)


def ancestors_of(departments: Iterable[Department]) -> dict[UUID, Department]:
    """Every department that stands in the paths of some departments, by id. One query."""
    wanted = {key for one in departments for key in one.ancestors}
    return Department.objects.in_bulk(wanted)


def heads_of(department: Department, *, kind: str = "head", climb: bool = False) -> list[Person]:
    """Those who lead a department, in their order. With `climb`, where nobody does, the nearest department above."""
    chain = [department.pk] if not climb else list(reversed(department.ancestors))
    rows = (
        DepartmentHead.objects.filter(department__in=chain, kind=kind)
        .select_related("person")
        .order_by("order", "person__sort_key")
    )
    by_department: dict[UUID, list[Person]] = {}
    for row in rows:
        by_department.setdefault(row.department_id, []).append(row.person)
    return next((by_department[key] for key in chain if key in by_department), [])


def leaders_visible_to(actor: Actor, department: Department) -> QuerySet[DepartmentHead]:
    """Who leads a department, in order, as far as the actor may see them."""
    rows = DepartmentHead.objects.filter(department=department).order_by("kind", "order")
    return rows.filter(person__in=visible_to(actor).values("pk")) if is_limited(actor) else rows


def led_by(person: UUID, *, kind: str = "head") -> QuerySet[Department]:
    """The open departments somebody leads."""
    led = DepartmentHead.objects.filter(person=person, kind=kind).values("department")
    return Department.objects.filter(pk__in=led, closed_at=None)


def tree(*, for_: Actor, closed: bool = False) -> list[dict[str, object]]:
    """The whole structure for drawing: units and departments as nested rows, two queries, people counted.

    Each row: kind, id, name, code, closed, people (in it and below it), children.
    """
    counts = dict(
        Position.objects.filter(ended_on=None).values_list("department").annotate(number=Count("person", distinct=True))
    )
    direct = dict(
        Position.objects.filter(ended_on=None, department=None)
        .values_list("unit")
        .annotate(number=Count("person", distinct=True))
    )
    rows: dict[UUID, dict[str, object]] = {}
    roots: list[dict[str, object]] = []
    for one in units_visible_to(for_, closed=closed).order_by("path", "order"):
        rows[one.pk] = _row("unit", one, direct.get(one.pk, 0))
    for one in units_visible_to(for_, closed=closed):
        above = rows.get(one.parent_id) if one.parent_id else None
        (above["children"] if above else roots).append(rows[one.pk])  # type: ignore[attr-defined]
    departments = list(departments_visible_to(for_, closed=closed))
    for each in departments:
        rows[each.pk] = _row("department", each, counts.get(each.pk, 0))
    for each in departments:
        above = rows.get(each.parent_id or each.unit_id)
        if above is not None:
            above["children"].append(rows[each.pk])  # type: ignore[attr-defined]
    for root in roots:
        _sum_up(root)
    return roots


def _row(kind: str, thing: Unit | Department, people: int) -> dict[str, object]:
    return {
        "kind": kind,
        "id": thing.pk,
        "name": thing.name,
        "code": thing.code,
        "closed": not thing.is_open,
        "people": people,
        "children": [],
    }


def _sum_up(row: dict[str, object]) -> int:
    below: list[dict[str, object]] = row["children"]  # type: ignore[assignment]
    below.sort(key=lambda one: one["kind"] == "unit")
    total = cast(int, row["people"]) + sum(_sum_up(one) for one in below)
    row["people"] = total
    return total


def managed_unit_list(actor: Actor, *, closed: bool = False) -> list[Unit]:
    """The units somebody manages, in the order of the tree."""
    units = managed_units(actor)
    if units is None:
        return []
    units = units.order_by("order", "name")
    return list(units if closed else units.filter(closed_at=None))


def change_set(key: UUID, *, for_: Actor) -> ChangeSet:
    """One reorganisation, for group administrators. Raises NotFound."""
    return _one(change_sets_visible_to(for_), key)


def change_sets_visible_to(actor: Actor) -> QuerySet[ChangeSet]:
    """Reorganisations, newest first; group administrators see them."""
    return ChangeSet.objects.all() if actor.may(functions.MANAGE) else ChangeSet.objects.none()


def change_step(key: UUID, *, for_: Actor) -> ChangeStep:
    """One step of a reorganisation, with the whole. Raises NotFound."""
    return _one(
        ChangeStep.objects.select_related("change_set").filter(change_set__in=change_sets_visible_to(for_)), key
    )


def open_change_sets(actor: Actor) -> QuerySet[ChangeSet]:
    """Those that wait for their day, or could not be applied on it; the next day first."""
    rows = change_sets_visible_to(actor).filter(applied_at=None, withdrawn_at=None)
    return rows.filter(Q(scheduled_at__isnull=False) | Q(refused_at__isnull=False)).order_by("effective_on", "made_at")


def open_imports(actor: Actor) -> QuerySet[ImportRun]:
    """The actor's own imports that were read without errors or are running, newest first."""
    mine = import_runs_visible_to(actor).filter(account=actor.account, account__isnull=False)
    return mine.filter(applied_at=None, failed_at=None, errors=[])


def import_run(key: UUID, *, for_: Actor) -> ImportRun:
    """One import, for those who may import. Raises NotFound."""
    return _one(import_runs_visible_to(for_), key)


def import_runs_visible_to(actor: Actor) -> QuerySet[ImportRun]:
    """Imports, newest first, without the rows of the file."""
    may = actor.may(functions.EXCHANGE) and actor.may(functions.MANAGE)
    return ImportRun.objects.defer("sheets") if may else ImportRun.objects.none()


def _one(rows: QuerySet[M], key: UUID) -> M:
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found
