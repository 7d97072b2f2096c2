"""The guide sees by itself what is done, can be ticked, put away and taken up again, and is for administrators."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.policies import Invalid, NotFound, Refused
from kernel.preferences import actions as preferences
from kernel.preferences.preferences import BRAND_NAME
from kernel.scope import scope
from organization import trees
from organization.calendars import actions as calendars
from organization.guide import actions, queries
from organization.models import Department, Person, Unit
from organization.worktime import Segment, Week

pytestmark = pytest.mark.feature("SAAS-07")
ADMIN = Actor(
    kind="person",
    name="张总管",
    person=UUID(int=0xB001),
    functions=frozenset({"system.manage", "organization.group", "organization.manage"}),
)
LI = Actor(kind="person", name="李明", person=UUID(int=0xB003))


def states() -> dict[str, str]:
    return {line.step.key: line.state for line in queries.progress(for_=ADMIN).lines}


def test_it_sees_what_has_been_done(tenant):
    assert set(states().values()) == {"open"}
    assert list(states()) == [
        "organization.structure",
        "organization.people",
        "preferences.appearance",
        "calendars.hours",
        "workflow.process",
    ]
    key = UUID(int=0xA001)
    unit = Unit.objects.create(id=key, name="和一科技", path=trees.path_of(key))
    Department.objects.create(id=key, unit=unit, name="研发部", path=trees.path_of(key))
    for name in ("张三", "李四"):
        Person(name=name).read_name().save()
    preferences.save({BRAND_NAME: "和一"}, by=ADMIN, level="tenant")
    assert [line.step.key for line in queries.progress(for_=ADMIN).lines if line.is_open] == [
        "calendars.hours",
        "workflow.process",
    ]
    row = calendars.found(by=Actor.system("seed"), name="日历", year=2026)
    calendars.set_week(row, by=ADMIN, week=Week.same([Segment(480, 1020)]), valid_from=date(2027, 1, 1))
    actions.mark(queries.step("workflow.process"), by=ADMIN, kind="skipped")
    assert queries.progress(for_=ADMIN).is_complete
    assert queries.panel(ADMIN) is None


def test_ticking_and_putting_aside(tenant):
    step = queries.step("calendars.hours")
    actions.mark(step, by=ADMIN, kind="done")
    assert states()[step.key] == "ticked"
    actions.mark(step, by=ADMIN, kind="skipped")
    assert (states()[step.key], queries.progress(for_=ADMIN).finished) == ("skipped", 1)
    actions.unmark(step, by=ADMIN)
    actions.unmark(step, by=ADMIN)
    assert states()[step.key] == "open"
    assert EventRow.objects.filter(kind="guide.step.unmarked").count() == 1
    with pytest.raises(Invalid):
        actions.mark(step, by=ADMIN, kind="later")
    with pytest.raises(NotFound):
        queries.step("no.such")


def test_putting_it_away_and_taking_it_up_again(tenant):
    found = queries.panel(ADMIN)
    assert found is not None and found.next is not None
    assert found.next.step.key == "organization.structure"
    actions.dismiss(by=ADMIN)
    actions.dismiss(by=ADMIN)
    assert queries.panel(ADMIN) is None
    dismissed = queries.progress(for_=ADMIN).dismissed
    assert dismissed is not None and dismissed.dismissed_by == "张总管"
    actions.resume(by=ADMIN)
    actions.resume(by=ADMIN)
    assert queries.panel(ADMIN) is not None
    assert EventRow.objects.filter(kind__startswith="guide.guide").count() == 2


def test_it_is_for_administrators(tenant):
    step = queries.step("calendars.hours")
    assert queries.panel(LI) is None
    with pytest.raises(NotFound):
        queries.progress(for_=LI)
    with pytest.raises(Refused):
        actions.mark(step, by=LI, kind="done")
    with pytest.raises(Refused):
        actions.unmark(step, by=LI)
    with pytest.raises(Refused):
        actions.dismiss(by=LI)
    with pytest.raises(Refused):
        actions.resume(by=LI)


def test_tenants_have_their_own(db, one, two):
    with scope(one):
        actions.dismiss(by=ADMIN)
        with scope(two):
            assert queries.panel(ADMIN) is not None
        assert queries.panel(ADMIN) is None
