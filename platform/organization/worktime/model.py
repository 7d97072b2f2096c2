"""What a calendar is: a zone, weekly segments in versions, and single days that differ."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from organization.worktime.compiled import Year, compile_year

DAY = 24 * 60
FIRST_YEAR, LAST_YEAR = 1900, 2200

OverrideKind = Literal["holiday", "half_day", "working"]


class BadCalendar(ValueError):
    """The parts of a calendar do not fit together; the text says which."""


class NoWorkingTime(ValueError):
    """The calendar holds no working time in the direction asked for, so no answer exists."""


class OutOfRange(ValueError):
    """The answer lies outside the years a calendar reaches (1900 to 2200)."""


@dataclass(frozen=True, order=True)
class Segment:
    """A stretch of work. `start` and `end` are minutes after local midnight of the day it begins on.

    `start` is 0 to 1439; `end` is after it, 1440 means 24:00, more lies on the next day, and a
    segment lasts 24 hours at most. Raises BadCalendar otherwise.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < DAY:
            raise BadCalendar(f"a segment begins between 00:00 and 23:59, not at minute {self.start}")
        if not self.start < self.end <= self.start + DAY:
            raise BadCalendar(f"a segment ends after it begins and within 24 hours: {self.start} to {self.end}")

    @classmethod
    def of(cls, start: str, end: str) -> Segment:
        """A segment from clock times: of("22:00", "06:00") crosses midnight, of("00:00", "24:00") is a whole day."""
        begin, finish = clock_minutes(start), clock_minutes(end)
        return cls(begin, finish if finish > begin else finish + DAY)

    @property
    def minutes(self) -> int:
        """The length on the clock's face, in minutes."""
        return self.end - self.start

    def __str__(self) -> str:
        return f"{clock_text(self.start)}–{clock_text(self.end)}"


@dataclass(frozen=True)
class Week:
    """The segments of the seven weekdays, Monday first. Those of one day do not overlap."""

    days: tuple[tuple[Segment, ...], ...]

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise BadCalendar("a week has seven days")
        for segments in self.days:
            check_apart(segments)

    @classmethod
    def same(cls, segments: Iterable[Segment], weekdays: Iterable[int] = range(5)) -> Week:
        """The same segments on the named weekdays (0 is Monday), none on the others."""
        own, working = tuple(sorted(segments)), set(weekdays)
        return cls(tuple(own if day in working else () for day in range(7)))

    @property
    def is_empty(self) -> bool:
        """Whether nobody works at all in such a week."""
        return not any(self.days)

    @property
    def is_always(self) -> bool:
        """Whether every day is worked round the clock."""
        return all(segments == (Segment(0, DAY),) for segments in self.days)

    @property
    def usual(self) -> tuple[Segment, ...]:
        """The segments of the first weekday that has any: what a made-up working day is worked by."""
        return next((segments for segments in self.days if segments), ())


@dataclass(frozen=True)
class Version:
    """A week, valid from a local day on. The first version of a calendar also covers all days before it."""

    valid_from: date
    week: Week


@dataclass(frozen=True)
class Override:
    """One day that differs from its weekday.

    "holiday" has no segments; "half_day" has its own; "working" (a made-up day, 调休) has its own, or
    with none given those of the usual day of the week in force.
    """

    day: date
    kind: OverrideKind
    segments: tuple[Segment, ...] = ()

    def __post_init__(self) -> None:
        if self.kind == "holiday" and self.segments:
            raise BadCalendar(f"{self.day} is a holiday and cannot have segments")
        if self.kind == "half_day" and not self.segments:
            raise BadCalendar(f"{self.day} is a half day and needs segments of its own")
        check_apart(self.segments)


@dataclass(frozen=True)
class Calendar:
    """When work is done: an IANA zone, versions of the week, single days that differ.

    Raises BadCalendar for an unknown zone, no version, two versions or overrides on one day. Compiled
    years are kept with the object, so keep the object.
    """

    zone: str
    versions: tuple[Version, ...]
    overrides: tuple[Override, ...] = ()
    _years: dict[int, Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise BadCalendar(f"no time zone is called {self.zone!r}") from None
        if not self.versions:
            raise BadCalendar("a calendar needs at least one version")
        object.__setattr__(self, "versions", tuple(sorted(self.versions, key=lambda one: one.valid_from)))
        object.__setattr__(self, "overrides", tuple(sorted(self.overrides, key=lambda one: one.day)))
        check_distinct("versions", [one.valid_from for one in self.versions])
        check_distinct("overrides", [one.day for one in self.overrides])

    @classmethod
    def simple(cls, zone: str, week: Week, overrides: Iterable[Override] = ()) -> Calendar:
        """A calendar with one week for all times."""
        return cls(zone, (Version(date.min, week),), tuple(overrides))

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone's rules."""
        return ZoneInfo(self.zone)

    @cached_property
    def by_day(self) -> dict[date, Override]:
        """The overrides by their day."""
        return {one.day: one for one in self.overrides}

    @cached_property
    def is_always(self) -> bool:
        """Whether work never stops: arithmetic is then that of plain time."""
        return not self.overrides and all(one.week.is_always for one in self.versions)

    @cached_property
    def reach(self) -> tuple[int, int]:
        """The first and last year that can hold working time, with a year to spare on both sides."""
        worked = [one.day.year for one in self.overrides if self.day_segments(one.day)]
        starts = [one.valid_from.year for one in self.versions]
        spans = [
            (FIRST_YEAR if index == 0 else starts[index], (starts[index + 1 :] or [LAST_YEAR])[0])
            for index, one in enumerate(self.versions)
            if not one.week.is_empty
        ]
        years = [*worked, *(year for span in spans for year in span)]
        if not years:
            return (LAST_YEAR, FIRST_YEAR)
        return max(FIRST_YEAR, min(years) - 1), min(LAST_YEAR, max(years) + 1)

    def week_on(self, day: date) -> Week:
        """The week in force on a local day."""
        week = self.versions[0].week
        for version in self.versions[1:]:
            if version.valid_from > day:
                break
            week = version.week
        return week

    def day_segments(self, day: date) -> tuple[Segment, ...]:
        """The segments that begin on a local day, as minutes of the clock's face."""
        week = self.week_on(day)
        override = self.by_day.get(day)
        if override is None:
            return week.days[day.weekday()]
        if override.kind == "working" and not override.segments:
            return week.usual
        return override.segments

    def year(self, number: int) -> Year:
        """The compiled year. Raises OutOfRange."""
        if not FIRST_YEAR <= number <= LAST_YEAR:
            raise OutOfRange(f"calendars reach from {FIRST_YEAR} to {LAST_YEAR}, not to {number}")
        known = self._years.get(number)
        if known is None:
            known = self._years[number] = compile_year(self.day_segments, self.tz, number)
        return known


def check_apart(segments: Sequence[Segment]) -> None:
    """Raise BadCalendar unless the segments of one day are in order and do not overlap."""
    for before, after in itertools.pairwise(segments):
        if after.start < before.end:
            raise BadCalendar(f"{before} and {after} overlap or are out of order")


def check_distinct(what: str, days: Sequence[date]) -> None:
    """Raise BadCalendar when two of them stand on one day."""
    for before, after in itertools.pairwise(days):
        if before == after:
            raise BadCalendar(f"two {what} for {after}")


def clock_minutes(text: str) -> int:
    """Minutes after midnight of a clock time "9:00" to "24:00". Raises BadCalendar."""
    hours, colon, minutes = text.strip().replace("：", ":").partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        raise BadCalendar(f"a time of day is written 09:00, not {text!r}")
    total = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total > DAY:
        raise BadCalendar(f"{text!r} is no time of day")
    return total


def clock_text(minutes: int) -> str:
    """The clock time of minutes after midnight: 24:00 for 1440, and the next day's time beyond it."""
    hours, rest = divmod(minutes if minutes <= DAY else minutes - DAY, 60)
    return f"{hours:02}:{rest:02}"


ALWAYS = Week(((Segment(0, DAY),),) * 7)
NEVER = Week(((),) * 7)
