"""The operators + - * / ** and negation by the types of their operands: DMN Tables 56 to 60 and 62."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from forms.feel import decimals
from forms.feel.temporal import (
    DAY,
    NANOS,
    Date,
    DateTime,
    Days,
    Months,
    Time,
    day_number,
    instant,
    midnight,
    offset_of,
    shifted,
    shifted_date,
    shifted_months,
    time_of_nanos,
    time_offset,
)
from forms.feel.values import Value

#: Durations beyond these lengths are no values (their years would not fit a date).
_MOST_NANOS: Final = 1_000_000_000 * 366 * DAY * NANOS
_MOST_MONTHS: Final = 12 * 1_000_000_000
_NANOS: Final = Decimal(NANOS)


def calculate(operator: str, left: Value, right: Value) -> Value:
    """The result, or None for types that do not go together."""
    does = _TABLE.get((operator, type(left), type(right)))
    return None if does is None else does(left, right)


def negate(value: Value) -> Value:
    """`-value`."""
    if isinstance(value, Decimal):
        return decimals.CONTEXT.minus(value)
    if isinstance(value, Days):
        return Days(-value.nanos)
    return Months(-value.months) if isinstance(value, Months) else None


def days(nanos: int) -> Days | None:
    """A duration, if it is not beyond all calendars."""
    return Days(nanos) if abs(nanos) <= _MOST_NANOS else None


def months(count: int) -> Months | None:
    """A duration, if it is not beyond all calendars."""
    return Months(count) if abs(count) <= _MOST_MONTHS else None


def seconds_of(duration: Days) -> Decimal:
    """A duration in seconds, exact."""
    return Decimal(duration.nanos).scaleb(-9)


def _months_later(value: DateTime, by: int) -> DateTime | None:
    date = shifted_months(value.date, by)
    return None if date is None else DateTime(date, value.time)


def _time_later(value: Time, nanos: int) -> Time:
    return time_of_nanos(value.nanos() + nanos, value)


def _between(end: DateTime, start: DateTime) -> Days | None:
    """Both with a zone, or both without."""
    first, second = offset_of(start), offset_of(end)
    if (first is None) != (second is None):
        return None
    return days(instant(end, second) - instant(start, first))


def _between_times(end: Time, start: Time) -> Days | None:
    first, second = time_offset(start), time_offset(end)
    if (first is None) != (second is None):
        return None
    return Days(end.nanos() - (second or 0) * NANOS - start.nanos() + (first or 0) * NANOS)


def _times(duration: Days, by: Decimal) -> Days | None:
    product = decimals.multiply(Decimal(duration.nanos), by)
    return None if product is None else days(_nearest(product))


def _over(duration: Days, by: Decimal) -> Days | None:
    quotient = decimals.divide(Decimal(duration.nanos), by)
    return None if quotient is None else days(_nearest(quotient))


def _months_times(duration: Months, by: Decimal) -> Months | None:
    product = decimals.multiply(Decimal(duration.months), by)
    return None if product is None else months(decimals.whole(product))


def _months_over(duration: Months, by: Decimal) -> Months | None:
    quotient = decimals.divide(Decimal(duration.months), by)
    return None if quotient is None else months(decimals.whole(quotient))


def _nearest(value: Decimal) -> int:
    return int(value.to_integral_value(decimals.EVEN))


_TABLE: Final[dict[tuple[str, type, type], Callable[..., Value]]] = {
    ("+", Decimal, Decimal): decimals.add,
    ("-", Decimal, Decimal): decimals.subtract,
    ("*", Decimal, Decimal): decimals.multiply,
    ("/", Decimal, Decimal): decimals.divide,
    ("**", Decimal, Decimal): decimals.power,
    ("+", str, str): lambda one, other: one + other,
    ("+", DateTime, Days): lambda one, other: shifted(one, other.nanos),
    ("+", Days, DateTime): lambda one, other: shifted(other, one.nanos),
    ("-", DateTime, Days): lambda one, other: shifted(one, -other.nanos),
    ("+", DateTime, Months): lambda one, other: _months_later(one, other.months),
    ("+", Months, DateTime): lambda one, other: _months_later(other, one.months),
    ("-", DateTime, Months): lambda one, other: _months_later(one, -other.months),
    ("+", Date, Days): lambda one, other: shifted_date(one, other.nanos),
    ("+", Days, Date): lambda one, other: shifted_date(other, one.nanos),
    ("-", Date, Days): lambda one, other: shifted_date(one, -other.nanos),
    ("+", Date, Months): lambda one, other: shifted_months(one, other.months),
    ("+", Months, Date): lambda one, other: shifted_months(other, one.months),
    ("-", Date, Months): lambda one, other: shifted_months(one, -other.months),
    ("+", Time, Days): lambda one, other: _time_later(one, other.nanos),
    ("+", Days, Time): lambda one, other: _time_later(other, one.nanos),
    ("-", Time, Days): lambda one, other: _time_later(one, -other.nanos),
    ("-", DateTime, DateTime): _between,
    ("-", DateTime, Date): lambda one, other: _between(one, midnight(other)),
    ("-", Date, DateTime): lambda one, other: _between(midnight(one), other),
    ("-", Date, Date): lambda one, other: days((day_number(one) - day_number(other)) * DAY * NANOS),
    ("-", Time, Time): _between_times,
    ("+", Days, Days): lambda one, other: days(one.nanos + other.nanos),
    ("-", Days, Days): lambda one, other: days(one.nanos - other.nanos),
    ("*", Days, Decimal): _times,
    ("*", Decimal, Days): lambda one, other: _times(other, one),
    ("/", Days, Decimal): _over,
    ("/", Days, Days): lambda one, other: decimals.divide(Decimal(one.nanos), Decimal(other.nanos)),
    ("+", Months, Months): lambda one, other: months(one.months + other.months),
    ("-", Months, Months): lambda one, other: months(one.months - other.months),
    ("*", Months, Decimal): _months_times,
    ("*", Decimal, Months): lambda one, other: _months_times(other, one),
    ("/", Months, Decimal): _months_over,
    ("/", Months, Months): lambda one, other: decimals.divide(Decimal(one.months), Decimal(other.months)),
}
