"""Levels of the group and of the units."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, require
from organization import events
from organization.actions.checking import assign, free, still_open
from organization.models import Level, Position, Unit
from organization.policies import LevelPolicy

FIELDS = ("name", "code", "rank")


@act
def create_level(
    unit: Unit | None, *, by: Actor, name: str, code: str = "", rank: int = 0, group_level: Level | None = None
) -> Level:
    """Make a level: of the group with a rank of its own, or of a unit standing for a group level, whose rank it has."""
    require(LevelPolicy.create, unit, by)
    level = Level(unit=unit, group_level=group_level, rank=rank)
    _check_mapping(level)
    _, after = assign(level, {"name": name, "code": code, "rank": level.rank}, FIELDS)
    _check_free(level)
    level.save(force_insert=True)
    record(events.LevelCreated, level, by=by, after={**after, "unit": unit and unit.pk})
    return level


@act
def edit_level(
    level: Level, *, by: Actor, name: str, code: str = "", rank: int | None = None, group_level: Level | None = None
) -> Level:
    """Change a level. A new rank of a group level reaches the units' levels that stand for it."""
    require(LevelPolicy.edit, level, by)
    still_open(level)
    old = level.group_level_id
    if level.unit_id is not None:
        level.group_level = group_level or level.group_level
        rank = level.group_level.rank if level.group_level else level.rank
    _check_mapping(level)
    before, after = assign(level, {"name": name, "code": code, "rank": level.rank if rank is None else rank}, FIELDS)
    if old != level.group_level_id:
        before["group_level"], after["group_level"] = old, level.group_level_id
    _check_free(level)
    if after:
        level.save()
        Level.objects.filter(group_level=level).update(rank=level.rank)
        record(events.LevelEdited, level, by=by, before=before, after=after)
    return level


@act
def close_level(level: Level, *, by: Actor) -> Level:
    """Close a level nobody holds and no unit's level stands for."""
    require(LevelPolicy.edit, level, by)
    still_open(level)
    if number := Position.objects.filter(level=level, ended_on=None).count():
        raise Conflict(
            _("%(number)d people hold the level %(level)s. Give them another first.")
            % {"number": number, "level": level}
        )
    if Level.objects.filter(group_level=level, closed_at=None).exists():
        raise Conflict(_("Levels of units stand for %(level)s. Map them to another first.") % {"level": level})
    level.closed_at = datetime.now(UTC)
    level.save(update_fields=["closed_at"])
    record(events.LevelClosed, level, by=by)
    return level


def _check_mapping(level: Level) -> None:
    if level.unit_id is None and level.group_level_id is not None:
        raise Invalid({"group_level": [_("A group level stands for itself.")]})
    if level.unit_id is not None:
        if level.group_level is None or level.group_level.unit_id is not None:
            raise Invalid({"group_level": [_("Say which group level this level of the unit stands for.")]})
        level.rank = level.group_level.rank


def _check_free(level: Level) -> None:
    rows = Level.objects.filter(closed_at=None, unit=level.unit_id)
    free(rows.filter(name=level.name), level, _("There is a level of this name already."))
    if level.unit_id is None:
        if level.rank < 1:
            raise Invalid({"rank": [_("The rank is a number from 1, the highest.")]})
        free(rows.filter(rank=level.rank), level, _("Another level has this rank."), "rank")
