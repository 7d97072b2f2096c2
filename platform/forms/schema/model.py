"""A form's definition, read: fields, rules, views. Immutable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.schema.kinds import KINDS, FieldKind

#: The presentations a form may have (FRM-08). A missing one is derived from `entry`, a missing `entry` from the fields.
VIEWS = ("entry", "approval", "print", "phone")
GRID = 24


@dataclass(frozen=True, slots=True)
class Field:
    """One field, or one column of a sub-table (`table` is then the table's key). `settings` holds every property but
    type, label and columns, as in the JSON.
    """

    key: str
    type: str
    label: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    table: str = ""
    columns: Mapping[str, Field] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """`key`, or `table.key` of a column: the name under which masks, changes and faults speak of it."""
        return f"{self.table}.{self.key}" if self.table else self.key

    @property
    def kind(self) -> FieldKind:
        """What its type can do."""
        return KINDS[self.type]

    @property
    def is_many(self) -> bool:
        """Whether its value is a list of several."""
        return self.kind.is_list or bool(self.settings.get("multiple"))

    @property
    def is_derived(self) -> bool:
        """Whether the server makes its value: calculated, numbered, or brought over from a linked record."""
        return bool(self.settings.get("calc")) or self.type == "serial" or bool(self.settings.get("brought"))

    def get(self, name: str, default: Any = None) -> Any:
        """A property."""
        return self.settings.get(name, default)


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold of a record: of all of it, or of each row of `table`. `fields` are the keys it is shown at."""

    check: str
    message: str
    fields: tuple[str, ...] = ()
    table: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A field's place in a row of a view: `span` of the 24 columns; its label stands on top, at the left, or nowhere."""

    field: str
    span: int
    label: str = "top"


@dataclass(frozen=True, slots=True)
class View:
    """One presentation."""

    rows: tuple[tuple[Cell, ...], ...]
    paper: str = "A4"
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A definition that has the right shape."""

    fields: Mapping[str, Field]
    rules: tuple[Rule, ...] = ()
    views: Mapping[str, View] = field(default_factory=dict)
    query: tuple[str, ...] = ()
    title: tuple[str, ...] = ()

    def every(self) -> Iterator[Field]:
        """All fields and columns, tables before their columns."""
        for one in self.fields.values():
            yield one
            yield from one.columns.values()

    def find(self, path: str) -> Field | None:
        """A field by its key, a column by `table.key`."""
        key, _, column = path.partition(".")
        found = self.fields.get(key)
        return found.columns.get(column) if found is not None and column else found
