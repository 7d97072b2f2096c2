"""The kinds of fields: which properties each may have and what it is in expressions. The one table of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from forms.schema import properties as of
from forms.schema.properties import Check


@dataclass(frozen=True, slots=True)
class FieldKind:
    """`feel` is the type of one value in expressions; empty where the field holds none. `is_list`: the value is always a
    list. `is_column`: may stand in a sub-table. `is_calculable`: may have `calc` and `initial`.
    """

    name: str
    feel: str
    properties: Mapping[str, Check]
    is_list: bool = False
    is_column: bool = True
    is_calculable: bool = False

    @property
    def has_value(self) -> bool:
        """Whether a record holds anything for it."""
        return bool(self.feel)


_SHOWN: Final[dict[str, Check]] = {"note": of.text(300), "visible": of.expression, "width": of.whole(1, 100)}
_VALUE: Final[dict[str, Check]] = {
    **_SHOWN,
    "required": of.condition,
    "keep": of.flag,
    "readonly": of.flag,
    "default": of.any_value,
}
_CALC: Final[dict[str, Check]] = {"calc": of.expression, "initial": of.expression}
_TEXT: Final[dict[str, Check]] = {
    **_VALUE,
    **_CALC,
    "placeholder": of.text(100),
    "minLength": of.whole(0, 100_000),
    "maxLength": of.whole(1, 100_000),
    "pattern": of.pattern,
    "patternMessage": of.text(200),
    "unique": of.flag,
}
_NUMBER: Final[dict[str, Check]] = {
    **_VALUE,
    **_CALC,
    "placeholder": of.text(100),
    "scale": of.whole(0, 10),
    "min": of.number,
    "max": of.number,
    "suffix": of.text(20),
    "unique": of.flag,
}
_FILES: Final[dict[str, Check]] = {
    **_VALUE,
    "max": of.whole(1, 100),
    "kinds": of.words(40),
    "megabytes": of.whole(1, 1024),
}
_CHECKED: Final[dict[str, Check]] = {**_VALUE, "unique": of.flag, "placeholder": of.text(100)}


def _person(name: str) -> FieldKind:
    return FieldKind(name, name, {**_VALUE, "initial": of.expression, "calc": of.expression, "multiple": of.flag,
                                  "max": of.whole(1, 1000)}, is_calculable=True)  # fmt: skip


def _moment(name: str, feel: str, check: Check) -> FieldKind:
    return FieldKind(name, feel, {**_VALUE, **_CALC, "min": check, "max": check}, is_calculable=True)


_ALL: Final = (
    FieldKind("text", "string", _TEXT, is_calculable=True),
    FieldKind("longtext", "string", {**_TEXT, "lines": of.whole(1, 40)}, is_calculable=True),
    FieldKind("richtext", "string", {**_VALUE, "maxLength": of.whole(1, 100_000)}, is_column=False),
    FieldKind("number", "number", _NUMBER, is_calculable=True),
    FieldKind(
        "money",
        "number",
        {**_NUMBER, "currency": of.text(3), "capital": of.flag},
        is_calculable=True,
    ),
    _moment("date", "date", of.date),
    _moment("time", "time", of.time),
    _moment("datetime", "date and time", of.moment),
    FieldKind("period", "context", {**_VALUE, "of": of.one_of("date", "datetime", "time")}),
    FieldKind(
        "choice",
        "string",
        {**_VALUE, **_CALC, "options": of.options, "multiple": of.flag, "max": of.whole(1, 1000),
         "look": of.one_of("list", "buttons"), "unique": of.flag},
        is_calculable=True,
    ),
    FieldKind("cascade", "string", {**_VALUE, "options": of.branches, "anywhere": of.flag}, is_list=True),
    FieldKind("yesno", "boolean", {**_VALUE, **_CALC}, is_calculable=True),
    *(_person(name) for name in ("person", "department", "unit", "post", "level")),
    FieldKind("file", "string", _FILES, is_list=True),
    FieldKind("image", "string", _FILES, is_list=True),
    FieldKind("signature", "string", _VALUE),
    FieldKind("opinion", "", {**_SHOWN, "order": of.one_of("time", "post"), "steps": of.words(50)}, is_column=False),
    FieldKind("serial", "string", {**_SHOWN, "rule": of.key}, is_column=False),
    FieldKind(
        "record",
        "string",
        {**_VALUE, "form": of.key, "bring": of.names},
    ),
    FieldKind(
        "table",
        "context",
        {
            **_SHOWN,
            "required": of.condition,
            "keep": of.flag,
            "readonly": of.flag,
            "min": of.whole(0, 1000),
            "max": of.whole(1, 1000),
            "totals": of.words(60),
        },
        is_list=True,
        is_column=False,
    ),
    FieldKind("description", "", {**_SHOWN, "text": of.text(4000)}, is_column=False),
    FieldKind("divider", "", _SHOWN, is_column=False),
    FieldKind("address", "context", _VALUE),
    FieldKind("phone", "string", {**_CHECKED, "mobile": of.flag}),
    FieldKind("idnumber", "string", _CHECKED),
    FieldKind("bankcard", "string", _CHECKED),
)  # fmt: skip

KINDS: Final[Mapping[str, FieldKind]] = {kind.name: kind for kind in _ALL}
