"""Values in and out: from forms and JSON to what the engine knows, and back.

Numbers travel as texts (`"12.50"`), dates, times and durations as their ISO texts, references as ids.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from forms.feel import decimals
from forms.feel.grammar import LIMITS, REFERENCE_TYPES
from forms.feel.kinds import Kind
from forms.feel.literals import date_from, date_time_from, duration_from, time_from
from forms.feel.temporal import NANOS, Date, DateTime, Days, Months, Time
from forms.feel.values import Function, Range, Value, text_of

Reader = Callable[[Any], Value]


class WrongValue(ValueError):
    """A raw value that is not of its declared type."""


def reader(kind: Kind) -> Reader:
    """What makes a value of that type from a raw one. The reader raises WrongValue for what is none."""
    if kind.name == "list":
        item = reader(kind.of[0])
        return lambda raw: [None if one is None else item(one) for one in _sequence(raw)]
    if kind.name == "context":
        if kind.fields is None:
            return lambda raw: _context(raw)
        fields = [(key, reader(inner)) for key, inner in kind.fields]
        return lambda raw: _entries(raw, fields)
    if kind.name in REFERENCE_TYPES:
        return _string
    return _READERS.get(kind.name, lambda raw: _any(raw))


def read(raw: Any, kind: Kind) -> Value:
    """One value."""
    return None if raw is None else reader(kind)(raw)


def read_all(raw: Mapping[str, Any], names: Mapping[str, Kind]) -> dict[str, Value]:
    """The values of a record, once for all its expressions (`Expression.calculate`). Raises WrongValue."""
    return {name: read(raw.get(name), kind) for name, kind in names.items()}


def write(value: Value) -> Any:
    """A value for JSON: numbers, dates, times, durations and ranges as texts."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, list):
        return [write(item) for item in value]
    if isinstance(value, dict):
        return {key: write(item) for key, item in value.items()}
    return text_of(value)


def moment(at: datetime.datetime) -> DateTime:
    """A moment of Python's as the language has it, with its offset."""
    offset = at.utcoffset()
    time = Time(
        at.hour,
        at.minute,
        at.second,
        at.microsecond * 1000,
        None if offset is None else round(offset.total_seconds()),
    )
    return DateTime(Date(at.year, at.month, at.day), time)


def _sequence(raw: Any) -> Any:
    if not isinstance(raw, list | tuple):
        raise WrongValue(f"a list is needed, not {type(raw).__name__}")
    return raw


def _context(raw: Any, depth: int = 0) -> Value:
    if not isinstance(raw, Mapping):
        raise WrongValue(f"a group of values is needed, not {type(raw).__name__}")
    return {str(key): None if value is None else _any(value, depth) for key, value in raw.items()}


def _entries(raw: Any, fields: list[tuple[str, Reader]]) -> Value:
    if type(raw) is not dict and not isinstance(raw, Mapping):
        raise WrongValue(f"a group of values is needed, not {type(raw).__name__}")
    return {key: None if (value := raw.get(key)) is None else read(value) for key, read in fields}


def _number(raw: Any) -> Value:
    if type(raw) is Decimal and raw.is_finite():
        return decimals.CONTEXT.plus(raw)
    value = decimals.number(str(raw)) if type(raw) is int or type(raw) is str else None
    if value is None:
        raise WrongValue(f"a number is needed, not {str(raw)[:40]!r}")
    return value


def _string(raw: Any) -> Value:
    if not isinstance(raw, str):
        raise WrongValue(f"a text is needed, not {type(raw).__name__}")
    return raw


def _boolean(raw: Any) -> Value:
    if not isinstance(raw, bool):
        raise WrongValue(f"yes or no is needed, not {str(raw)[:40]!r}")
    return raw


def _temporal(wanted: type, read: Callable[[str], Value]) -> Reader:
    def does(raw: Any) -> Value:
        value = read(raw) if isinstance(raw, str) else _native(raw)
        if not isinstance(value, wanted):
            raise WrongValue(f"{wanted.__name__} is needed, not {str(raw)[:40]!r}")
        return value

    return does


def _any(raw: Any, depth: int = 0) -> Value:
    if depth > LIMITS["depth"]:
        raise WrongValue("values lie within each other too deep")
    if isinstance(raw, str | bool | Range | Function):
        return raw
    if isinstance(raw, Decimal | int):
        return _number(raw)
    if isinstance(raw, list | tuple):
        return [None if item is None else _any(item, depth + 1) for item in raw]
    if isinstance(raw, Mapping):
        return _context(raw, depth + 1)
    return _native(raw)


def _native(raw: Any) -> Value:
    if isinstance(raw, Date | Time | DateTime | Days | Months):
        return raw
    if isinstance(raw, datetime.datetime):
        return moment(raw)
    if isinstance(raw, datetime.date):
        return Date(raw.year, raw.month, raw.day)
    if isinstance(raw, datetime.time):
        return Time(raw.hour, raw.minute, raw.second, raw.microsecond * 1000)
    if isinstance(raw, datetime.timedelta):
        return Days((raw.days * 86_400 + raw.seconds) * NANOS + raw.microseconds * 1000)
    raise WrongValue(f"the language has no {type(raw).__name__}")


_READERS: dict[str, Reader] = {
    "number": _number,
    "string": _string,
    "boolean": _boolean,
    "date": _temporal(Date, date_from),
    "time": _temporal(Time, time_from),
    "date and time": _temporal(DateTime, date_time_from),
    "days and time duration": _temporal(Days, duration_from),
    "years and months duration": _temporal(Months, duration_from),
}
