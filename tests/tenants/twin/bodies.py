"""What programs send, made up from the OpenAPI document: a body for every operation that writes, with every field that
the document knows, and a row's key wherever one is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from kernel.webhooks import queries as webhooks
from tests.tenants.twin.matrix import Key, Route

#: Formats and names of fields whose texts have a form of their own.
FORMATS = {
    "date": "2026-11-25",
    "date-time": "2026-11-25T09:00:00Z",
    "email": "twin@example.com",
    "uri": "https://twin.example.com/hook",
    "ip": "10.0.0.7",
    "ipv4": "10.0.0.7",
}
#: What a field's name wants that its type does not tell.
NAMED: dict[str, Any] = {
    "scopes": ["api:read"],
    "password": "门前 老槐树 1987 秋千",
    "new": "门前 老槐树 1987 秋千",
    "phone": "13800138000",
    "colour": "#336699",
    "checksum": "0" * 64,
    "size": 3,
    "zone": "Asia/Shanghai",
    "hours": "09:00-12:00, 13:30-18:00",
    "year": 2026,
    "code": "same_again",
    "url": "https://twin.example.com/hook",
    "domain": "office.twin.example.cn",
    "place": "company",
    "menus": [],
    "rights": [],
    "also": [],
    "text": "#336699",
    "thing": "organization.unit:{unit}",
    "target": "organization.department:{department}",
    "purpose": "organization.avatar",
}
_PATH = re.compile(r"\{\w+\}|<\w+>")


@dataclass(frozen=True)
class Operation:
    """One operation that writes and takes a body."""

    method: str
    path: str
    schema: dict[str, Any]


def operations(urlconf: str) -> dict[tuple[str, str], Operation]:
    """Every operation with a body, by method and path, the path's parameters without their names."""
    document = _document(urlconf)
    found = {}
    for path, item in document["paths"].items():
        for method, said in item.items():
            body = (said.get("requestBody") or {}).get("content", {}).get("application/json")
            if body is not None and method in {"post", "put", "patch", "delete"}:
                schema = _resolved(body["schema"], document, ())
                found[method, plain(path)] = Operation(method, path, schema)
    return found


def plain(path: str) -> str:
    """A path with `*` for each parameter."""
    return _PATH.sub("*", path)


@dataclass(frozen=True)
class Writer:
    """Writes bodies. `choose` answers a key of a model's row, `keys` says which model a field's name means, `noun` what
    is meant where the name says nothing; `is_whole` also fills what may be left out."""

    choose: Callable[[Key], Any]
    keys: dict[str, Key]
    noun: str
    is_whole: bool


def noun_of(path: str, keys: dict[str, Key]) -> str:
    """The last noun of a path that is a model's: `/organization/units/order/` means units."""
    parts = [part.replace("-", "").removesuffix("s") for part in path.strip("/").split("/")]
    return next((part for part in reversed(parts) if part in keys), "person")


def body(schema: dict[str, Any], writer: Writer, name: str = "") -> Any:
    """A value that fits a schema."""
    if name == "kinds" and schema.get("type") == "array":
        return [next(kind for _, kinds in webhooks.grouped() for kind, *_ in kinds)]
    if name in NAMED and schema.get("type") != "object":
        return _named(NAMED[name], writer)
    for way in ("oneOf", "anyOf"):
        if way in schema:
            return body(next(one for one in schema[way] if one.get("type") != "null"), writer, name)
    if "enum" in schema:
        return next(value for value in schema["enum"] if value not in {"", None})
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next(one for one in kind if one != "null")
    match kind:
        case "object":
            needed = set(schema.get("required", ()))
            return {
                field: body(one, writer, field)
                for field, one in schema.get("properties", {}).items()
                if not one.get("readOnly") and (writer.is_whole or field in needed)
            }
        case "array":
            return [body(schema.get("items", {}), writer, re.sub("s$", "", name))]
        case "integer" | "number":
            return max(int(schema.get("minimum", 1)), 1)
        case "boolean":
            return False
        case "string":
            return _text(schema, writer, name)
    return {}


def _text(schema: dict[str, Any], writer: Writer, name: str) -> Any:
    form = schema.get("format")
    if form == "uuid":
        return str(writer.choose(_key(name, writer)))
    if form in FORMATS:
        return FORMATS[form]
    if "pattern" in schema and "[01][0-9]" in schema["pattern"]:
        return "09:00"
    if name == "principal":
        return f"person:{writer.choose(writer.keys['person'])}"
    return "又一个"[: schema.get("maxLength", 9)].ljust(schema.get("minLength", 1), "x")


def _named(value: Any, writer: Writer) -> Any:
    if not isinstance(value, str):
        return value
    return value.format(**{noun: writer.choose(writer.keys[noun]) for noun in ("unit", "department") if noun in value})


def _key(name: str, writer: Writer) -> Key:
    noun = name.removesuffix("_id")
    known = [model for model in writer.keys if noun.endswith(model)]
    return writer.keys[max(known, key=len) if known else writer.noun]


def nouns(found: list[Route]) -> dict[str, Key]:
    """Which model a field means by its name: the models whose keys stand in addresses."""
    every = {value for route in found for filling in route.fillings() for value in filling.values()}
    keys = sorted((key for key in every if isinstance(key, Key) and key.column == "pk"), key=lambda key: key.label)
    return {str(key.model._meta.model_name): key for key in keys}


def _document(urlconf: str) -> dict[str, Any]:
    generator: Any = SchemaGenerator(urlconf=urlconf)
    made: dict[str, Any] = generator.get_schema(public=True)
    return made


def _resolved(schema: Any, document: dict[str, Any], on_the_way: tuple[str, ...]) -> Any:
    """The schema with what it refers to written in, and with everything of its `allOf`."""
    if isinstance(schema, list):
        return [_resolved(one, document, on_the_way) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if (name := schema.get("$ref")) is not None:
        if name in on_the_way:
            return {"type": "object"}
        return _resolved(document["components"]["schemas"][name.rpartition("/")[2]], document, (*on_the_way, name))
    made = {key: _resolved(value, document, on_the_way) for key, value in schema.items()}
    for one in made.pop("allOf", []):
        made = {**one, **made}
    return made
