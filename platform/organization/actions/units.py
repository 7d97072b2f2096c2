"""Units: made, changed, moved, put in order, closed, opened again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.keys import uuid7
from kernel.policies import Conflict, Invalid, require
from organization import events, trees
from organization.actions.checking import assign, free, still_open
from organization.actions.placing import check_parent, lock_units, next_order, relocate
from organization.models import Department, Position, Post, Unit
from organization.policies import DepartmentPolicy, PostPolicy, UnitPolicy

FIELDS = ("name", "short_name", "code", "address", "phone", "slogan")


@act
def create_unit(parent: Unit | None, *, by: Actor, **values: Any) -> Unit:
    """Make a unit below another, or a topmost one. Raises Invalid when the name or code is taken."""
    require(UnitPolicy.create, parent, by)
    lock_units()
    if parent is not None:
        parent = Unit.objects.get(pk=parent.pk)
        still_open(parent)
    key = uuid7()
    unit = Unit(id=key, parent=parent, path=trees.path_of(key, parent.path if parent else ""))
    _, after = assign(unit, {"name": "", **values}, FIELDS)
    _check_free(unit)
    unit.order = next_order(Unit, parent=parent)
    unit.save(force_insert=True)
    record(events.UnitCreated, unit, by=by, after={**after, "parent": parent and parent.pk})
    return unit


@act
def edit_unit(unit: Unit, *, by: Actor, **values: Any) -> Unit:
    """Change a unit's data (FIELDS)."""
    require(UnitPolicy.edit, unit, by)
    still_open(unit)
    before, after = assign(unit, values, FIELDS)
    _check_free(unit)
    if after:
        unit.save(update_fields=list(after))
        record(events.UnitEdited, unit, by=by, before=before, after=after)
    return unit


@act
def move_unit(unit: Unit, *, by: Actor, parent: Unit | None) -> Unit:
    """Hang a unit, with all below it, elsewhere in the tree. Raises Invalid for a place inside itself."""
    require(UnitPolicy.restructure, unit, by)
    lock_units()
    unit.refresh_from_db()
    if parent is not None:
        parent = Unit.objects.get(pk=parent.pk)
        still_open(parent)
    if unit.parent_id == (parent.pk if parent else None):
        return unit
    check_parent(unit, parent)
    old = unit.parent_id
    relocate(unit, parent)
    record(events.UnitMoved, unit, by=by, before={"parent": old}, after={"parent": parent and parent.pk})
    return unit


@act
def close_unit(unit: Unit, *, by: Actor, reason: str = "") -> Unit:
    """Close a unit that holds nothing any more. Raises Conflict saying what is still in it."""
    require(UnitPolicy.restructure, unit, by)
    lock_units()
    still_open(unit)
    for rows, words in (
        (Unit.objects.filter(parent=unit, closed_at=None), _("units")),
        (Department.objects.filter(unit=unit, closed_at=None), _("departments")),
        (Position.objects.filter(unit=unit, ended_on=None), _("people")),
    ):
        if number := rows.count():
            raise Conflict(
                _("%(unit)s still has %(number)d %(what)s. Move or close them first.")
                % {"unit": unit, "number": number, "what": words}
            )
    unit.closed_at = datetime.now(UTC)
    unit.save(update_fields=["closed_at"])
    record(events.UnitClosed, unit, by=by, after={"reason": reason})
    return unit


@act
def reopen_unit(unit: Unit, *, by: Actor) -> Unit:
    """Open a closed unit again, where it stood."""
    require(UnitPolicy.restructure, unit, by)
    if unit.closed_at is None:
        return unit
    if unit.parent is not None:
        still_open(unit.parent)
    _check_free(unit)
    before = {"closed_at": unit.closed_at}
    unit.closed_at = None
    unit.save(update_fields=["closed_at"])
    record(events.UnitReopened, unit, by=by, before=before)
    return unit


@act
def order_siblings(things: Sequence[Unit] | Sequence[Department] | Sequence[Post], *, by: Actor) -> None:
    """Put units, departments or posts in the given order. Raises Invalid when they do not stand beside each other."""
    if not things:
        return
    noun = type(things[0])
    if any(type(one) is not noun for one in things) or len({_place(one) for one in things}) > 1:
        raise Invalid(_("Only things that stand beside each other can be put in order."))
    for one in things:
        if isinstance(one, Department):
            require(DepartmentPolicy.edit, one, by)
        elif isinstance(one, Post):
            require(PostPolicy.edit, one, by)
        else:
            require(UnitPolicy.edit, one, by)
    before = [{"id": one.pk, "order": one.order} for one in things]
    placed: Unit | Department | Post
    for number, placed in enumerate(things, start=1):  # type: ignore[assignment]
        placed.order = number * 10
    noun.objects.bulk_update(things, ["order"], batch_size=500)  # type: ignore[arg-type]
    record(
        events.SiblingsOrdered,
        things[0],
        by=by,
        before={"order": before},
        after={"order": [{"id": one.pk, "order": one.order} for one in things]},
        noun=noun._meta.label_lower,
    )


def _place(thing: Unit | Department | Post) -> object:
    return thing.unit_id if isinstance(thing, Post) else (getattr(thing, "unit_id", None), thing.parent_id)


def _check_free(unit: Unit) -> None:
    open_units = Unit.objects.filter(closed_at=None)
    free(open_units.filter(name=unit.name), unit, _("There is a unit of this name already. Choose another name."))
    if unit.code:
        free(Unit.objects.filter(code=unit.code), unit, _("This code belongs to another unit."), "code")
