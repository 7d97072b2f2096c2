"""Positions: taken, moved, ended; the main one made another."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, require
from organization import events
from organization.actions.checking import still_open
from organization.actions.placing import levels_fit, name_side_posts
from organization.models import Department, Departure, Level, Person, Position, Post, Unit
from organization.policies import PositionPolicy


@act
def take_position(
    person: Person,
    *,
    by: Actor,
    unit: Unit,
    department: Department | None = None,
    post: Post | None = None,
    level: Level | None = None,
    kind: str = Position.Kind.MAIN,
    on: date | None = None,
) -> Position:
    """Give somebody a seat. A side post is secondary in the main post's unit and concurrent elsewhere.

    Raises Invalid for a place that does not belong together, Conflict when there is a main post already.
    """
    require(PositionPolicy.take, unit, by)
    return take(person, unit, department, post, level, kind=kind, on=on or timezone.localdate(), by=by)


@act
def move_person(
    person: Person,
    *,
    by: Actor,
    unit: Unit,
    department: Department | None = None,
    post: Post | None = None,
    level: Level | None = None,
    on: date | None = None,
) -> Position:
    """Move somebody: the main post ends and another begins the same day. Without one, the first is taken."""
    require(PositionPolicy.take, unit, by)
    main = Position.objects.filter(person=person, kind="main", ended_on=None).select_related("unit").first()
    if main is not None:
        require(PositionPolicy.edit, main, by)
    return place(person, unit, department, post, level, on=on or timezone.localdate(), by=by)


@act
def edit_position(
    position: Position, *, by: Actor, post: Post | None = None, level: Level | None = None, order: int | None = None
) -> Position:
    """Set post, level and order of a seat without moving anybody: a correction, not a promotion."""
    require(PositionPolicy.edit, position, by)
    _check_running(position)
    _check_place(position.unit, position.department, post, level)
    before = _said(position)
    position.post, position.level = post, level
    if order is not None:
        position.order = order
    _check_once(position)
    position.save(update_fields=["post", "level", "order"])
    if before != _said(position):
        record(events.PositionMoved, position, by=by, before=before, after=_said(position), person=position.person_id)
    return position


@act
def end_position(position: Position, *, by: Actor, on: date | None = None) -> Position:
    """End a seat. Raises Conflict for a main post while there are side posts."""
    require(PositionPolicy.edit, position, by)
    _check_running(position)
    sides = Position.objects.filter(person=position.person_id, ended_on=None).exclude(pk=position.pk)
    if position.kind == Position.Kind.MAIN and sides.exists():
        raise Conflict(
            _("%(person)s has other posts beside the main one. Move the main post, or end the others first.")
            % {"person": position.person}
        )
    position.ended_on = _day(on, position)
    position.save(update_fields=["ended_on"])
    record(events.PositionEnded, position, by=by, before=_said(position), person=position.person_id)
    return position


@act
def make_main(position: Position, *, by: Actor) -> Position:
    """Make a side post the main one; the old main post becomes a side post."""
    require(PositionPolicy.edit, position, by)
    _check_running(position)
    if position.kind == Position.Kind.MAIN:
        return position
    main = Position.objects.filter(person=position.person_id, kind="main", ended_on=None).select_related("unit").first()
    before = _said(position)
    if main is not None:
        require(PositionPolicy.edit, main, by)
        # First away with the old one: there may never be two.
        main.kind = Position.Kind.SECONDARY
        main.save(update_fields=["kind"])
    position.kind = Position.Kind.MAIN
    position.save(update_fields=["kind"])
    name_side_posts([position.person_id])
    record(events.PositionMoved, position, by=by, before=before, after=_said(position), person=position.person_id)
    return position


# ---------------------------------------------------------------- shared with other acts, which permit


def take(
    person: Person,
    unit: Unit,
    department: Department | None,
    post: Post | None,
    level: Level | None,
    *,
    kind: str,
    on: date,
    by: Actor,
) -> Position:
    """Open a seat."""
    if Departure.objects.filter(person=person, returned_at=None).exists():
        raise Conflict(_("%(person)s has left the company.") % {"person": person})
    if on > timezone.localdate():
        raise Invalid({"on": [_("The day lies ahead. Write a reorganisation for a change on a later day.")]})
    _check_place(unit, department, post, level)
    main = Position.objects.filter(person=person, kind="main", ended_on=None).first()
    if kind == Position.Kind.MAIN and main is not None:
        raise Conflict(_("%(person)s has a main post already. Move it instead.") % {"person": person})
    if kind != Position.Kind.MAIN:
        if main is None:
            raise Conflict(_("%(person)s needs a main post before side posts.") % {"person": person})
        kind = Position.Kind.SECONDARY if main.unit_id == unit.pk else Position.Kind.CONCURRENT
    position = Position(
        person=person, unit=unit, department=department, post=post, level=level, kind=kind, started_on=on,
        order=person.order,
    )  # fmt: skip
    _check_once(position)
    position.save(force_insert=True)
    record(events.PositionTaken, position, by=by, after=_said(position), person=person.pk)
    return position


def place(
    person: Person,
    unit: Unit,
    department: Department | None,
    post: Post | None,
    level: Level | None,
    *,
    on: date,
    by: Actor,
) -> Position:
    """End the main post, if there is one, and begin another."""
    main = (
        Position.objects.select_for_update(of=("self",))
        .filter(person=person, kind="main", ended_on=None)
        .select_related("unit", "department", "post", "level")
        .first()
    )
    if main is None:
        return take(person, unit, department, post, level, kind="main", on=on, by=by)
    _check_place(unit, department, post, level)
    before = _said(main)
    main.ended_on = _day(on, main)
    main.save(update_fields=["ended_on"])
    position = Position(
        person=person, unit=unit, department=department, post=post, level=level, kind="main",
        started_on=main.ended_on, order=main.order,
    )  # fmt: skip
    _check_once(position)
    position.save(force_insert=True)
    name_side_posts([person.pk])
    record(events.PositionMoved, position, by=by, before=before, after=_said(position), person=person.pk)
    return position


def _check_place(unit: Unit, department: Department | None, post: Post | None, level: Level | None) -> None:
    still_open(unit)
    for name, thing in (("department", department), ("post", post)):
        if thing is not None:
            still_open(thing)
            if thing.unit_id != unit.pk:
                raise Invalid({name: [_("%(thing)s does not belong to %(unit)s.") % {"thing": thing, "unit": unit}]})
    if level is not None:
        still_open(level)
    if not levels_fit(level, unit):
        raise Invalid({"level": [_("%(thing)s does not belong to %(unit)s.") % {"thing": level, "unit": unit}]})


def _check_once(position: Position) -> None:
    same = Position.objects.filter(
        person=position.person_id, unit=position.unit_id, department=position.department_id,
        post=position.post_id, ended_on=None,
    )  # fmt: skip
    if same.exclude(pk=position.pk).exists():
        raise Invalid({"department": [_("%(person)s has this very seat already.") % {"person": position.person}]})


def _check_running(position: Position) -> None:
    if position.ended_on is not None:
        raise Conflict(_("This position has ended; it is kept as history and does not change any more."))


def _day(on: date | None, position: Position) -> date:
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise Invalid({"on": [_("The day lies ahead. Write a reorganisation for a change on a later day.")]})
    if day < position.started_on:
        raise Invalid({"on": [_("The position began only on %(day)s.") % {"day": position.started_on}]})
    return day


def _said(position: Position) -> dict[str, object]:
    return {
        "kind": position.kind,
        "unit": position.unit.name,
        "department": position.department.name if position.department else "",
        "post": position.post.name if position.post else "",
        "level": position.level.name if position.level else "",
        "order": position.order,
    }
