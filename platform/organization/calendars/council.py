"""The public holidays and made-up working days that China's State Council announces, a year at a time.

The dates come from the package `chinesecalendar`, which takes them from the notices (国务院办公厅关于…部分节假日安排的通知).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
from django.utils.translation import gettext_noop

from organization.worktime import Override, OverrideKind


class NotAnnounced(LookupError):
    """The days of this year are not known here: not announced yet, or too long ago."""


@dataclass(frozen=True)
class CouncilDay:
    """A day off ("holiday") or a weekend day that is worked ("working"), with the festival's English name as msgid."""

    day: date
    kind: OverrideKind
    name: str


NAMES = (
    gettext_noop("New Year's Day"),
    gettext_noop("Spring Festival"),
    gettext_noop("Tomb-sweeping Day"),
    gettext_noop("Labour Day"),
    gettext_noop("Dragon Boat Festival"),
    gettext_noop("Mid-autumn Festival"),
    gettext_noop("National Day"),
    gettext_noop("Anti-Fascist 70th Day"),
)


@lru_cache(maxsize=32)
def days_of(year: int) -> tuple[CouncilDay, ...]:
    """The days of a year that differ by the State Council's notice, in order. Raises NotAnnounced."""
    found = []
    day = date(year, 1, 1)
    while day.year == year:
        try:
            off, name = chinese_calendar.get_holiday_detail(day)  # type: ignore[no-untyped-call]
        except NotImplementedError:
            raise NotAnnounced(year) from None
        if name is not None:
            found.append(CouncilDay(day, "holiday" if off else "working", str(name)))
        day += timedelta(days=1)
    return tuple(found)


def is_known(year: int) -> bool:
    """Whether the days of a year are announced and known here."""
    try:
        return bool(days_of(year))
    except NotAnnounced:
        return False


def overrides_of(years: range) -> tuple[Override, ...]:
    """The known ones of some years, as the engine takes them."""
    return tuple(Override(one.day, one.kind) for year in years if is_known(year) for one in days_of(year))
