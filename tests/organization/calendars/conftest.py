"""A group with a unit and a team, who administers them, and the group's calendar."""

from __future__ import annotations

from uuid import UUID

import pytest

from kernel.actor import Actor
from organization import trees
from organization.calendars import actions
from organization.calendars.models import WorkCalendar
from organization.models import Unit

GROUP, UNIT, TEAM, OTHER = (UUID(int=0xA000 + number) for number in range(4))
ADMIN = Actor(kind="person", name="张总管", person=UUID(int=0xB001), functions=frozenset({"calendars.manage"}))
UNIT_ADMIN = Actor(
    kind="person",
    name="单位管理员",
    person=UUID(int=0xB002),
    functions=frozenset({f"organization.manage@{UNIT}", "organization.manage_unit"}),
)
LI = Actor(kind="person", name="李明", person=UUID(int=0xB003), unit=TEAM)


def make_units() -> dict[str, Unit]:
    """The group with two units, one of them with a team."""
    group = Unit.objects.create(id=GROUP, name="和一集团", path=trees.path_of(GROUP))
    unit = Unit.objects.create(id=UNIT, name="和一科技", parent=group, path=trees.path_of(UNIT, group.path))
    team = Unit.objects.create(id=TEAM, name="和一软件", parent=unit, path=trees.path_of(TEAM, unit.path))
    other = Unit.objects.create(id=OTHER, name="和一物业", parent=group, path=trees.path_of(OTHER, group.path))
    return {"group": group, "unit": unit, "team": team, "other": other}


@pytest.fixture
def units(tenant) -> dict[str, Unit]:
    """The units of the first tenant."""
    return make_units()


@pytest.fixture
def calendar(tenant) -> WorkCalendar:
    """The group's calendar for 2026."""
    return actions.found(by=Actor.system("seed"), name="集团工作日历", year=2026)
