"""The vectors everybody agreed on: working hours over lunch, weekends, holiday weeks, made-up days, changes of clocks."""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest

from organization import worktime
from organization.worktime import (
    ALWAYS,
    NEVER,
    BadCalendar,
    Calendar,
    NoWorkingTime,
    OutOfRange,
    Override,
    Segment,
    Version,
    Week,
)

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
OFFICE = Week.same([Segment.of("09:00", "12:00"), Segment.of("13:30", "18:00")])
C = Calendar.simple(
    "Asia/Shanghai",
    OFFICE,
    [
        *(Override(date(2026, 10, day), "holiday") for day in range(1, 8)),
        Override(date(2026, 10, 10), "working"),
    ],
)
ROUND_THE_CLOCK = Calendar.simple("Europe/Berlin", ALWAYS)
BERLIN_DAYS = Calendar.simple("Europe/Berlin", Week.same([Segment.of("08:00", "18:00")]))
HOUR = timedelta(hours=1)


def at(zone, *parts, fold=0):
    return datetime(*parts).replace(tzinfo=zone, fold=fold)


VECTORS = [
    ("V1", C, at(SHANGHAI, 2026, 9, 25, 17, 40), 1, at(SHANGHAI, 2026, 9, 28, 9, 40)),
    ("V2", C, at(SHANGHAI, 2026, 9, 21, 11, 30), 1, at(SHANGHAI, 2026, 9, 21, 14, 0)),
    ("V3", C, at(SHANGHAI, 2026, 9, 19, 10, 0), 1, at(SHANGHAI, 2026, 9, 21, 10, 0)),
    ("V4", C, at(SHANGHAI, 2026, 9, 30, 17, 30), 1, at(SHANGHAI, 2026, 10, 8, 9, 30)),
    ("V5", C, at(SHANGHAI, 2026, 10, 9, 17, 30), 1, at(SHANGHAI, 2026, 10, 10, 9, 30)),
    ("V6", ROUND_THE_CLOCK, at(BERLIN, 2026, 3, 29, 0, 30), 4, at(BERLIN, 2026, 3, 29, 5, 30)),
    ("V7", ROUND_THE_CLOCK, at(BERLIN, 2026, 10, 25, 0, 30), 4, at(BERLIN, 2026, 10, 25, 3, 30)),
    ("V8", BERLIN_DAYS, at(BERLIN, 2026, 3, 27, 17, 0), 4, at(BERLIN, 2026, 3, 30, 11, 0)),
    ("V9 due", BERLIN_DAYS, at(BERLIN, 2026, 3, 30, 17, 0), 4, at(BERLIN, 2026, 3, 31, 11, 0)),
    ("V10", ROUND_THE_CLOCK, at(BERLIN, 2026, 5, 4, 23, 30), 1, at(BERLIN, 2026, 5, 5, 0, 30)),
]


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "due"), [row[1:] for row in VECTORS], ids=[r[0] for r in VECTORS]
)
def test_vectors(calendar, start, hours, due):
    found = worktime.add(calendar, start, hours * HOUR)
    assert found == due.astimezone(UTC)
    assert found.tzinfo is UTC
    assert worktime.between(calendar, start, due) == hours * HOUR


def test_v9_warns_an_hour_of_work_before_it_is_due():
    due = worktime.add(BERLIN_DAYS, at(BERLIN, 2026, 3, 30, 17), 4 * HOUR)
    assert worktime.subtract(BERLIN_DAYS, due, HOUR) == at(BERLIN, 2026, 3, 31, 10)
    assert worktime.add(BERLIN_DAYS, due, -HOUR) == at(BERLIN, 2026, 3, 31, 10)


def test_v14_ends_of_working_days_count_the_made_up_saturday():
    filed = at(SHANGHAI, 2026, 9, 30, 10)
    review = worktime.end_of_working_day(C, filed, 3)
    assert review == at(SHANGHAI, 2026, 10, 10, 18)
    assert worktime.end_of_working_day(C, review, 2) == at(SHANGHAI, 2026, 10, 13, 18)
    assert worktime.end_of_working_day(C, filed, 0) == at(SHANGHAI, 2026, 9, 30, 18)


def test_round_the_clock_by_segments_equals_the_fast_path():
    slow = Calendar.simple("Europe/Berlin", Week(((Segment(0, 720), Segment(720, 1440)),) * 7))
    assert not slow.is_always
    for start in (at(BERLIN, 2026, 3, 29, 0, 30), at(BERLIN, 2026, 10, 25, 0, 30), at(BERLIN, 2026, 12, 31, 23, 30)):
        assert worktime.add(slow, start, 4 * HOUR) == worktime.add(ROUND_THE_CLOCK, start, 4 * HOUR)


def test_night_shift_crosses_midnight_and_belongs_to_its_first_day():
    nights = Calendar.simple(
        "Asia/Shanghai", Week.same([Segment.of("22:00", "06:00")]), [Override(date(2026, 5, 5), "holiday")]
    )
    # Monday's shift runs into the holiday; Tuesday's does not take place.
    assert worktime.is_working(nights, at(SHANGHAI, 2026, 5, 5, 5))
    assert not worktime.is_working(nights, at(SHANGHAI, 2026, 5, 5, 23))
    assert worktime.add(nights, at(SHANGHAI, 2026, 5, 5, 5), 2 * HOUR) == at(SHANGHAI, 2026, 5, 6, 23)
    new_year = at(SHANGHAI, 2026, 12, 31, 23)
    assert worktime.add(nights, new_year, 3 * HOUR) == at(SHANGHAI, 2027, 1, 1, 2)
    assert worktime.between(nights, new_year, at(SHANGHAI, 2027, 1, 1, 6)) == 7 * HOUR


def test_edges():
    lunch, evening = at(SHANGHAI, 2026, 9, 21, 12, 30), at(SHANGHAI, 2026, 9, 25, 20)
    assert worktime.next_working(C, lunch) == at(SHANGHAI, 2026, 9, 21, 13, 30)
    assert worktime.previous_working(C, lunch) == at(SHANGHAI, 2026, 9, 21, 12)
    assert worktime.next_working(C, evening) == at(SHANGHAI, 2026, 9, 28, 9)
    assert worktime.previous_working(C, at(SHANGHAI, 2026, 9, 21, 8)) == at(SHANGHAI, 2026, 9, 18, 18)
    working = at(SHANGHAI, 2026, 9, 21, 10)
    assert worktime.next_working(C, working) == worktime.previous_working(C, working) == working
    assert worktime.is_working(C, at(SHANGHAI, 2026, 9, 21, 9))
    assert not worktime.is_working(C, at(SHANGHAI, 2026, 9, 21, 12))


def test_working_days():
    assert worktime.working_day(C, date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert worktime.working_day(C, date(2026, 10, 9), 1) == date(2026, 10, 10)
    assert worktime.working_day(C, date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert worktime.working_day(C, date(2026, 10, 3), 0) == date(2026, 10, 8)
    assert worktime.working_days_between(C, date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert worktime.working_days_between(C, date(2026, 10, 10), date(2026, 9, 30)) == -3
    assert worktime.working_day(C, date(2026, 1, 1), 5000) > date(2045, 1, 1)


def test_versions_take_over_on_their_day():
    calendar = Calendar(
        "Asia/Shanghai",
        (Version(date.min, OFFICE), Version(date(2026, 7, 1), Week.same([Segment.of("08:00", "11:00")]))),
    )
    assert worktime.segments_of(calendar, date(2026, 6, 30))[0][0] == at(SHANGHAI, 2026, 6, 30, 9)
    assert worktime.add(calendar, at(SHANGHAI, 2026, 6, 30, 17), 2 * HOUR) == at(SHANGHAI, 2026, 7, 1, 9)
    half = Calendar.simple(
        "Asia/Shanghai", OFFICE, [Override(date(2026, 2, 16), "half_day", (Segment.of("09:00", "12:00"),))]
    )
    assert worktime.end_of_working_day(half, at(SHANGHAI, 2026, 2, 16, 9), 0) == at(SHANGHAI, 2026, 2, 16, 12)


def test_an_edge_that_the_clock_skips_is_the_moment_of_the_jump():
    calendar = Calendar.simple("Europe/Berlin", Week.same([Segment.of("02:30", "10:00")], range(7)))
    spring, autumn = (worktime.segments_of(calendar, day)[0] for day in (date(2026, 3, 29), date(2026, 10, 25)))
    assert spring[0] == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert autumn[0] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    samoa = Calendar.simple("Pacific/Apia", Week.same([Segment.of("09:00", "17:00")], range(7)))
    assert worktime.segments_of(samoa, date(2011, 12, 30)) == []


def test_a_calendar_without_work_says_so_at_once():
    begun = perf_counter()
    empty = Calendar.simple("Asia/Shanghai", NEVER)
    once = Calendar.simple("Asia/Shanghai", NEVER, [Override(date(2026, 5, 4), "half_day", (Segment(540, 600),))])
    start = at(SHANGHAI, 2026, 1, 1)
    for ask in (worktime.add, worktime.subtract):
        with pytest.raises(NoWorkingTime, match="no working time"):
            ask(empty, start, HOUR)
    with pytest.raises(NoWorkingTime):
        worktime.next_working(empty, start)
    with pytest.raises(NoWorkingTime):
        worktime.previous_working(empty, start)
    with pytest.raises(NoWorkingTime):
        worktime.working_day(empty, date(2026, 1, 1), 1)
    assert worktime.between(empty, start, at(SHANGHAI, 2150, 1, 1)) == timedelta()
    assert worktime.add(once, start, HOUR) == at(SHANGHAI, 2026, 5, 4, 10)
    with pytest.raises(NoWorkingTime):
        worktime.add(once, start, 2 * HOUR)
    assert perf_counter() - begun < 1


def test_beyond_the_years_of_a_calendar():
    with pytest.raises(OutOfRange):
        worktime.add(C, at(SHANGHAI, 2199, 1, 1), timedelta(days=900))
    with pytest.raises(OutOfRange):
        worktime.between(C, at(SHANGHAI, 1850, 1, 1), at(SHANGHAI, 2026, 1, 1))
    with pytest.raises(ValueError, match="time zone"):
        worktime.is_working(C, datetime(2026, 1, 1))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Segment.of("9", "10:00"),
        lambda: Segment.of("09:60", "10:00"),
        lambda: Segment.of("24:00", "25:00"),
        lambda: Segment(600, 600 + 1441),
        lambda: Week.same([Segment(0, 600), Segment(540, 660)]),
        lambda: Week(()),
        lambda: Override(date(2026, 1, 1), "holiday", (Segment(0, 60),)),
        lambda: Override(date(2026, 1, 1), "half_day"),
        lambda: Calendar.simple("Mars/Olympus", OFFICE),
        lambda: Calendar("UTC", ()),
        lambda: Calendar.simple("UTC", OFFICE, [Override(date(2026, 1, 1), "holiday")] * 2),
    ],
)
def test_parts_that_do_not_fit_are_refused(make):
    with pytest.raises(BadCalendar):
        make()


def test_texts():
    assert str(Segment.of("22:00", "06:00")) == "22:00–06:00"
    assert str(Segment.of("00:00", "24:00")) == "00:00–24:00"
    assert Segment.of("9:00", "12：00").minutes == 180


def test_adding_across_a_year_takes_less_than_a_millisecond():
    start = at(SHANGHAI, 2026, 1, 5, 9)
    year = timedelta(hours=7.5 * 250)
    worktime.add(C, start, year)
    begun = perf_counter()
    for _ in range(200):
        worktime.add(C, start, year)
    assert (perf_counter() - begun) / 200 < 0.001
