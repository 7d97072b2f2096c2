"""From JSON to a Form: shape, keys, properties. What is wrong is collected, place by place; nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from forms.feel import Fault, decimals
from forms.feel.grammar import FUNCTIONS
from forms.feel.tokens import tokens
from forms.schema import properties as of
from forms.schema.faults import SchemaFault
from forms.schema.kinds import KINDS
from forms.schema.layout import read_views
from forms.schema.model import Field, Form, Rule

VERSION: Final = 1
MOST_FIELDS: Final = 300
MOST_COLUMNS: Final = 60
MOST_RULES: Final = 100
#: What expressions may read besides the fields: who fills the form in, and where they work.
SURROUNDINGS: Final[Mapping[str, str]] = {
    "starter": "person",
    "starter_department": "department",
    "starter_unit": "unit",
}
_PARTS: Final = frozenset({"v", "fields", "rules", "views", "query", "title"})
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "choice": ("options",),
    "cascade": ("options",),
    "record": ("form",),
    "serial": ("rule",),
    "description": ("text",),
}


def read_form(raw: Any) -> tuple[Form | None, list[SchemaFault]]:
    """The form, and everything wrong with its shape. None where it is not even a definition."""
    if not isinstance(raw, Mapping) or raw.get("v") != VERSION or not isinstance(raw.get("fields"), Mapping):
        return None, [SchemaFault("not-a-form")]
    faults = [SchemaFault("unknown-part", name) for name in sorted(map(str, set(raw) - _PARTS))]
    if len(raw["fields"]) > MOST_FIELDS:
        return None, [*faults, SchemaFault("too-many-fields", "fields", {"most": MOST_FIELDS})]
    if not raw["fields"]:
        faults.append(SchemaFault("no-fields", "fields"))
    fields = _fields(raw["fields"], "fields", "", faults)
    fields = _marked(fields)
    form = Form(
        fields,
        _rules(raw.get("rules", []), fields, faults),
        read_views(raw.get("views", {}), fields, faults),
        _keys(raw.get("query", []), "query", fields, faults),
        _keys(raw.get("title", []), "title", fields, faults),
    )
    return form, faults


def _fields(raw: Mapping[Any, Any], path: str, table: str, faults: list[SchemaFault]) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for key, given in raw.items():
        place = f"{path}.{key}"
        if not isinstance(key, str) or not _is_name(key):
            faults.append(SchemaFault("bad-key", place, {"key": str(key)[:60]}))
        elif not isinstance(given, Mapping) or given.get("type") not in KINDS:
            name = str(given.get("type", "") if isinstance(given, Mapping) else "")[:40]
            faults.append(SchemaFault("unknown-type", place, {"name": name}))
        elif table and not KINDS[given["type"]].is_column:
            faults.append(SchemaFault("not-in-a-table", place, {"name": given["type"]}))
        else:
            found[key] = _field(key, given, place, table, faults)
    return found


def _field(key: str, given: Mapping[str, Any], place: str, table: str, faults: list[SchemaFault]) -> Field:
    kind = KINDS[given["type"]]
    label = given.get("label", "")
    if not isinstance(label, str) or len(label) > 100 or (not label.strip() and kind.name != "divider"):
        faults.append(SchemaFault("no-label", place))
        label = key
    settings: dict[str, Any] = {}
    for name, value in given.items():
        if name in ("type", "label") or (name == "fields" and kind.name == "table"):
            continue
        check = kind.properties.get(name)
        if check is None or (table and name == "unique"):
            faults.append(SchemaFault("unknown-property", f"{place}.{name}", {"name": str(name)[:60]}))
        elif wrong := check(value):
            faults.append(SchemaFault(wrong, f"{place}.{name}", {"name": name}))
        else:
            settings[name] = value
    for name in _REQUIRED.get(kind.name, ()):
        if name not in given:
            faults.append(SchemaFault("property-missing", place, {"name": name}))
    _agree(settings, place, faults)
    columns: dict[str, Field] = {}
    if kind.name == "table":
        raw = given.get("fields")
        if not isinstance(raw, Mapping) or not 0 < len(raw) <= MOST_COLUMNS:
            faults.append(SchemaFault("bad-columns", f"{place}.fields", {"most": MOST_COLUMNS}))
        else:
            columns = _fields(raw, f"{place}.fields", key, faults)
        for name in settings.get("totals", ()):
            if name in columns and columns[name].kind.feel != "number":
                faults.append(SchemaFault("total-of-no-number", f"{place}.totals", {"key": name}))
            elif name not in columns:
                faults.append(SchemaFault("unknown-field", f"{place}.totals", {"key": name}))
    return Field(key, kind.name, label, settings, table, columns)


def _agree(settings: dict[str, Any], place: str, faults: list[SchemaFault]) -> None:
    """Properties that contradict each other."""
    for low, high in (("min", "max"), ("minLength", "maxLength")):
        if low in settings and high in settings and _above(settings[low], settings[high]):
            faults.append(SchemaFault("limits-crossed", f"{place}.{high}", {"low": low, "high": high}))
    if "calc" in settings:
        faults += [
            SchemaFault("no-use-with-calc", f"{place}.{name}", {"name": name})
            for name in ("default", "initial", "required", "unique")
            if name in settings
        ]
    if "default" in settings and "initial" in settings:
        faults.append(SchemaFault("default-twice", f"{place}.initial"))


def _above(low: Any, high: Any) -> bool:
    if isinstance(low, int) and isinstance(high, int):
        return low > high
    one, other = decimals.number(low), decimals.number(high)
    return one > other if one is not None and other is not None else str(low) > str(high)


def _marked(fields: dict[str, Field]) -> dict[str, Field]:
    """The same with every field that a link brings over marked as brought."""

    def among(own: Mapping[str, Field]) -> dict[str, Field]:
        brought = {key: one.key for one in own.values() if one.type == "record" for key in one.get("bring", {})}
        return {
            key: Field(
                one.key,
                one.type,
                one.label,
                {**one.settings, "brought": brought[key]} if key in brought else one.settings,
                one.table,
                among(one.columns),
            )
            for key, one in own.items()
        }

    return among(fields)


def _rules(raw: Any, fields: Mapping[str, Field], faults: list[SchemaFault]) -> tuple[Rule, ...]:
    if not isinstance(raw, list) or len(raw) > MOST_RULES:
        faults.append(SchemaFault("bad-rules", "rules", {"most": MOST_RULES}))
        return ()
    found = []
    for at, one in enumerate(raw):
        place = f"rules.{at}"
        if not isinstance(one, Mapping) or set(one) - {"check", "message", "fields", "table"}:
            faults.append(SchemaFault("bad-rule", place))
            continue
        table = one.get("table", "")
        if of.expression(one.get("check")) or of.text(300)(one.get("message")) or not one["message"].strip():
            faults.append(SchemaFault("bad-rule", place))
        elif table and (not isinstance(table, str) or table not in fields or fields[table].type != "table"):
            faults.append(SchemaFault("unknown-field", f"{place}.table", {"key": str(table)[:60]}))
        else:
            known = fields[table].columns if table else fields
            found.append(
                Rule(
                    one["check"], one["message"], _keys(one.get("fields", []), f"{place}.fields", known, faults), table
                )
            )
    return tuple(found)


def _keys(raw: Any, path: str, fields: Mapping[str, Field], faults: list[SchemaFault]) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw) or len(set(raw)) != len(raw):
        faults.append(SchemaFault("needs-list", path, {"name": path.rpartition(".")[2]}))
        return ()
    for one in raw:
        if one not in fields or not fields[one].kind.has_value or fields[one].type == "table":
            faults.append(SchemaFault("unknown-field", path, {"key": one[:60]}))
    return tuple(one for one in raw if one in fields)


def _is_name(key: str) -> bool:
    """A key that expressions can say as one word, that means nothing else there."""
    if of.key(key) or key.startswith("_") or key in SURROUNDINGS or key in FUNCTIONS or key == "item":
        return False
    try:
        found = tokens(key)
    except Fault:
        return False
    return len(found) == 2 and found[0].kind == "word"
