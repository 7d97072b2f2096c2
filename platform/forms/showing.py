"""Values as people read them. Pure but for the words: references are named by whoever has their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from forms.feel.functions.ours import money_in_words
from forms.feel.run import Run
from forms.schema import CompiledForm, Field
from forms.schema.values import ADDRESS, number_text

_REFERENCES = frozenset({"person", "department", "unit", "post", "level", "record", "file", "image", "signature"})


def shown(one: Field, value: Any, names: Mapping[str, str] | None = None) -> str:
    """One value in words. `names` are the names of what is referred to, by id."""
    if value is None or value == []:
        return ""
    names = names or {}
    if one.type == "cascade":
        return " / ".join(_cascade(one, value))
    if isinstance(value, list):
        return "、".join(shown_one(one, item, names) for item in value)
    return shown_one(one, value, names)


def shown_one(one: Field, value: Any, names: Mapping[str, str]) -> str:
    """One of several."""
    match one.type:
        case "number" | "money":
            text = _grouped(value)
            return f"{text} {one.get('suffix', '')}".strip()
        case "choice":
            return next((option["label"] for option in one.get("options", ()) if option["value"] == value), str(value))
        case "yesno":
            return _("Yes") if value else _("No")
        case "datetime":
            return datetime.fromisoformat(value).strftime("%Y-%m-%d %H:%M")
        case "time":
            return str(value)[:5]
        case "period":
            return f"{_end(value['start'])} – {_end(value['end'])}"
        case "address":
            return "".join(value.get(part, "") for part in ADDRESS)
        case kind if kind in _REFERENCES:
            return names.get(value, "")
        case _:
            return str(value)


def capitals(one: Field, value: Any) -> str:
    """An amount of money in Chinese capitals, where the form wants it."""
    if value is None or not one.get("capital"):
        return ""
    return money_in_words(Run(None, None), Decimal(value)) or ""


def title_of(form: CompiledForm, values: Mapping[str, Any]) -> str:
    """What a record is called: the values that its form names, else its first text."""
    fields = form.form.fields
    keys = form.form.title or tuple(key for key, one in fields.items() if one.type in ("text", "serial"))[:1]
    parts = [shown(fields[key], values.get(key)) for key in keys]
    return " · ".join(part for part in parts if part)[:200]


def totals(table: Field, rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The totals of the columns that have one, by key."""
    kept = list(rows)
    found = {}
    for key in table.get("totals", ()):
        column = table.columns[key]
        total = sum((Decimal(row[key]) for row in kept if row.get(key) is not None), Decimal(0))
        found[key] = shown(column, number_text(total, column.get("scale", 2 if column.type == "money" else None)))
    return found


def referred(form: CompiledForm, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(kind, id) of everything that a record names."""
    for one in form.form.fields.values():
        value = values.get(one.key)
        cells: list[tuple[Field, Any]] = [(one, value)]
        if one.type == "table":
            cells = [(column, row.get(key)) for row in value or () for key, column in one.columns.items()]
        for of, found in cells:
            if of.type in _REFERENCES and found:
                for key in found if isinstance(found, list) else [found]:
                    yield of.type, key


def _grouped(text: str) -> str:
    whole, dot, part = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.lstrip("-")
    return f"{sign}{int(digits):,}{dot}{part}"


def _end(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M") if "T" in text else text


def _cascade(one: Field, value: list[str]) -> Iterator[str]:
    offered = one.get("options", ())
    for key in value:
        found = next((option for option in offered if option["value"] == key), None)
        yield found["label"] if found else key
        offered = found.get("children", ()) if found else ()
