"""Working time against a naive clock that looks at every minute, on random calendars in zones that change their clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from organization import worktime
from organization.worktime import BadCalendar, Calendar, Override, Segment, Version, Week

ZONES = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Kathmandu",
)
MINUTE = timedelta(minutes=1)
# Windows around changes of clocks, the turn of the year, a leap day.
FIRSTS = (
    date(2026, 3, 28),
    date(2026, 10, 24),
    date(2026, 3, 7),
    date(2026, 4, 4),
    date(2026, 9, 5),
    date(2027, 12, 30),
    date(2028, 2, 27),
)


@st.composite
def segments(draw):
    marks = sorted(draw(st.sets(st.integers(0, 48), min_size=2, max_size=6)))
    pairs = [(30 * a, 30 * b) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    if pairs and draw(st.booleans()):
        start = pairs[-1][0]
        pairs[-1] = (start, min(start + 1440, 1440 + 30 * draw(st.integers(0, 20))))
    return tuple(Segment(a, b) for a, b in pairs if a < 1440)


@st.composite
def calendars(draw, first):
    days = [draw(segments()) if draw(st.integers(0, 3)) else () for _ in range(7)]
    assume(any(days))
    versions = [Version(date.min, Week(tuple(days)))]
    if draw(st.booleans()):
        versions.append(Version(first + timedelta(days=draw(st.integers(0, 3))), Week.same(draw(segments()), range(7))))
    overrides = []
    for offset in draw(st.sets(st.integers(-1, 5), max_size=3)):
        kind = draw(st.sampled_from(("holiday", "half_day", "working")))
        own = () if kind == "holiday" else draw(segments())
        try:
            overrides.append(Override(first + timedelta(days=offset), kind, own))
        except BadCalendar:
            continue
    calendar = Calendar(draw(st.sampled_from(ZONES)), tuple(versions), tuple(overrides))
    assume(not calendar.versions[-1].week.is_empty)
    return calendar


def naive_edge(tz, day, minute):
    """The first minute at which the wall clock has reached a time, found by looking at every minute."""
    target = datetime.combine(day, datetime.min.time()) + minute * MINUTE
    now = (target - timedelta(hours=20)).replace(tzinfo=UTC)
    while now.astimezone(tz).replace(tzinfo=None) < target:
        now += MINUTE
    return now


def naive_minutes(calendar, first, days):
    """All working minutes of a window of local days, by their UTC beginnings."""
    tz, found = ZoneInfo(calendar.zone), set()
    for offset in range(-2, days + 2):
        day = first + timedelta(days=offset)
        for one in calendar.day_segments(day):
            now, end = naive_edge(tz, day, one.start), naive_edge(tz, day, one.end)
            while now < end:
                found.add(now)
                now += MINUTE
    return found


@st.composite
def cases(draw):
    first = draw(st.sampled_from(FIRSTS))
    calendar = draw(calendars(first))
    base = datetime.combine(first, datetime.min.time(), UTC)
    a, b = (base + draw(st.integers(0, 4 * 1440)) * MINUTE for _ in range(2))
    return first, calendar, min(a, b), max(a, b)


@given(cases())
@settings(max_examples=60, deadline=None)
def test_equals_a_clock_that_looks_at_every_minute(case):
    first, calendar, a, b = case
    working = naive_minutes(calendar, first, 6)
    inside = sum(1 for minute in working if a <= minute < b)
    assert worktime.between(calendar, a, b) == inside * MINUTE
    assert worktime.is_working(calendar, a) == (a in working)
    if inside:
        later = sorted(minute for minute in working if minute >= a)
        assert worktime.add(calendar, a, inside * MINUTE) == later[inside - 1] + MINUTE
        assert worktime.next_working(calendar, a) == later[0]


durations = st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(days=500))


@given(cases(), durations, durations)
@settings(max_examples=150, deadline=None)
def test_laws(case, d, e):
    _, calendar, a, b = case
    due = worktime.add(calendar, a, d)
    assert worktime.between(calendar, a, due) == d
    assert worktime.between(calendar, due, a) == -d
    assert worktime.subtract(calendar, due, d) == worktime.next_working(calendar, a)
    back = worktime.subtract(calendar, b, d)
    assert worktime.between(calendar, back, b) == d
    assert worktime.add(calendar, back, d) == worktime.previous_working(calendar, b)
    # Additive, monotone in both arguments.
    assert worktime.add(calendar, due, e) == worktime.add(calendar, a, d + e)
    assert worktime.between(calendar, a, b) + worktime.between(calendar, b, due) == d
    assert due <= worktime.add(calendar, a, d + e)
    assert due <= worktime.add(calendar, b, d)
    assert worktime.add(calendar, a, -d) == worktime.subtract(calendar, a, d)
    assert worktime.previous_working(calendar, due) == due


@given(cases(), st.integers(1, 900))
@settings(max_examples=100, deadline=None)
def test_laws_of_days(case, number):
    first, calendar, a, _ = case
    later = worktime.working_day(calendar, first, number)
    assert worktime.is_working_day(calendar, later)
    assert worktime.working_days_between(calendar, first, later) == number
    assert worktime.working_day(calendar, later, -number) == max(
        (
            day
            for day in (first - timedelta(days=back) for back in range(400))
            if worktime.is_working_day(calendar, day)
        ),
        default=None,
    )
    end = worktime.end_of_working_day(calendar, a, number)
    assert end >= a
    assert worktime.previous_working(calendar, end) == end
