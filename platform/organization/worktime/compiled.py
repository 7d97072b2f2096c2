"""A year of a calendar as sorted stretches of UTC microseconds with running totals: what makes arithmetic quick."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Protocol
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000


class Stretch(Protocol):
    """Anything with a start and an end in minutes after local midnight."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(frozen=True)
class Year:
    """The working time of one local year, clipped to it; all numbers are microseconds since 1970 UTC.

    `starts` and `ends` are disjoint stretches in order; `before[i]` is the working time ahead of
    stretch i, `before[-1]` that of the whole year; `days` are the ordinals of its working days.
    """

    first: int
    last: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    days: tuple[int, ...]

    @property
    def total(self) -> int:
        """The working time of the year."""
        return self.before[-1]

    def worked_until(self, instant: int) -> int:
        """The working time from the year's beginning to an instant (clipped to the year)."""
        index = bisect_right(self.starts, instant) - 1
        if index < 0:
            return 0
        return self.before[index] + min(instant, self.ends[index]) - self.starts[index]


def compile_year(segments_on: Callable[[date], Iterable[Stretch]], tz: ZoneInfo, number: int) -> Year:
    """Compile a local year: about 1 ms for a calendar of two segments a day."""
    first, last = edge(tz, date(number, 1, 1), 0), edge(tz, date(number + 1, 1, 1), 0)
    merged: list[list[int]] = []
    days: list[int] = []
    # The day before may reach across midnight into this year.
    day = date(number, 1, 1) - timedelta(days=1)
    while day.year <= number:
        own = tuple(segments_on(day))
        if own and day.year == number:
            days.append(day.toordinal())
        for segment in own:
            start = max(first, edge(tz, day, segment.start))
            end = min(last, edge(tz, day, segment.end))
            if end <= start:
                continue
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        day += timedelta(days=1)
    starts, ends = tuple(one[0] for one in merged), tuple(one[1] for one in merged)
    lengths = (end - start for start, end in merged)
    return Year(first, last, starts, ends, tuple(accumulate(lengths, initial=0)), tuple(days))


def edge(tz: ZoneInfo, day: date, minutes: int) -> int:
    """The first instant at which the local clock shows a time, or has jumped past it.

    So a time that occurs twice means its first occurrence, and one that is skipped the moment of the jump.
    """
    extra, minute = divmod(minutes, 24 * 60)
    local = datetime.combine(day + timedelta(days=extra), datetime.min.time(), tz) + timedelta(minutes=minute)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    if before is None or after is None:
        raise ValueError(f"{tz} gives no offset")
    instant = micros(local)
    if after <= before:
        return instant
    # Skipped: the jump lies between the two readings of the time; look for it to the second.
    low, high = instant - (after - before) // MICROSECOND, instant
    offset_before = before
    while high - low > SECOND:
        middle = (low + high) // 2 // SECOND * SECOND
        if middle <= low:
            break
        if moment(middle).astimezone(tz).utcoffset() == offset_before:
            low = middle
        else:
            high = middle
    return high


def micros(instant: datetime) -> int:
    """Microseconds since 1970 UTC, exactly. Raises ValueError for an instant without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (instant - EPOCH) // MICROSECOND


def moment(instant: int) -> datetime:
    """The UTC datetime of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=instant)
