"""Working calendars: the nearest one holds, changes are seen at once and told, refusals say why."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.events.models import EventRow
from kernel.policies import Conflict, Invalid, NotFound, Refused
from kernel.scope import scope
from kernel.showcase import Showcase
from organization import worktime
from organization.calendars import actions, council, picture, queries, seed, weeks
from organization.calendars.models import CalendarDay, WorkCalendar
from organization.worktime import NEVER, BadCalendar, Override, Segment, Week
from tests.organization.calendars.conftest import ADMIN, LI, OTHER, TEAM, UNIT, UNIT_ADMIN, make_units

SHANGHAI = ZoneInfo("Asia/Shanghai")
EIGHT = Week.same([Segment.of("08:00", "12:00"), Segment.of("14:00", "18:00")])


def test_the_year_2026_is_that_of_the_state_council(calendar):
    engine = queries.calendar_for()
    assert worktime.working_days_in(engine, 2026) == 248
    assert worktime.segments_of(engine, date(2026, 10, 10))[0][0] == datetime(2026, 10, 10, 9, tzinfo=SHANGHAI)
    assert not worktime.is_working_day(engine, date(2026, 2, 16))
    assert worktime.working_day(engine, date(2026, 9, 30), 1) == date(2026, 10, 8)
    made_up = calendar.days.filter(day__year=2026, kind="working").values_list("day", flat=True)
    assert [f"{day:%m-%d}" for day in made_up] == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert calendar.days.get(day=date(2026, 10, 1)).title == "国庆节"


def test_a_year_that_is_not_announced_says_so(calendar):
    with pytest.raises(Conflict, match="2035"):
        actions.import_year(calendar, by=ADMIN, year=2035)
    assert not council.is_known(2035)


def test_taking_a_year_over_again_keeps_own_days(calendar):
    actions.set_day(calendar, date(2026, 10, 7), by=ADMIN, kind="half_day", segments=weeks.parse("9:00-12:00"))
    assert actions.import_year(calendar, by=ADMIN, year=2026) == 38
    assert calendar.days.get(day=date(2026, 10, 7)).source == "own"
    assert actions.found(by=ADMIN, name="x", year=2026).pk == calendar.pk
    assert WorkCalendar.objects.count() == 1


def test_the_nearest_calendar_holds(units, calendar):
    own = actions.make_calendar(units["unit"], by=UNIT_ADMIN, name="科技日历", zone="Asia/Shanghai")
    assert own.days.count() == calendar.days.count()
    actions.set_week(own, by=UNIT_ADMIN, week=EIGHT, valid_from=date(2026, 7, 1))
    morning = datetime(2026, 7, 1, 8, 30, tzinfo=SHANGHAI)
    assert worktime.is_working(queries.calendar_for(TEAM), morning)
    assert worktime.is_working(queries.calendar_for(UNIT), morning)
    assert not worktime.is_working(queries.calendar_for(OTHER), morning)
    assert not worktime.is_working(queries.calendar_for(TEAM), morning - timedelta(days=1))
    actions.delete_calendar(own, by=UNIT_ADMIN)
    assert not worktime.is_working(queries.calendar_for(TEAM), morning)


def test_a_change_is_seen_at_once_and_told(calendar):
    friday = date(2026, 11, 27)
    assert worktime.is_working_day(queries.calendar_for(), friday)
    actions.set_day(calendar, friday, by=ADMIN, kind="holiday", name="厂庆")
    assert not worktime.is_working_day(queries.calendar_for(), friday)
    actions.clear_day(calendar, friday, by=ADMIN)
    actions.clear_day(calendar, friday, by=ADMIN)
    assert worktime.is_working_day(queries.calendar_for(), friday)
    told = list(EventRow.objects.filter(kind__startswith="calendars.day").values_list("kind", flat=True).order_by("id"))
    assert told == ["calendars.day.set", "calendars.day.cleared"]


def test_weeks_come_and_go(calendar):
    actions.set_week(calendar, by=ADMIN, week=EIGHT, valid_from=date(2027, 1, 1))
    assert queries.calendar_for().day_segments(date(2027, 3, 1)) == EIGHT.days[0]
    assert queries.calendar_for().day_segments(date(2026, 12, 1)) == weeks.OFFICE.days[0]
    actions.remove_week(calendar, by=ADMIN, valid_from=date(2027, 1, 1))
    assert queries.calendar_for().day_segments(date(2027, 3, 1)) == weeks.OFFICE.days[0]
    with pytest.raises(Conflict):
        actions.remove_week(calendar, by=ADMIN, valid_from=date.min)
    with pytest.raises(NotFound):
        actions.remove_week(calendar, by=ADMIN, valid_from=date(2028, 1, 1))
    with pytest.raises(Invalid):
        actions.set_week(calendar, by=ADMIN, week=NEVER, valid_from=date.min)


def test_refusals(units, calendar):
    own = actions.make_calendar(units["unit"], by=ADMIN, name="科技日历", zone="Asia/Shanghai")
    for by, which in ((LI, calendar), (UNIT_ADMIN, calendar), (LI, own)):
        with pytest.raises(Refused):
            actions.edit_calendar(which, by=by, name="x", zone="UTC")
        with pytest.raises(Refused):
            actions.delete_calendar(which, by=by)
        with pytest.raises(Refused):
            actions.set_week(which, by=by, week=EIGHT, valid_from=date.min)
        with pytest.raises(Refused):
            actions.remove_week(which, by=by, valid_from=date.min)
        with pytest.raises(Refused):
            actions.set_day(which, date(2026, 5, 6), by=by, kind="holiday")
        with pytest.raises(Refused):
            actions.clear_day(which, date(2026, 10, 1), by=by)
        with pytest.raises(Refused):
            actions.import_year(which, by=by, year=2026)
    with pytest.raises(Refused):
        actions.make_calendar(units["other"], by=UNIT_ADMIN, name="x", zone="UTC")
    with pytest.raises(Refused):
        actions.found(by=LI, name="x", year=2026)
    with pytest.raises(Conflict):
        actions.make_calendar(units["unit"], by=ADMIN, name="x", zone="UTC")
    with pytest.raises(Conflict):
        actions.delete_calendar(calendar, by=ADMIN)
    assert actions.edit_calendar(own, by=UNIT_ADMIN, name="科技", zone="Asia/Urumqi").zone == "Asia/Urumqi"
    assert [unit.pk for unit in queries.units_without(UNIT_ADMIN)] == [TEAM]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"kind": "half_day"}, "segments"),
        ({"kind": "holiday", "segments": [Segment(0, 60)]}, "segments"),
        ({"kind": "half_day", "segments": [Segment(0, 60), Segment(30, 90)]}, "segments"),
        ({"kind": "holiday", "name": "长" * 61}, "name"),
    ],
)
def test_mistakes_in_a_day_are_told_at_their_field(calendar, fields, field):
    with pytest.raises(Invalid) as refused:
        actions.set_day(calendar, date(2026, 5, 6), by=ADMIN, **fields)
    assert list(refused.value.errors) == [field]


def test_mistakes_in_a_calendar(calendar):
    with pytest.raises(Invalid) as refused:
        actions.edit_calendar(calendar, by=ADMIN, name=" ", zone="Mars/Olympus")
    assert set(refused.value.errors) == {"name", "zone"}


def test_hours_as_people_type_them():
    assert weeks.parse("13：30～18：00，9:00-12:00") == weeks.OFFICE.days[0]
    assert weeks.parse("") == ()
    assert weeks.shown(weeks.OFFICE.days[0]) == "09:00-12:00, 13:30-18:00"
    assert weeks.minutes_of(weeks.OFFICE.days[0]) == 450
    assert weeks.week_from(weeks.week_rows(EIGHT)) == EIGHT
    for wrong in ("nine to five", "9:00", "9:00-25:00"):
        with pytest.raises(BadCalendar):
            weeks.parse(wrong)


def test_what_a_change_would_change_is_known_before(calendar):
    now = queries.calendar_for()
    after = picture.with_days(now, [Override(date(2026, 11, 28), "working")])
    assert [(one.year, one.days, one.hours) for one in picture.differences(now, after, [2026, 2027])] == [
        (2026, 1, 7.5)
    ]
    longer = picture.with_week(now, EIGHT, date(2026, 12, 1))
    assert [(one.days, one.hours) for one in picture.differences(now, longer, [2026])] == [(0, 23 * 0.5)]
    assert picture.differences(now, picture.with_days(now, [], [date(2026, 1, 1)]), [2026])[0].days == 1


def test_the_picture_of_a_year(calendar):
    engine = queries.calendar_for()
    titles = {day.day: day for day in queries.days(calendar, 2026)}
    months = picture.months_of(engine, 2026, titles, date(2026, 11, 25))
    assert len(months) == 12
    assert sum(month.working_days for month in months) == 248
    october = {cell.day.day: cell for week in months[9].weeks for cell in week if cell}
    assert (october[1].state, october[1].title, october[10].state, october[11].state) == (
        "holiday",
        "国庆节",
        "working",
        "off",
    )
    assert all(len(week) == 7 for month in months for week in month.weeks)
    assert months[9].weeks[0][:3] == (None, None, None)


def test_queries_are_few(units, calendar):
    queries.calendar_for(TEAM)
    with CaptureQueriesContext(connection) as seen:
        queries.calendar_for()
    assert len(seen) == 1
    actions.make_calendar(units["unit"], by=ADMIN, name="x", zone="UTC")
    queries.calendar_for(TEAM)
    with CaptureQueriesContext(connection) as seen:
        queries.calendar_for(TEAM)
    assert len(seen) == 2


def test_without_a_calendar_the_usual_one_answers(tenant):
    assert worktime.working_days_in(queries.calendar_for(), 2026) == 248
    assert queries.calendar_for() is queries.USUAL


def test_tenants_have_their_own(db, one, two):
    with scope(one):
        make_units()
        first = actions.found(by=ADMIN, name="甲", year=2026)
        actions.set_day(first, date(2026, 11, 27), by=ADMIN, kind="holiday")
        with scope(two):
            make_units()
            assert not WorkCalendar.objects.exists()
            with pytest.raises(NotFound):
                queries.calendar(first.pk, for_=ADMIN)
            assert worktime.is_working_day(queries.calendar_for(TEAM), date(2026, 11, 27))
        assert not worktime.is_working_day(queries.calendar_for(TEAM), date(2026, 11, 27))


def test_the_showcase(tenant):
    seed.run(Showcase("heyi-2026"))
    seed.run(Showcase("heyi-2026"))
    assert CalendarDay.objects.filter(source="own").count() == 1


def test_the_settings_climb_the_tree_of_units(units):
    from kernel.preferences.units import units as port

    assert list(port().path(TEAM)) == units["team"].ancestors
    assert [line.depth for line in port().managed_by(UNIT_ADMIN)] == [2, 3]
    assert port().managed_by(LI) == ()
