"""Dates, times and durations from text and back: DMN clause 10.3.4.1 (date string, time string, duration string)."""

from __future__ import annotations

import re
from typing import Final

from forms.feel.temporal import DAY, NANOS, Date, DateTime, Days, Months, Time, shifted_date, valid_date
from forms.feel.zones import is_zone

_DATE: Final = re.compile(r"(-?)([1-9][0-9]{4,8}|[0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME: Final = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,40}))?(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@(.{1,64}))?"
)
_MONTHS: Final = re.compile(r"(-?)P(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")
_DAYS: Final = re.compile(
    r"(-?)P(?:([0-9]{1,18})D)?(T(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]{1,40}))?S)?)?"
)
_FURTHEST_OFFSET: Final = 14 * 3600


def date_from(text: str) -> Date | None:
    """`2026-11-25`, also with more digits and a minus before the year."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year = int(found[2])
    return valid_date(-year if found[1] else year, int(found[3]), int(found[4]))


def time_from(text: str) -> Time | None:
    """`09:30:00`, with a fraction, `Z`, an offset or `@` and a zone."""
    found = _time(text)
    return None if found is None else found[0]


def date_time_from(text: str) -> DateTime | None:
    """A date, `T` and a time; a date alone is its midnight."""
    day, separator, rest = text.partition("T")
    date = date_from(day)
    if date is None or not separator:
        return None if date is None else DateTime(date, Time(0, 0, 0))
    found = _time(rest)
    if found is None:
        return None
    time, next_day = found
    later = shifted_date(date, DAY * NANOS) if next_day else date
    return None if later is None else DateTime(later, time)


def duration_from(text: str) -> Days | Months | None:
    """`P1DT2H` or `P1Y2M`; the two kinds do not mix."""
    found = _MONTHS.fullmatch(text)
    if found and (found[2] or found[3]):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return Months(-months if found[1] else months)
    found = _DAYS.fullmatch(text)
    if found is None or not (found[2] or found[3]) or found[3] == "T":
        return None
    seconds = int(found[2] or 0) * DAY + int(found[4] or 0) * 3600 + int(found[5] or 0) * 60 + int(found[6] or 0)
    nanos = seconds * NANOS + _nanos(found[7])
    return Days(-nanos if found[1] else nanos)


def at_literal(text: str) -> Date | Time | DateTime | Days | Months | None:
    """Rule 65: whichever of them the text is."""
    duration = duration_from(text)
    if duration is not None:
        return duration
    return (date_time_from(text) if "T" in text else date_from(text)) or time_from(text)


def date_text(date: Date) -> str:
    """The inverse of `date_from`."""
    return f"{'-' if date.year < 0 else ''}{abs(date.year):04}-{date.month:02}-{date.day:02}"


def time_text(time: Time) -> str:
    """The inverse of `time_from`; an offset of nothing is `Z`."""
    fraction = f".{time.nano:09}".rstrip("0") if time.nano else ""
    clock = f"{time.hour:02}:{time.minute:02}:{time.second:02}{fraction}"
    if time.zone is not None:
        return f"{clock}@{time.zone}"
    if time.offset is None:
        return clock
    if time.offset == 0:
        return clock + "Z"
    minutes, seconds = divmod(abs(time.offset), 60)
    tail = f":{seconds:02}" if seconds else ""
    return f"{clock}{'-' if time.offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}{tail}"


def date_time_text(value: DateTime) -> str:
    """The inverse of `date_time_from`."""
    return f"{date_text(value.date)}T{time_text(value.time)}"


def months_text(duration: Months) -> str:
    """`P1Y2M`, `P0M` for nothing."""
    years, months = divmod(abs(duration.months), 12)
    body = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    return f"{'-' if duration.months < 0 else ''}P{body}"


def days_text(duration: Days) -> str:
    """`P1DT2H`, `PT0S` for nothing."""
    seconds, nanos = divmod(abs(duration.nanos), NANOS)
    days, rest = divmod(seconds, DAY)
    hours, minutes, second = rest // 3600, rest // 60 % 60, rest % 60
    fraction = f".{nanos:09}".rstrip("0") if nanos else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{second}{fraction}S" if second or nanos else ""
    if not days and not clock:
        return "PT0S"
    return f"{'-' if duration.nanos < 0 else ''}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


def _time(text: str) -> tuple[Time, bool] | None:
    """The time, and whether it is the midnight at the day's end (24:00:00)."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second, nano = int(found[1]), int(found[2]), int(found[3]), _nanos(found[4])
    end_of_day = hour == 24 and minute == second == nano == 0
    if not end_of_day and (hour > 23 or minute > 59 or second > 59):
        return None
    offset, zone = (0 if found[5] else None), found[10]
    if found[6]:
        if int(found[8]) > 59 or int(found[9] or 0) > 59:
            return None
        offset = int(found[7]) * 3600 + int(found[8]) * 60 + int(found[9] or 0)
        if offset > _FURTHEST_OFFSET:
            return None
        offset = -offset if found[6] == "-" else offset
    if zone is not None and not is_zone(zone):
        return None
    return Time(0 if end_of_day else hour, minute, second, nano, offset, zone), end_of_day


def _nanos(fraction: str | None) -> int:
    return int((fraction or "0")[:9].ljust(9, "0"))
