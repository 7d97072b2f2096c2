"""Offsets of IANA time zones at any moment, also where Python's dates end. The rules are those of the system."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+)*")
_SECONDS_OF_400_YEARS: Final = 146_097 * 86_400
#: Before 1800-01-01 every zone has the offset that it had then; from 2400 on the calendar repeats.
_FIRST: Final = -5_364_662_400
_LAST: Final = 13_569_465_600
_DAY: Final = 86_400


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether there is such a zone."""
    return _NAME.fullmatch(name) is not None and name in _known()


def offset_at(zone: str, seconds: int) -> int:
    """Seconds from UTC at a moment given in seconds since 1970."""
    seconds = max(seconds, _FIRST)
    if seconds >= _LAST:
        seconds -= ((seconds - _LAST) // _SECONDS_OF_400_YEARS + 1) * _SECONDS_OF_400_YEARS
    return _offset(zone, seconds)


def offset_of_local(zone: str, seconds: int) -> int:
    """Seconds from UTC at a local time. Twice there (autumn): the first; not there (spring): as before the gap."""
    before = offset_at(zone, seconds - _DAY)
    after = offset_at(zone, seconds + _DAY)
    if before == after or offset_at(zone, seconds - before) == before:
        return before
    return after if offset_at(zone, seconds - after) == after else before


@lru_cache(maxsize=4096)
def _offset(zone: str, seconds: int) -> int:
    offset = (_EPOCH + timedelta(seconds=seconds)).astimezone(ZoneInfo(zone)).utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0
