"""A JSON Schema (draft 2020-12) of a form's records, for callers of the API: what values look like, not every rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.schema.compiling import CompiledForm
from forms.schema.model import Field
from forms.schema.values import ADDRESS, LONGEST

_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"


def json_schema(compiled: CompiledForm, title: str = "") -> dict[str, Any]:
    """The schema of `values`: every key optional (an absent key is unchanged), null empties."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_object(compiled.form.fields),
    }


def _object(fields: Mapping[str, Field]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {one.key: _field(one) for one in fields.values() if one.kind.has_value},
        "additionalProperties": False,
    }


def _field(one: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"title": one.label}
    if one.get("note"):
        described["description"] = one.get("note")
    if one.is_derived:
        described["readOnly"] = True
    if one.type == "table":
        row = _object(one.columns)
        row["properties"]["_id"] = {"type": "string", "description": "Which row it is; new rows have none."}
        found: dict[str, Any] = {"type": "array", "items": row, "maxItems": one.get("max", 200)}
        return {**described, **found}
    single = _single(one)
    if one.is_many:
        single = {"type": "array", "items": single, "uniqueItems": one.type != "cascade"}
    return {**described, "anyOf": [single, {"type": "null"}]}


def _single(one: Field) -> dict[str, Any]:
    if one.type in LONGEST:
        found: dict[str, Any] = {"type": "string", "maxLength": one.get("maxLength", LONGEST[one.type])}
        return {**found, **({"pattern": f"^({one.get('pattern')})$"} if one.get("pattern") else {})}
    if one.type == "choice":
        return {"type": "string", "enum": [option["value"] for option in one.get("options", ())]}
    if one.type == "period":
        end = {"type": "string", "format": {"datetime": "date-time"}.get(one.get("of", "date"), one.get("of", "date"))}
        return _exactly({"start": end, "end": end})
    if one.type == "address":
        return _exactly({key: {"type": "string"} for key in ADDRESS})
    return dict(_PLAIN.get(one.type, {"type": "string", "format": "uuid"}))


def _exactly(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


_PLAIN: dict[str, dict[str, Any]] = {
    "number": {"type": "string", "pattern": _NUMBER},
    "money": {"type": "string", "pattern": _NUMBER},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "datetime": {"type": "string", "format": "date-time"},
    "yesno": {"type": "boolean"},
    "cascade": {"type": "string"},
    "serial": {"type": "string"},
    "phone": {"type": "string"},
    "idnumber": {"type": "string"},
    "bankcard": {"type": "string"},
}
