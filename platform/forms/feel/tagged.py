"""Values with their types written beside them: `["decimal", "1.5"]`, `["list", [...]]`, `["null", null]`.

The format of conformance cases and of the shared vectors; both implementations read and write it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from forms.feel import decimals
from forms.feel.kinds import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS,
    MONTHS,
    NULL,
    NUMBER,
    STRING,
    TIME,
    Kind,
    context_of,
    join,
    list_of,
)
from forms.feel.literals import date_from, date_time_from, duration_from, time_from
from forms.feel.values import Value, kind_name, text_of

_TAGS: Final = {
    "number": "decimal",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "dateTime",
    "days and time duration": "duration",
    "years and months duration": "duration",
    "range": "range",
    "function": "function",
}
_READERS: Final[dict[str, Any]] = {
    "decimal": lambda text: decimals.number(text) or _scientific(text),
    "date": date_from,
    "time": time_from,
    "dateTime": date_time_from,
    "duration": duration_from,
}
_KINDS: Final = {
    "decimal": NUMBER,
    "string": STRING,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "dateTime": DATE_TIME,
}


def from_tagged(tagged: list[Any]) -> Value:
    """The value. Raises ValueError for a text that is not of its type."""
    tag, raw = tagged
    if raw is None or tag == "null":
        return None
    if tag in _READERS:
        raw = str(raw).strip()
    if tag == "list":
        return [from_tagged(item) for item in raw]
    if tag == "context":
        return {key: from_tagged(item) for key, item in raw.items()}
    if tag == "string":
        return str(raw)
    if tag == "boolean":
        return raw is True or raw == "true"
    value = _READERS[tag](raw) if tag in _READERS else None
    if value is None and tag == "date":
        # Cases call a date and time a date where their schema does.
        value = date_time_from(raw)
    if value is None:
        raise ValueError(f"{raw!r} is no {tag}")
    return value


def _scientific(text: str) -> Decimal | None:
    """A number as XML writes it, `1.5E-3`: no literal of the language, but a value all the same."""
    try:
        value = decimals.CONTEXT.create_decimal(text)
    except ArithmeticError:
        return None
    return value if value.is_finite() else None


def to_tagged(value: Value) -> list[Any]:
    """The inverse. Ranges and functions are written as texts."""
    if value is None:
        return ["null", None]
    if isinstance(value, list):
        return ["list", [to_tagged(item) for item in value]]
    if isinstance(value, dict):
        return ["context", {key: to_tagged(item) for key, item in value.items()}]
    if isinstance(value, bool):
        return ["boolean", "true" if value else "false"]
    return [_TAGS[kind_name(value)], text_of(value)]


def kind_of(tagged: list[Any]) -> Kind:
    """The type that the tags declare; null says nothing about it."""
    tag, raw = tagged
    if raw is None or tag == "null":
        return ANY
    if tag == "list":
        kind = NULL if raw else ANY
        for item in raw:
            kind = join(kind, kind_of(item))
        return list_of(kind)
    if tag == "context":
        return context_of({key: kind_of(item) for key, item in raw.items()})
    if tag == "duration":
        return MONTHS if type(from_tagged(tagged)).__name__ == "Months" else DAYS
    value_kind = kind_name(from_tagged(tagged))
    return _KINDS.get(tag, ANY) if value_kind != "date and time" else DATE_TIME
