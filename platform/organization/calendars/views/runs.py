"""Special days as people list them: a festival is one line, not nine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from organization.calendars import weeks
from organization.calendars.models import CalendarDay


@dataclass(frozen=True)
class Run:
    """Days on end that are alike."""

    first: date
    last: date
    title: str
    kind: str
    hours: str
    note: str
    source: str


def runs(days: Iterable[CalendarDay]) -> list[Run]:
    """The days of a year, in order, with those on end that are alike made one line."""
    found: list[Run] = []
    for day in days:
        new = Run(
            day.day,
            day.day,
            day.title,
            str(day.get_kind_display()),
            weeks.shown(weeks.segments_from(day.segments)),
            day.note,
            str(day.get_source_display()),
        )
        before = found[-1] if found else None
        joins = before is not None and before.last + timedelta(days=1) == new.first
        if before is not None and joins and replace(before, first=new.first, last=new.last) == new:
            found[-1] = replace(before, last=new.last)
        else:
            found.append(new)
    return found
