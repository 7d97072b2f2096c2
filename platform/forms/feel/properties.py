"""`e.name`: entries of contexts, properties of dates, times, durations and ranges. DMN Tables 64 to 67.

Names come from the table below and nowhere else: no attribute of a Python object can be reached.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from forms.feel.run import Run
from forms.feel.temporal import DAY, NANOS, Date, DateTime, Days, Months, Time, offset_of, time_offset, weekday
from forms.feel.values import Range, Value


def path(run: Run, value: Value, name: str, depth: int = 0) -> Value:
    """The entry or property; of a list, that of each item; null where there is none."""
    of = type(value)
    if of is dict:
        return value.get(name)
    if of is list:
        run.spend(len(value))
        run.within(depth)
        return [path(run, item, name, depth + 1) for item in value]
    does = _PROPERTIES.get((of, name))
    return None if does is None else does(value)


def _offset(seconds: int | None) -> Days | None:
    return None if seconds is None else Days(seconds * NANOS)


def _part(whole: int, size: int, modulo: int) -> Decimal:
    """A component of a duration, with the duration's sign."""
    part = abs(whole) // size % modulo
    return Decimal(-part if whole < 0 else part)


def _second(time: Time) -> Decimal:
    return Decimal(time.second) if not time.nano else Decimal(time.second * NANOS + time.nano).scaleb(-9).normalize()


_OF_DATE: Final[dict[str, Callable[[Date], Value]]] = {
    "year": lambda date: Decimal(date.year),
    "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day),
    "weekday": lambda date: Decimal(weekday(date)),
}
_OF_TIME: Final[dict[str, Callable[[Time], Value]]] = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": _second,
    "timezone": lambda time: time.zone,
}


def _on_date(does: Callable[[Date], Value]) -> Callable[[DateTime], Value]:
    return lambda value: does(value.date)


def _on_time(does: Callable[[Time], Value]) -> Callable[[DateTime], Value]:
    return lambda value: does(value.time)


_SECONDS: Final = 60 * NANOS
_PROPERTIES: Final[dict[tuple[type, str], Callable[[Any], Value]]] = {
    **{(Date, name): does for name, does in _OF_DATE.items()},
    **{(DateTime, name): _on_date(does) for name, does in _OF_DATE.items()},
    **{(Time, name): does for name, does in _OF_TIME.items()},
    **{(DateTime, name): _on_time(does) for name, does in _OF_TIME.items()},
    (Time, "time offset"): lambda time: _offset(time_offset(time)),
    (DateTime, "time offset"): lambda value: _offset(offset_of(value)),
    (Months, "years"): lambda value: _part(value.months, 12, 10**12),
    (Months, "months"): lambda value: _part(value.months, 1, 12),
    (Days, "days"): lambda value: _part(value.nanos, DAY * NANOS, 10**18),
    (Days, "hours"): lambda value: _part(value.nanos, 60 * _SECONDS, 24),
    (Days, "minutes"): lambda value: _part(value.nanos, _SECONDS, 60),
    (Days, "seconds"): lambda value: (
        Decimal((-1 if value.nanos < 0 else 1) * (abs(value.nanos) % _SECONDS)).scaleb(-9).normalize()
    ),
    (Range, "start"): lambda span: span.start,
    (Range, "end"): lambda span: span.end,
    (Range, "start included"): lambda span: span.start_included,
    (Range, "end included"): lambda span: span.end_included,
}
