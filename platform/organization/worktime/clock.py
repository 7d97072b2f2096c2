"""Arithmetic with working time. Instants go in with any zone and come out in UTC."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from organization.worktime.compiled import MICROSECOND, edge, micros, moment
from organization.worktime.model import FIRST_YEAR, LAST_YEAR, Calendar, NoWorkingTime, OutOfRange

ZERO = timedelta()


def add(calendar: Calendar, instant: datetime, worked: timedelta) -> datetime:
    """The earliest instant after which `worked` has been worked since `instant`.

    Zero answers the instant itself; a negative duration subtracts. The answer lies inside a
    segment or on its end. Raises NoWorkingTime when the calendar runs out of work, OutOfRange
    beyond the year 2200, ValueError without a zone.
    """
    if worked < ZERO:
        return subtract(calendar, instant, -worked)
    if worked == ZERO or calendar.is_always:
        return instant.astimezone(UTC) + worked
    wanted, here = worked // MICROSECOND, micros(instant)
    number = _year_of(calendar, instant)
    year = calendar.year(number)
    wanted += year.worked_until(here)
    while wanted > year.total:
        wanted -= year.total
        number += 1
        _still(calendar, number, forward=True)
        year = calendar.year(number)
    index = bisect_left(year.before, wanted) - 1
    return moment(year.starts[index] + wanted - year.before[index])


def subtract(calendar: Calendar, instant: datetime, worked: timedelta) -> datetime:
    """The latest instant from which `worked` is worked until `instant`. The mirror of `add`; same errors."""
    if worked < ZERO:
        return add(calendar, instant, -worked)
    if worked == ZERO or calendar.is_always:
        return instant.astimezone(UTC) - worked
    here = micros(instant)
    number = _year_of(calendar, instant)
    year = calendar.year(number)
    wanted = year.worked_until(here) - worked // MICROSECOND
    while wanted < 0:
        number -= 1
        _still(calendar, number, forward=False)
        year = calendar.year(number)
        wanted += year.total
    index = bisect_right(year.before, wanted) - 1
    return moment(year.starts[index] + wanted - year.before[index])


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """The working time from one instant to another; negative when the second lies before the first. Raises OutOfRange."""
    # Two datetimes of one zone compare by the clock's face; only UTC compares by the moment.
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end < start:
        return -between(calendar, end, start)
    if calendar.is_always:
        return end - start
    first, last = _year_of(calendar, start), _year_of(calendar, end)
    worked = calendar.year(last).worked_until(micros(end)) - calendar.year(first).worked_until(micros(start))
    low, high = calendar.reach
    worked += sum(calendar.year(number).total for number in range(max(first, low), min(last, high + 1)))
    return worked * MICROSECOND


def is_working(calendar: Calendar, instant: datetime) -> bool:
    """Whether work is done at an instant; a segment's start belongs to it, its end does not."""
    if calendar.is_always:
        return True
    year, here = calendar.year(_year_of(calendar, instant)), micros(instant)
    index = bisect_right(year.starts, here) - 1
    return index >= 0 and here < year.ends[index]


def next_working(calendar: Calendar, instant: datetime) -> datetime:
    """The instant itself while work is done, else the beginning of the next segment. Raises NoWorkingTime."""
    if is_working(calendar, instant):
        return instant.astimezone(UTC)
    here, number = micros(instant), _year_of(calendar, instant)
    while True:
        starts = calendar.year(number).starts
        index = bisect_left(starts, here)
        if index < len(starts):
            return moment(starts[index])
        number += 1
        _still(calendar, number, forward=True)


def previous_working(calendar: Calendar, instant: datetime) -> datetime:
    """The instant itself while work is done or has just ended, else the end of the last segment. Raises NoWorkingTime."""
    if calendar.is_always:
        return instant.astimezone(UTC)
    here, number = micros(instant), _year_of(calendar, instant)
    while True:
        year = calendar.year(number)
        index = bisect_left(year.starts, here) - 1
        if index >= 0:
            return moment(min(here, year.ends[index]))
        number -= 1
        _still(calendar, number, forward=False)


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether any segment begins on a local day; a half day counts."""
    return bool(calendar.day_segments(day))


def segments_of(calendar: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    """The segments that begin on a local day, as UTC instants; those that a change of clocks swallows are left out."""
    pairs = ((edge(calendar.tz, day, one.start), edge(calendar.tz, day, one.end)) for one in calendar.day_segments(day))
    return [(moment(start), moment(end)) for start, end in pairs if start < end]


def working_day(calendar: Calendar, day: date, number: int) -> date:
    """The nth working day after a local day; before it when negative; zero: the day itself, or the next working one.

    Raises NoWorkingTime when there are not that many, OutOfRange beyond the years a calendar reaches.
    """
    if number == 0:
        return day if is_working_day(calendar, day) else working_day(calendar, day, 1)
    year = day.year
    days = calendar.year(year).days
    position = (
        bisect_right(days, day.toordinal()) + number - 1 if number > 0 else bisect_left(days, day.toordinal()) + number
    )
    while position >= len(days):
        position -= len(days)
        year += 1
        _still(calendar, year, forward=True)
        days = calendar.year(year).days
    while position < 0:
        year -= 1
        _still(calendar, year, forward=False)
        days = calendar.year(year).days
        position += len(days)
    return date.fromordinal(days[position])


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`; negative when reversed."""
    if end < start:
        return -working_days_between(calendar, end, start)
    total = 0
    for number in range(start.year, end.year + 1):
        days = calendar.year(number).days
        total += bisect_right(days, end.toordinal()) - bisect_right(days, start.toordinal())
    return total


def working_days_in(calendar: Calendar, year: int) -> int:
    """The number of working days of a local year."""
    return len(calendar.year(year).days)


def end_of_working_day(calendar: Calendar, instant: datetime, days: int) -> datetime:
    """The end of the last segment of the nth working day after the local day of an instant.

    Zero means the instant's own day, or the next working one. Raises as `working_day` does.
    """
    day = working_day(calendar, instant.astimezone(calendar.tz).date(), days)
    step = 1 if days >= 0 else -1
    # A change of clocks can swallow all of a day; then the day beyond it counts.
    for found in _and_on(calendar, day, step):
        if segments := segments_of(calendar, found):
            return segments[-1][1]
    raise NoWorkingTime("no working day is left")


def _and_on(calendar: Calendar, day: date, step: int) -> Iterator[date]:
    yield day
    for _ in range(7):
        day = working_day(calendar, day, step)
        yield day


def _year_of(calendar: Calendar, instant: datetime) -> int:
    number = instant.astimezone(calendar.tz).year
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise OutOfRange(f"calendars reach from {FIRST_YEAR} to {LAST_YEAR}, not to {number}")
    # A clock set back over New Year shows the old year again; the compiled years part at the first midnight.
    if micros(instant) >= calendar.year(number).last:
        return number + 1
    return number


def _still(calendar: Calendar, number: int, *, forward: bool) -> None:
    """Refuse to look into years that cannot hold work, or that no calendar reaches."""
    low, high = calendar.reach
    if (number > high) if forward else (number < low):
        if low <= high and (high >= LAST_YEAR if forward else low <= FIRST_YEAR):
            raise OutOfRange(f"calendars reach from {FIRST_YEAR} to {LAST_YEAR}, not to {number}")
        raise NoWorkingTime(
            "this calendar has no working time " + ("after" if forward else "before") + " that moment: give it segments"
        )
