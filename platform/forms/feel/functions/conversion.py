"""Conversions: DMN clause 10.3.4.1, Table 72; `not` of Table 73; `range` of DMN 1.4."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from forms.feel import decimals
from forms.feel.literals import at_literal, date_from, date_time_from, duration_from, time_from
from forms.feel.run import Run
from forms.feel.temporal import NANOS, Date, DateTime, Days, Months, Time, months_between, valid_date
from forms.feel.tokens import tokens
from forms.feel.values import Range, Value, less, negated, text_of

_NUMBER: Final = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_GROUPING: Final = frozenset({" ", ",", "."})
_RANGE: Final = re.compile(r"\s*([\[(\]])(.*?)\.\.(.*)([\])\[])\s*", re.DOTALL)
_CALL: Final = re.compile(r'\s*(date and time|date|time|duration)\s*\(\s*("(?:[^"\\]|\\.)*")\s*\)\s*')


def date_of(run: Run, value: DateTime) -> Date:
    """The day of a date and time."""
    return value.date


def date_of_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Date | None:
    """`date(2026, 11, 25)`."""
    return valid_date(int(year), int(month), int(day)) if _small(year, month, day) else None


def date_time_of_parts(run: Run, day: DateTime, time: Time) -> DateTime:
    """The day of the first, the time of day of the second."""
    return DateTime(day.date, time)


def time_of_parts(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: Days | None) -> Time | None:
    """`time(9, 30, 0, duration("PT8H"))`."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    nanos = int(decimals.CONTEXT.multiply(second, Decimal(NANOS)))
    seconds = None if offset is None else abs(offset.nanos) // NANOS * (1 if offset.nanos >= 0 else -1)
    if seconds is not None and abs(seconds) > 14 * 3600:
        return None
    return Time(int(hour), int(minute), nanos // NANOS, nanos % NANOS, seconds)


def number(run: Run, text: str, grouping: str | None, point: str | None) -> Decimal | None:
    """A number from a text with its own signs for groups and for the point."""
    if (grouping is not None and grouping not in _GROUPING) or point not in (None, ".", ","):
        return None
    if grouping is not None and grouping == point:
        return None
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(".", "?").replace(point, ".") if point == "," else plain
    return decimals.number(plain) if _NUMBER.fullmatch(plain) else None


def string(run: Run, value: Value) -> str | None:
    """The text of any value."""
    run.visit(value)
    said = text_of(value)
    if said is not None:
        run.text(len(said))
    return said


def years_and_months(run: Run, start: DateTime, end: DateTime) -> Months:
    """Whole months from one day to another."""
    return Months(months_between(start.date, end.date))


def span(run: Run, text: str) -> Range | None:
    """A range from its text: `[1..3]`, with numbers, texts, and dates, times and durations as literals."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    start, end = _endpoint(found[2]), _endpoint(found[3])
    if type(start) is not type(end) or (start is None and end is None):
        return None
    backwards = less(end, start)
    if backwards is None or backwards:
        return None
    return Range(start, end, found[1] == "[", found[4] == "]")


def _endpoint(text: str) -> Value:
    try:
        read = tokens(text)
    except Exception:
        return None
    kinds = [token.kind for token in read]
    if kinds == ["text", "end"]:
        return read[0].text
    if kinds == ["number", "end"]:
        return decimals.number(read[0].text)
    if kinds == ["sign", "number", "end"] and read[0].text == "-":
        return decimals.number("-" + read[1].text)
    if kinds == ["sign", "text", "end"] and read[0].text == "@":
        return at_literal(read[1].text)
    if call := _CALL.fullmatch(text):
        return _MAKERS[call[1]](tokens(call[2])[0].text)
    return None


_MAKERS: Final[dict[str, Any]] = {
    "date": date_from,
    "time": time_from,
    "date and time": date_time_from,
    "duration": duration_from,
}


def _small(*values: Decimal) -> bool:
    """Whether whole numbers of them are cheap to make."""
    return all(abs(value) < 10**10 for value in values)


FUNCTIONS: Final[dict[str, Any]] = {
    "date from text": lambda run, text: date_from(text),
    "date of": date_of,
    "date from parts": date_of_parts,
    "date and time from text": lambda run, text: date_time_from(text),
    "date and time of": lambda run, value: value,
    "date and time from parts": date_time_of_parts,
    "time from text": lambda run, text: time_from(text),
    "time of time": lambda run, value: value,
    "time of": lambda run, value: value.time,
    "time from parts": time_of_parts,
    "number": number,
    "string": string,
    "duration": lambda run, text: duration_from(text),
    "years and months duration": years_and_months,
    "range": span,
    "not": lambda run, value: negated(value),
}
