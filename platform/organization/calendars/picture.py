"""A year as twelve months of days, and what a change would change. No database."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from organization import worktime
from organization.calendars.weeks import minutes_of
from organization.worktime import Calendar, Override, Version, Week


class Titled(Protocol):
    """A special day with a title."""

    @property
    def title(self) -> str: ...


@dataclass(frozen=True)
class Cell:
    """A day in the picture. `state`: "work", "off", or the kind of a special day; `hours` as typed on a clock."""

    day: date
    state: str
    hours: float
    title: str = ""
    today: bool = False

    @property
    def is_special(self) -> bool:
        """Whether the day differs from its weekday."""
        return self.state in {"holiday", "half_day", "working"}


@dataclass(frozen=True)
class Month:
    """A month: weeks of seven cells, None outside the month, and its number of working days."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]
    working_days: int


@dataclass(frozen=True)
class Count:
    """How much is worked in a year."""

    days: int
    hours: float


def months_of(calendar: Calendar, year: int, titles: Mapping[date, Titled], today: date) -> list[Month]:
    """The twelve months of a year, weeks beginning on Monday."""
    return [_month(calendar, year, number, titles, today) for number in range(1, 13)]


def _month(calendar: Calendar, year: int, number: int, titles: Mapping[date, Titled], today: date) -> Month:
    weeks = []
    working = 0
    for week in months.Calendar().monthdatescalendar(year, number):
        cells: list[Cell | None] = []
        for day in week:
            if day.month != number:
                cells.append(None)
                continue
            cell = cell_of(calendar, day, titles.get(day), today)
            working += cell.hours > 0
            cells.append(cell)
        weeks.append(tuple(cells))
    return Month(date(year, number, 1), tuple(weeks), working)


def cell_of(calendar: Calendar, day: date, special: Titled | None, today: date) -> Cell:
    """One day of the picture."""
    segments = calendar.day_segments(day)
    override = calendar.by_day.get(day)
    state = override.kind if override else ("work" if segments else "off")
    return Cell(day, state, minutes_of(segments) / 60, special.title if special else "", day == today)


def count(calendar: Calendar, year: int) -> Count:
    """Working days of a year, and hours by the clock's face."""
    minutes, day = 0, date(year, 1, 1)
    while day.year == year:
        minutes += minutes_of(calendar.day_segments(day))
        day += timedelta(days=1)
    return Count(worktime.working_days_in(calendar, year), minutes / 60)


def with_week(calendar: Calendar, week: Week, valid_from: date) -> Calendar:
    """The calendar with a week set from a day on."""
    others = [one for one in calendar.versions if one.valid_from != valid_from]
    return replace(calendar, versions=(*others, Version(valid_from, week)))


def with_days(calendar: Calendar, changed: Iterable[Override], cleared: Iterable[date] = ()) -> Calendar:
    """The calendar with some days set and others put back to their weekday."""
    new = list(changed)
    away = {one.day for one in new} | set(cleared)
    return replace(calendar, overrides=(*(one for one in calendar.overrides if one.day not in away), *new))


@dataclass(frozen=True)
class Difference:
    """What a change does to a year."""

    year: int
    before: Count
    after: Count

    @property
    def days(self) -> int:
        """Working days more (or, negative, less)."""
        return self.after.days - self.before.days

    @property
    def hours(self) -> float:
        """Hours more or less."""
        return self.after.hours - self.before.hours


def differences(before: Calendar, after: Calendar, years: Iterable[int]) -> list[Difference]:
    """What changes, for each year in which anything does."""
    found = (Difference(year, count(before, year), count(after, year)) for year in years)
    return [one for one in found if one.days or one.hours]
