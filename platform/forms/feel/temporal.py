"""Dates, times and durations of the standard: years to ±999,999,999, nanoseconds, offsets and zones.

Source: DMN clauses 10.3.2.3.4 to 10.3.2.3.8 and Table 57. Python's own dates end at the year 9999, therefore these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from forms.feel.zones import offset_at, offset_of_local

LAST_YEAR: Final = 999_999_999
DAY: Final = 86_400
NANOS: Final = 1_000_000_000
_DAYS_OF_400_YEARS: Final = 146_097
_TO_EPOCH: Final = 719_468


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar day (proleptic Gregorian)."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day. `offset` is in seconds from UTC, `zone` an IANA name; at most one of them is set."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    offset: int | None = None
    zone: str | None = None

    def nanos(self) -> int:
        """Nanoseconds since midnight."""
        return (self.hour * 3600 + self.minute * 60 + self.second) * NANOS + self.nano


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time of day."""

    date: Date
    time: Time


@dataclass(frozen=True, slots=True)
class Days:
    """A days and time duration, in nanoseconds."""

    nanos: int


@dataclass(frozen=True, slots=True)
class Months:
    """A years and months duration, in months."""

    months: int


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def valid_date(year: int, month: int, day: int) -> Date | None:
    """The date, or None when there is no such day."""
    if not (-LAST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)):
        return None
    return Date(year, month, day)


def day_number(date: Date) -> int:
    """Days since 1970-01-01, negative before."""
    year = date.year - 1 if date.month <= 2 else date.year
    era, of_era = divmod(year, 400)
    of_year = (153 * (date.month + (9 if date.month <= 2 else -3)) + 2) // 5 + date.day - 1
    return era * _DAYS_OF_400_YEARS + of_era * 365 + of_era // 4 - of_era // 100 + of_year - _TO_EPOCH


def date_of_day(number: int) -> Date | None:
    """The inverse of `day_number`, None beyond the last year."""
    era, of_era = divmod(number + _TO_EPOCH, _DAYS_OF_400_YEARS)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return valid_date(year + era * 400 + (1 if month <= 2 else 0), month, of_year - (153 * shifted + 2) // 5 + 1)


def weekday(date: Date) -> int:
    """1 is Monday, 7 Sunday."""
    return (day_number(date) + 3) % 7 + 1


def offset_of(value: DateTime) -> int | None:
    """Seconds from UTC at that moment, None for a local time."""
    if value.time.zone is not None:
        return offset_of_local(value.time.zone, _local_seconds(value))
    return value.time.offset


def time_offset(value: Time) -> int | None:
    """Seconds from UTC of a time without a day: a zone counts as on 1970-01-01."""
    if value.zone is not None:
        return offset_of_local(value.zone, value.nanos() // NANOS)
    return value.offset


def instant(value: DateTime, offset: int | None) -> int:
    """Nanoseconds since 1970-01-01T00:00:00Z, with that offset."""
    return _local_seconds(value) * NANOS + value.time.nano - (offset or 0) * NANOS


def midnight(date: Date) -> DateTime:
    """A date where a date and time is needed: 10.3.2.3.5, midnight in UTC."""
    return DateTime(date, Time(0, 0, 0, 0, 0))


def time_of_nanos(nanos: int, like: Time) -> Time:
    """The time of day of a number of nanoseconds, modulo a day, with the offset or zone of another."""
    seconds, nano = divmod(nanos % (DAY * NANOS), NANOS)
    return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, like.offset, like.zone)


def shifted(value: DateTime, nanos: int) -> DateTime | None:
    """A moment later (or earlier), in the same zone."""
    if value.time.zone is None:
        return _of_local(_local_seconds(value) * NANOS + value.time.nano + nanos, value.time)
    moved = instant(value, offset_of(value)) + nanos
    return _of_local(moved + offset_at(value.time.zone, moved // NANOS) * NANOS, value.time)


def shifted_date(date: Date, nanos: int) -> Date | None:
    """A date some time later: from midnight, whole days of the result."""
    return date_of_day(day_number(date) + nanos // (DAY * NANOS))


def shifted_months(date: Date, months: int) -> Date | None:
    """A date some months later; a day that the month lacks becomes its last."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if not -LAST_YEAR <= year <= LAST_YEAR:
        return None
    return Date(year, month + 1, min(date.day, days_in_month(year, month + 1)))


def months_between(start: Date, end: Date) -> int:
    """Whole months from one day to another, towards zero."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        return months - 1
    if months < 0 and end.day > start.day:
        return months + 1
    return months


def day_of_year(date: Date) -> int:
    """1 to 366."""
    return day_number(date) - day_number(Date(date.year, 1, 1)) + 1


def week_of_year(date: Date) -> int:
    """The week of ISO 8601: the first is the one with the year's first Thursday."""
    thursday = date_of_day(day_number(date) + 4 - weekday(date))
    return 1 if thursday is None else (day_of_year(thursday) - 1) // 7 + 1


def _local_seconds(value: DateTime) -> int:
    return day_number(value.date) * DAY + value.time.nanos() // NANOS


def _of_local(nanos: int, like: Time) -> DateTime | None:
    day, rest = divmod(nanos, DAY * NANOS)
    date = date_of_day(day)
    return None if date is None else DateTime(date, time_of_nanos(rest, like))
