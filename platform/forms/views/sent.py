"""What a form's page sends, made into values: names are keys, `table.<row>.column` for cells. Pure shape, no judgement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from forms.schema import Field
from forms.schema.values import ADDRESS

#: More rows than this are no page of ours.
_MOST = 1000


def values_of(fields: Mapping[str, Field], posted: QueryDict) -> dict[str, Any]:
    """The values of the fields that the page held. A field that was not on it is absent, so it stays unchanged."""
    found: dict[str, Any] = {}
    for key, one in fields.items():
        if one.type == "table":
            if f"{key}.rows" in posted:
                found[key] = _rows(one, posted)
        elif (value := _value(one, key, posted)) is not _ABSENT:
            found[key] = value
    return found


_ABSENT: Any = object()


def _rows(table: Field, posted: QueryDict) -> list[dict[str, Any]]:
    rows = []
    for at in posted.getlist(f"{table.key}.rows")[:_MOST]:
        if not re.fullmatch(r"[0-9a-z]{1,40}", at):
            continue
        prefix = f"{table.key}.{at}"
        row = {"_id": posted.get(f"{prefix}._id") or None}
        for key, column in table.columns.items():
            if (value := _value(column, f"{prefix}.{key}", posted)) is not _ABSENT:
                row[key] = value
        rows.append(row)
    return rows


def _value(one: Field, name: str, posted: QueryDict) -> Any:
    if one.type == "period":
        return _parts(name, ("start", "end"), posted)
    if one.type == "address":
        return _parts(name, ADDRESS, posted)
    if name not in posted:
        return _ABSENT
    if one.type == "cascade":
        return [part for part in str(posted[name]).split("/") if part]
    if one.is_many:
        return [part for part in posted.getlist(name) if part]
    raw = posted.getlist(name)[-1]
    if not raw.strip():
        return None
    if one.type == "yesno":
        return {"true": True, "false": False}.get(raw, raw)
    if one.kind.feel == "number":
        return re.sub(r"[,，\s]", "", raw)
    return raw


def _parts(name: str, parts: tuple[str, ...], posted: QueryDict) -> Any:
    if not any(f"{name}.{part}" in posted for part in parts):
        return _ABSENT
    return {part: posted.get(f"{name}.{part}", "").strip() for part in parts}
