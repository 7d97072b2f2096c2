"""Values that Python has no type for, and what holds for all values: type tests, equality, order, text.

A number is a Decimal, a text a str, yes or no a bool, nothing None, a list a list, a context a dict. Sources: DMN
clause 10.3.2.13, Tables 52 to 54 (equality and order), 10.3.2.3.2 (`is`), 10.3.4.1 (`string`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from forms.feel import decimals
from forms.feel.grammar import REFERENCE_TYPES
from forms.feel.kinds import Kind
from forms.feel.literals import date_text, date_time_text, days_text, months_text, time_text
from forms.feel.run import Holder
from forms.feel.temporal import (
    NANOS,
    Date,
    DateTime,
    Days,
    Months,
    Time,
    instant,
    offset_of,
    time_offset,
)

Value = Any


@dataclass(frozen=True, slots=True)
class Range(Holder):
    """A range. With a sign (`<10`, `!=10`) only one end is set: `end` for < <= = !=, `start` for > >=."""

    start: Value
    end: Value
    start_included: bool
    end_included: bool
    sign: str = ""

    def __hash__(self) -> int:
        return hash((self.start_included, self.end_included, self.sign))


class Function:
    """A function of the language with what it knows from where it was written."""

    __slots__ = ("call", "kinds", "names")

    def __init__(self, names: list[str], kinds: list[Kind], call: Callable[[list[Value]], Value]) -> None:
        self.names = names
        self.kinds = kinds
        self.call = call


_DEEP = (list, dict, Range)
KIND_NAMES: dict[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    Days: "days and time duration",
    Months: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}


def is_deep(value: Value) -> bool:
    """Whether a value holds values, so that going through it is paid for."""
    return type(value) in _DEEP


def kind_name(value: Value) -> str:
    """The name of a value's type; `Null` of nothing."""
    return KIND_NAMES.get(type(value), "Null")


def holds(value: Value, kind: Kind) -> bool:
    """Whether a value is of a type (Table 61); nothing is only of the type Null."""
    if value is None:
        return kind.name == "Null"
    if kind.name == "Any":
        return True
    if kind.name in REFERENCE_TYPES:
        return isinstance(value, str)
    if kind_name(value) != kind.name:
        return False
    if kind.name == "list":
        return all(item is None or holds(item, kind.of[0]) for item in value)
    if kind.name == "range":
        return all(end is None or holds(end, kind.of[0]) for end in (value.start, value.end))
    if kind.name == "context" and kind.fields is not None:
        return all(key in value and (value[key] is None or holds(value[key], inner)) for key, inner in kind.fields)
    if kind.name == "function":
        return len(value.names) == len(kind.of) - 1
    return True


def equal(left: Value, right: Value) -> bool | None:
    """Table 53; None for values of different types."""
    if left is None or right is None:
        return left is right
    of = type(left)
    if of is not type(right):
        return None
    if of is list:
        if len(left) != len(right):
            return False
        return _every(equal(one, other) for one, other in zip(left, right, strict=True))
    if of is dict:
        if left.keys() != right.keys():
            return False
        return _every(equal(left[key], right[key]) for key in left)
    if of is Range:
        if (left.start_included, left.end_included, left.sign) != (
            right.start_included,
            right.end_included,
            right.sign,
        ):
            return False
        return _every((equal(left.start, right.start), equal(left.end, right.end)))
    if of is DateTime or of is Time:
        return _seconds(left, right) == _seconds(right, left)
    return bool(left is right if of is Function else left == right)


def less(left: Value, right: Value) -> bool | None:
    """Table 54: whether the first comes before the second; None for what has no order or differs in type."""
    of = type(left)
    if of is not type(right):
        return None
    if of is Decimal or of is str:
        return bool(left < right)
    if of is Date:
        return (left.year, left.month, left.day) < (right.year, right.month, right.day)
    if of is DateTime or of is Time:
        return bool(_seconds(left, right) < _seconds(right, left))
    if of is Days:
        return bool(left.nanos < right.nanos)
    return bool(left.months < right.months) if of is Months else None


def at_most(left: Value, right: Value) -> bool | None:
    """`left <= right`."""
    after = less(right, left)
    return None if after is None else not after


def same(left: Value, right: Value) -> bool:
    """The function `is`: the same element of the domain. Never nothing."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(same(one, other) for one, other in zip(left, right, strict=True))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, Range):
        return equal(left, right) is True
    return bool(left is right if isinstance(left, Function) else left == right)


def within(value: Value, span: Range) -> bool | None:
    """Whether a value lies in a range (Table 55); None when an end cannot be compared with it."""
    if span.sign == "=":
        return equal(value, span.end)
    if span.sign == "!=":
        return negated(equal(value, span.end))
    if span.sign in ("<", "<="):
        return less(value, span.end) if span.sign == "<" else at_most(value, span.end)
    if span.sign in (">", ">="):
        return less(span.start, value) if span.sign == ">" else at_most(span.start, value)
    above = at_most(span.start, value) if span.start_included else less(span.start, value)
    below = at_most(value, span.end) if span.end_included else less(value, span.end)
    return both(above, below)


def passes(value: Value, test: Value) -> bool | None:
    """`value in test`: a range, a list (of values or ranges), or an equal value."""
    if type(test) is Range:
        return within(value, test)
    if type(test) is list:
        if type(value) is list and equal(value, test):
            return True
        found: bool | None = False
        for item in test:
            found = either(found, within(value, item) if type(item) is Range else equal(value, item) or False)
            if found:
                return True
        return found
    return equal(value, test)


def both(left: Value, right: Value) -> bool | None:
    """The three-valued `and` (Table 50)."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def either(left: Value, right: Value) -> bool | None:
    """The three-valued `or` (Table 50)."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def negated(value: Value) -> bool | None:
    """The three-valued `not` (Table 51)."""
    return None if value is not True and value is not False else not value


def text_of(value: Value, *, inside: bool = False) -> str | None:
    """The function `string`; inside lists and contexts texts stand in quotation marks."""
    of = type(value)
    if of is str:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if inside else str(value)
    if value is None:
        return "null" if inside else None
    if of is bool:
        return "true" if value else "false"
    if of is list:
        return "[" + ", ".join(text_of(item, inside=True) or "" for item in value) + "]"
    if of is dict:
        return "{" + ", ".join(f"{_key(key)}: {text_of(item, inside=True)}" for key, item in value.items()) + "}"
    if of is Range:
        return _range_text(value)
    write = _WRITERS.get(of)
    return write(value) if write else "function"


_WRITERS: dict[type, Callable[[Any], str]] = {
    Decimal: decimals.text,
    Date: date_text,
    Time: time_text,
    DateTime: date_time_text,
    Days: days_text,
    Months: months_text,
}
_WITH_AT = (Date, Time, DateTime, Days, Months)


def _range_text(span: Range) -> str:
    def end(value: Value) -> str:
        said = text_of(value, inside=True) or ""
        return f'@"{said}"' if isinstance(value, _WITH_AT) else said

    if span.sign:
        return f"{span.sign}{end(span.start if span.sign[0] == '>' else span.end)}"
    return f"{'[' if span.start_included else '('}{end(span.start)}..{end(span.end)}{']' if span.end_included else ')'}"


def _key(key: str) -> str:
    plain = key and not any(char in '{}[]():,"\\' for char in key)
    return key if plain else text_of(key, inside=True) or ""


def _every(results: Any) -> bool | None:
    """True when all are, false when one is, else None."""
    found: bool | None = True
    for result in results:
        if result is False:
            return False
        if result is None:
            found = None
    return found


def _seconds(value: DateTime | Time, other: DateTime | Time) -> int:
    """Whole seconds for comparing (value_dt and value_t count no fractions); without an offset, with the other's."""
    if isinstance(value, DateTime):
        offset = offset_of(value)
        if offset is None and isinstance(other, DateTime):
            offset = offset_of(other)
        return instant(value, offset) // NANOS
    offset = time_offset(value)
    if offset is None and isinstance(other, Time):
        offset = time_offset(other)
    return value.nanos() // NANOS - (offset or 0)
