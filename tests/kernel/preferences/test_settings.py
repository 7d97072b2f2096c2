"""Settings: the nearest value wins, locks hold, refusals say why, tenants do not see each other, one query a request."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as NoValkey

from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.policies import Invalid, Refused
from kernel.preferences import actions, by_person, effective, value, value_for
from kernel.preferences.models import Setting
from kernel.preferences.reading import _begin, _end, _local
from kernel.scope import OutsideScope, public, scope
from tests.kernel.preferences.conftest import GROUP, LI, LOOK, OWN, SEATS, TEAM, UNIT, WANG

pytestmark = pytest.mark.feature("ADM-07")


def test_the_nearest_value_wins(tenant, admin, li):
    assert value(LOOK, unit=TEAM, person=LI) == "auto"
    actions.save({LOOK: "light"}, by=admin, level="tenant")
    assert value_for(LOOK, li) == "light"
    actions.save({LOOK: "dark"}, by=admin, level="unit", subject=UNIT)
    assert (value_for(LOOK, li), value(LOOK, unit=GROUP), value(LOOK)) == ("dark", "light", "light")
    actions.save({LOOK: "auto"}, by=li, level="person", subject=LI)
    assert (value_for(LOOK, li), value(LOOK, unit=TEAM, person=WANG)) == ("auto", "dark")
    found = effective(LOOK, unit=TEAM, person=WANG)
    assert (found.level, found.subject, found.is_own) == ("unit", UNIT, False)
    assert by_person(LOOK, [LI, WANG], unit=TEAM) == {LI: "auto", WANG: "dark"}
    actions.clear(LOOK, by=li, level="person", subject=LI)
    assert value_for(LOOK, li) == "dark"
    assert not Setting.objects.filter(level="person").exists()


def test_a_lock_holds_for_those_below_and_gives_back_what_they_had(tenant, admin, li):
    actions.save({LOOK: "dark"}, by=li, level="person", subject=LI)
    actions.lock(LOOK, by=admin, level="unit", subject=UNIT)
    assert value_for(LOOK, li) == "auto"
    assert effective(LOOK, unit=TEAM, person=LI).locked == ("unit", UNIT)
    with pytest.raises(Refused, match="Look"):
        actions.save({LOOK: "light"}, by=li, level="person", subject=LI)
    actions.unlock(LOOK, by=admin, level="unit", subject=UNIT)
    assert value_for(LOOK, li) == "dark"
    actions.lock(LOOK, by=admin, level="tenant")
    with pytest.raises(Refused):
        actions.save({LOOK: "light"}, by=admin, level="unit", subject=UNIT)
    actions.save({LOOK: "light"}, by=admin, level="tenant")
    actions.clear(LOOK, by=admin, level="tenant")
    assert Setting.objects.get(key=LOOK.key, level="tenant").locked_at


def test_a_change_is_told_with_before_and_after(tenant, admin):
    actions.save({LOOK: "light", SEATS: "5"}, by=admin, level="tenant")
    rows = EventRow.objects.filter(kind="preferences.setting.changed").order_by("id")
    assert [row.data["key"] for row in rows] == [LOOK.key, SEATS.key]
    assert (rows[1].before, rows[1].after) == ({"value": "3", "shown": "3"}, {"value": "5", "shown": "5"})
    assert value(SEATS) == Decimal(5)
    # What says nothing new is no change.
    assert actions.save({LOOK: "light", SEATS: "5"}, by=admin, level="tenant") == []


def test_refusals(tenant, admin, unit_admin, li):
    with pytest.raises(Refused):
        actions.save({LOOK: "dark"}, by=li, level="tenant")
    with pytest.raises(Refused):
        actions.save({LOOK: "dark"}, by=li, level="unit", subject=TEAM)
    with pytest.raises(Refused):
        actions.save({LOOK: "dark"}, by=li, level="person", subject=WANG)
    with pytest.raises(Refused):
        actions.save({LOOK: "dark"}, by=admin, level="person", subject=LI)
    with pytest.raises(Refused):
        actions.save({SEATS: "4"}, by=li, level="person", subject=LI)
    with pytest.raises(Refused):
        actions.save({LOOK: "dark"}, by=unit_admin, level="tenant")
    with pytest.raises(Refused):
        actions.save({LOOK: "dark"}, by=unit_admin, level="unit", subject=GROUP)
    with pytest.raises(Refused):
        actions.lock(LOOK, by=li, level="tenant")
    with pytest.raises(Refused, match="Seats"):
        actions.lock(SEATS, by=admin, level="tenant")
    with pytest.raises(Refused):
        actions.clear(LOOK, by=li, level="tenant")
    with pytest.raises(Refused):
        actions.save({LOOK: "dark"}, by=Actor.visitor(), level="person", subject=LI)
    actions.save({LOOK: "dark"}, by=unit_admin, level="unit", subject=TEAM)
    assert value(LOOK, unit=TEAM) == "dark"


def test_nothing_is_kept_of_a_form_with_a_mistake(tenant, admin):
    with pytest.raises(Invalid) as refused:
        actions.save({LOOK: "dark", SEATS: "12"}, by=admin, level="tenant")
    assert list(refused.value.errors) == [SEATS.key]
    assert value(LOOK) == "auto"


def test_a_stored_value_that_is_no_option_any_more_counts_as_not_set(tenant, admin):
    actions.save({LOOK: "dark"}, by=admin, level="tenant")
    Setting.objects.filter(key=LOOK.key).update(value="sepia")
    _local.clear()
    cache.clear()
    assert value(LOOK) == "auto"


def test_tenants_do_not_see_each_other(db, one, two, admin, li):
    with scope(one):
        actions.save({LOOK: "dark"}, by=admin, level="tenant")
        actions.save({OWN: "on"}, by=li, level="person", subject=LI)
        assert (value(LOOK), value(OWN, person=LI)) == ("dark", True)
        with scope(two):
            assert (value(LOOK), value(OWN, person=LI)) == ("auto", False)
        with public():
            assert value(LOOK) == "auto"
    with pytest.raises(OutsideScope):
        value(LOOK)


def test_what_was_rolled_back_is_not_in_the_cache(db, one, admin):
    with pytest.raises(RuntimeError), scope(one):
        actions.save({LOOK: "dark"}, by=admin, level="tenant")
        assert value(LOOK) == "dark"
        raise RuntimeError
    with scope(one):
        assert value(LOOK) == "auto"


def test_one_query_for_all_settings_of_a_request(tenant, admin, li):
    actions.save({LOOK: "light", SEATS: "5"}, by=admin, level="tenant")
    value(LOOK)
    _begin()
    try:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for _ in range(5):
                value_for(LOOK, li), value(SEATS), value_for(OWN, li), value(LOOK, unit=UNIT)
        assert len(queries) == 1
        actions.save({LOOK: "dark"}, by=admin, level="tenant")
        assert value_for(LOOK, li) == "dark"
    finally:
        _end()


def test_a_cache_that_does_not_answer_costs_time_only(tenant, admin, monkeypatch):
    def down(*_args, **_kwargs):
        raise NoValkey("down")

    monkeypatch.setattr(cache, "get", down)
    monkeypatch.setattr(cache, "set", down)
    actions.save({LOOK: "dark"}, by=admin, level="tenant")
    assert value(LOOK) == "dark"


def test_ids_of_people_may_repeat_between_levels(tenant, admin):
    same = UUID(int=0xC001)
    actions.save({LOOK: "light"}, by=admin, level="unit", subject=same)
    assert value(LOOK, person=same) == "auto"
    assert value(LOOK, unit=same) == "light"
