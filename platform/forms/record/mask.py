"""Masks: what somebody may see and change of a record at one place, field by field, column by column, row by row.

As JSON, in a node of a process or in a grant:
`{"else": "read", "fields": {"total": "hidden", "items": "edit", "items.price": "required"}, "rows": {"items": ["add"]}}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from forms.schema import Field, Form, SchemaFault


class Access(IntEnum):
    """What is allowed with one field; each level holds those before it."""

    HIDDEN = 0
    READ = 1
    EDIT = 2
    REQUIRED = 3


_ACCESS = {"hidden": Access.HIDDEN, "read": Access.READ, "edit": Access.EDIT, "required": Access.REQUIRED}


@dataclass(frozen=True, slots=True)
class Mask:
    """`fields` goes by path. A column without an entry is as its table; a table's rows may be added and deleted where
    `rows` says so, and where it says nothing, if the table may be changed. `fills_readonly` is for imports.
    """

    otherwise: Access = Access.READ
    fields: Mapping[str, Access] = field(default_factory=dict)
    rows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fills_readonly: bool = False

    def of(self, one: Field) -> Access:
        """What is allowed with a field or column. Derived and read-only fields are never changed by people."""
        given = self.fields.get(one.path)
        if one.table:
            table = self.fields.get(one.table, self.otherwise)
            # What lies in a hidden table is hidden, whatever is said of the column.
            given = Access.HIDDEN if table is Access.HIDDEN else table if given is None else given
        elif given is None:
            given = self.otherwise
        if one.is_derived or (one.get("readonly") and not self.fills_readonly) or not one.kind.has_value:
            return min(given, Access.READ)
        return given

    def may_add(self, table: Field) -> bool:
        """Whether rows may be added."""
        return self._rows(table, "add")

    def may_delete(self, table: Field) -> bool:
        """Whether rows may be deleted."""
        return self._rows(table, "delete")

    def as_dict(self) -> dict[str, Any]:
        """The mask as JSON."""
        names = {access: name for name, access in _ACCESS.items()}
        return {
            "else": names[self.otherwise],
            "fields": {path: names[access] for path, access in self.fields.items()},
            "rows": {table: sorted(may) for table, may in self.rows.items()},
        }

    def _rows(self, table: Field, what: str) -> bool:
        access = self.of(table)
        if access is Access.HIDDEN or (table.get("readonly") and not self.fills_readonly):
            return False
        given = self.rows.get(table.key)
        return access >= Access.EDIT if given is None else what in given


#: For whoever fills a form in: everything.
WHOLE = Mask(Access.EDIT)
#: For whoever only looks.
LOOKING = Mask(Access.READ)


def read_mask(raw: Any, form: Form) -> tuple[Mask, list[SchemaFault]]:
    """A mask from JSON, and what is wrong with it: unknown fields, tables and words, by path."""
    if not isinstance(raw, Mapping) or set(raw) - {"else", "fields", "rows"}:
        return LOOKING, [SchemaFault("bad-mask")]
    faults: list[SchemaFault] = []
    otherwise = _ACCESS.get(raw.get("else", "read"))
    if otherwise is None:
        faults.append(SchemaFault("bad-mask", "else"))
    fields: dict[str, Access] = {}
    given = raw.get("fields", {})
    for path, name in given.items() if isinstance(given, Mapping) else ():
        if form.find(str(path)) is None:
            faults.append(SchemaFault("unknown-field", f"fields.{path}", {"key": str(path)[:60]}))
        elif not isinstance(name, str) or name not in _ACCESS:
            faults.append(SchemaFault("bad-mask", f"fields.{path}"))
        else:
            fields[path] = _ACCESS[name]
    rows: dict[str, frozenset[str]] = {}
    allowed = raw.get("rows", {})
    for table, may in allowed.items() if isinstance(allowed, Mapping) else ():
        one = form.fields.get(table)
        if one is None or one.type != "table":
            faults.append(SchemaFault("unknown-field", f"rows.{table}", {"key": str(table)[:60]}))
        elif not isinstance(may, list) or not all(one in ("add", "delete") for one in may):
            faults.append(SchemaFault("bad-mask", f"rows.{table}"))
        else:
            rows[table] = frozenset(may)
    if not isinstance(given, Mapping) or not isinstance(allowed, Mapping):
        faults.append(SchemaFault("bad-mask"))
    return Mask(Access.READ if otherwise is None else otherwise, fields, rows), faults


def readable(form: Form, values: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """What may leave the server: without hidden fields, and rows without hidden columns."""
    found: dict[str, Any] = {}
    for one in form.fields.values():
        if not one.kind.has_value or mask.of(one) is Access.HIDDEN:
            continue
        value = values.get(one.key)
        if one.type == "table":
            shown = [column.key for column in one.columns.values() if mask.of(column) is not Access.HIDDEN]
            value = [{"_id": row["_id"], **{key: row.get(key) for key in shown}} for row in value or ()]
        found[one.key] = value
    return found
