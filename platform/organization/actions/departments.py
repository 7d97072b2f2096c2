"""Departments: made, changed, moved, merged, led, closed, opened again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.keys import uuid7
from kernel.policies import Conflict, Invalid, require
from organization import events, trees
from organization.actions.checking import assign, free, still_open
from organization.actions.placing import (
    carry_to_unit,
    check_parent,
    lock_departments_of,
    name_side_posts,
    next_order,
    relocate,
)
from organization.models import Department, DepartmentHead, Person, Position, Unit
from organization.policies import DepartmentPolicy

FIELDS = ("name", "short_name", "code", "phone")


@act
def create_department(unit: Unit, *, by: Actor, parent: Department | None = None, **values: Any) -> Department:
    """Make a department in a unit, below another or topmost. Raises Invalid for a taken name or a foreign parent."""
    require(DepartmentPolicy.create, unit, by)
    lock_departments_of(unit.pk)
    return make(unit, parent, by=by, values=values)


@act
def edit_department(department: Department, *, by: Actor, **values: Any) -> Department:
    """Change a department's data (FIELDS)."""
    require(DepartmentPolicy.edit, department, by)
    return change(department, by=by, values=values)


@act
def move_department(
    department: Department, *, by: Actor, parent: Department | None, unit: Unit | None = None
) -> Department:
    """Hang a department, with all below it, elsewhere; into another unit together with its people.

    Raises Invalid for a place inside itself, Conflict for one that is closed.
    """
    require(DepartmentPolicy.edit, department, by)
    to = parent.unit if parent else unit or department.unit
    require(DepartmentPolicy.create, to, by)
    lock_departments_of(department.unit_id, to.pk)
    return hang(department, to, parent, by=by, on=timezone.localdate())


@act
def merge_department(department: Department, *, by: Actor, into: Department) -> Department:
    """Bring the people and sub-departments of one department into another and close it."""
    require(DepartmentPolicy.edit, department, by)
    require(DepartmentPolicy.edit, into, by)
    lock_departments_of(department.unit_id, into.unit_id)
    return dissolve(department, into, by=by, on=timezone.localdate())


@act
def lead_department(
    department: Department,
    *,
    by: Actor,
    heads: Sequence[Person] = (),
    deputies: Sequence[Person] = (),
    in_charge: Sequence[Person] = (),
) -> Department:
    """Say who leads a department: heads, deputies and leaders in charge, each in order; replaces what was said."""
    require(DepartmentPolicy.edit, department, by)
    still_open(department)
    before = _leaders(department)
    DepartmentHead.objects.filter(department=department).delete()
    rows = [
        DepartmentHead(department=department, person=person, kind=kind, order=order)
        for kind, people in (("head", heads), ("deputy", deputies), ("in_charge", in_charge))
        for order, person in enumerate(dict.fromkeys(people))
    ]
    DepartmentHead.objects.bulk_create(rows)
    after = _leaders(department)
    if before != after:
        record(events.DepartmentLed, department, by=by, before=before, after=after)
    return department


@act
def close_department(department: Department, *, by: Actor, reason: str = "") -> Department:
    """Close a department that holds nobody and nothing. Raises Conflict saying what is still in it."""
    require(DepartmentPolicy.edit, department, by)
    lock_departments_of(department.unit_id)
    department.refresh_from_db()
    return shut(department, by=by, reason=reason)


@act
def reopen_department(department: Department, *, by: Actor) -> Department:
    """Open a closed department again, where it stood."""
    require(DepartmentPolicy.edit, department, by)
    if department.closed_at is None:
        return department
    still_open(department.unit)
    if department.parent is not None:
        still_open(department.parent)
    _check_free(department)
    before = {"closed_at": department.closed_at}
    department.closed_at = None
    department.save(update_fields=["closed_at"])
    record(events.DepartmentReopened, department, by=by, before=before)
    return department


# ---------------------------------------------------------------- shared with reorganisations; callers lock and permit


def make(
    unit: Unit, parent: Department | None, *, by: Actor, values: dict[str, Any], key: UUID | None = None
) -> Department:
    """Make a department."""
    still_open(unit)
    if parent is not None:
        parent.refresh_from_db()
        still_open(parent)
        if parent.unit_id != unit.pk:
            raise Invalid({"parent": [_("%(parent)s belongs to another unit.") % {"parent": parent}]})
        if trees.depth_of(parent.path) >= trees.MAX_DEPTH:
            raise Invalid({"parent": [_("This would be deeper than %(depth)d levels.") % {"depth": trees.MAX_DEPTH}]})
    key = key or uuid7()
    department = Department(id=key, unit=unit, parent=parent, path=trees.path_of(key, parent.path if parent else ""))
    _before, after = assign(department, {"name": "", **values}, FIELDS)
    _check_free(department)
    department.order = next_order(Department, unit=unit, parent=parent)
    department.save(force_insert=True)
    record(
        events.DepartmentCreated, department, by=by, after={**after, "unit": unit.pk, "parent": parent and parent.pk}
    )
    return department


def change(department: Department, *, by: Actor, values: dict[str, Any]) -> Department:
    """Change a department's data."""
    still_open(department)
    before, after = assign(department, values, FIELDS)
    _check_free(department)
    if after:
        department.save(update_fields=list(after))
        record(events.DepartmentEdited, department, by=by, before=before, after=after)
    return department


def hang(department: Department, unit: Unit, parent: Department | None, *, by: Actor, on: date) -> Department:
    """Move a department."""
    department.refresh_from_db()
    still_open(department)
    still_open(unit)
    if parent is not None:
        parent.refresh_from_db()
        still_open(parent)
    if (department.unit_id, department.parent_id) == (unit.pk, parent.pk if parent else None):
        return department
    check_parent(department, parent)
    before = {"unit": department.unit_id, "parent": department.parent_id}
    stays = Department(id=department.pk, unit=unit, parent=parent, name=department.name, code=department.code)
    _check_free(stays)
    if department.unit_id != unit.pk:
        carry_to_unit(department, unit, on=on)
        department.unit = unit
    relocate(department, parent)
    record(
        events.DepartmentMoved,
        department,
        by=by,
        before=before,
        after={"unit": unit.pk, "parent": parent and parent.pk},
    )
    return department


def dissolve(department: Department, into: Department, *, by: Actor, on: date) -> Department:
    """Merge a department into another."""
    department.refresh_from_db()
    into.refresh_from_db()
    still_open(department)
    still_open(into)
    check_parent(department, into)
    for child in Department.objects.filter(parent=department, closed_at=None).select_related("unit"):
        hang(child, into.unit, into, by=by, on=on)
    if department.unit_id != into.unit_id:
        carry_to_unit(department, into.unit, on=on)
        department.unit = into.unit
    people = _move_seats(department, into, on=on)
    department.closed_at = datetime.now(UTC)
    department.save(update_fields=["closed_at"])
    DepartmentHead.objects.filter(department=department).delete()
    record(events.DepartmentMerged, department, by=by, before={"open": True}, after={"people": people}, into=into.pk)
    return department


def shut(department: Department, *, by: Actor, reason: str = "") -> Department:
    """Close a department."""
    still_open(department)
    if number := Department.objects.filter(parent=department, closed_at=None).count():
        raise Conflict(
            _("%(department)s still has %(number)d departments below it. Move or close them first.")
            % {"department": department, "number": number}
        )
    if number := Position.objects.filter(department=department, ended_on=None).count():
        raise Conflict(
            _("%(number)d people still sit in %(department)s. Move them first.")
            % {"department": department, "number": number}
        )
    department.closed_at = datetime.now(UTC)
    department.save(update_fields=["closed_at"])
    DepartmentHead.objects.filter(department=department).delete()
    record(events.DepartmentClosed, department, by=by, after={"reason": reason})
    return department


def _move_seats(department: Department, into: Department, *, on: date) -> list[UUID]:
    """End the seats in one department and open the same in another; one that is there already only ends."""
    old = list(Position.objects.filter(department=department, ended_on=None))
    there: set[tuple[UUID, UUID | None]] = set(
        Position.objects.filter(department=into, ended_on=None).values_list("person_id", "post_id")
    )
    Position.objects.filter(pk__in=[seat.pk for seat in old]).update(ended_on=on)
    new = []
    for seat in sorted(old, key=lambda one: one.kind != "main"):
        if (seat.person_id, seat.post_id) in there and seat.kind != "main":
            continue
        if (seat.person_id, seat.post_id) in there:
            # The side seat there becomes the main one: the same seat cannot be held twice.
            Position.objects.filter(person=seat.person_id, department=into, post=seat.post_id, ended_on=None).update(
                kind="main"
            )
            continue
        there.add((seat.person_id, seat.post_id))
        new.append(
            Position(
                person_id=seat.person_id, unit=into.unit, department=into, post_id=seat.post_id,
                level_id=seat.level_id, kind=seat.kind, order=seat.order, started_on=on,
            )
        )  # fmt: skip
    Position.objects.bulk_create(new, batch_size=500)
    people = list(dict.fromkeys(seat.person_id for seat in old))
    name_side_posts(people)
    return people


def _check_free(department: Department) -> None:
    beside = Department.objects.filter(unit=department.unit_id, parent=department.parent_id, closed_at=None)
    free(
        beside.filter(name=department.name),
        department,
        _("There is a department called %(name)s here already. Choose another name.") % {"name": department.name},
    )
    if department.code:
        same = Department.objects.filter(unit=department.unit_id, code=department.code)
        free(same, department, _("This code belongs to another department of the unit."), "code")


def _leaders(department: Department) -> dict[str, list[str]]:
    rows = DepartmentHead.objects.filter(department=department).select_related("person").order_by("kind", "order")
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(row.kind, []).append(f"{row.person.name} ({row.person_id})")
    return said
