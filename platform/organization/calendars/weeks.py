"""Weeks and segments between the engine, their JSON rows, and what people type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from organization.worktime import BadCalendar, Segment, Week

OFFICE = Week.same([Segment.of("09:00", "12:00"), Segment.of("13:30", "18:00")])
_PARTS = re.compile(r"[,，;；、\n]+")
_DASH = re.compile(r"\s*[-–—~～至]\s*")


def week_from(rows: Any) -> Week:
    """The week of seven lists of [start, end]."""
    return Week(tuple(segments_from(day) for day in rows))


def segments_from(rows: Iterable[Sequence[int]]) -> tuple[Segment, ...]:
    """Segments of a list of [start, end]."""
    return tuple(Segment(int(start), int(end)) for start, end in rows)


def week_rows(week: Week) -> list[list[list[int]]]:
    """Seven lists of [start, end], for JSON."""
    return [segment_rows(day) for day in week.days]


def segment_rows(segments: Iterable[Segment]) -> list[list[int]]:
    """A list of [start, end], for JSON."""
    return [[one.start, one.end] for one in segments]


def parse(typed: str) -> tuple[Segment, ...]:
    """Segments as people type them: "09:00-12:00, 13:30-18:00"; nothing typed means none.

    Raises BadCalendar, naming the part that is wrong.
    """
    found = []
    for part in _PARTS.split(typed):
        if not part.strip():
            continue
        ends = _DASH.split(part.strip())
        if len(ends) != 2:
            raise BadCalendar(part.strip())
        found.append(Segment.of(ends[0], ends[1]))
    return tuple(sorted(found))


def shown(segments: Iterable[Segment]) -> str:
    """Segments as people type them."""
    return ", ".join(str(one).replace("–", "-") for one in segments)


def minutes_of(segments: Iterable[Segment]) -> int:
    """The length of a day's work on the clock's face, in minutes."""
    return sum(one.minutes for one in segments)
