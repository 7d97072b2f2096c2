"""A few settings that only tests declare, and the people who set them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import pytest

from kernel.actor import Actor
from kernel.ports import sockets
from kernel.preferences import Choice, Group, Number, Preference, Switch
from kernel.preferences.units import UnitLine, Units

TESTS = Group("tests", "Tests", order=99)
LOOK = Preference(
    "tests.look",
    kind=Choice({"auto": "Auto", "light": "Light", "dark": "Dark"}),
    default="auto",
    levels=("tenant", "unit", "person"),
    title="Look",
    group=TESTS,
)
SEATS = Preference(
    "tests.seats", kind=Number(least=1, most=9), default=Decimal(3), levels=("tenant",), title="Seats", group=TESTS
)
OWN = Preference("tests.own", kind=Switch(), default=False, levels=("person",), title="Own", group=TESTS)

GROUP, UNIT, TEAM = (UUID(int=0xA000 + number) for number in range(3))
LI, WANG = UUID(int=0xB001), UUID(int=0xB002)


class FixedUnits:
    """A group with a unit with a team; the unit's administrator looks after the unit and the team."""

    def path(self, unit: UUID) -> list[UUID]:
        whole = [GROUP, UNIT, TEAM]
        return whole[: whole.index(unit) + 1] if unit in whole else [unit]

    def managed_by(self, actor: Actor) -> list[UnitLine]:
        managed = {GROUP: "organization.manage", UNIT: f"organization.manage@{UNIT}"}
        if actor.may(managed[GROUP]):
            return [UnitLine(GROUP, "Group", 1), UnitLine(UNIT, "Unit", 2), UnitLine(TEAM, "Team", 3)]
        if actor.may(managed[UNIT]):
            return [UnitLine(UNIT, "Unit", 1), UnitLine(TEAM, "Team", 2)]
        return []


@pytest.fixture(autouse=True)
def units() -> Iterator[None]:
    """Answer the port to units with the fixed ones."""
    before = sockets._offered.get(Units)
    sockets._offered[Units] = FixedUnits()
    yield
    if before is None:
        del sockets._offered[Units]
    else:
        sockets._offered[Units] = before


@pytest.fixture
def admin() -> Actor:
    """Looks after the company's settings."""
    return Actor(kind="person", name="系统管理员", person=WANG, functions=frozenset({"preferences.manage"}))


@pytest.fixture
def unit_admin() -> Actor:
    """Looks after one unit."""
    right = f"organization.manage@{UNIT}"
    return Actor(kind="person", name="单位管理员", person=WANG, unit=UNIT, functions=frozenset({right}))


@pytest.fixture
def li() -> Actor:
    """An employee of the team."""
    return Actor(kind="person", name="李明", person=LI, unit=TEAM)
