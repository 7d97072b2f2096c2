"""Statements of hot acts, made once.

Django builds the text of a query anew each time, which costs more than PostgreSQL takes to answer a lookup by key.
Where an act is done hundreds of times a second its statements are kept here: built by Django the first time, sent with
other values afterwards. They go through the same cursor, so the scope's guard holds; signals are not sent, and what
an object's own `save` does is not done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, router

from kernel.scope import current

M = TypeVar("M", bound=models.Model)

# Stand for the values while the text is made; no key of ours begins so (uuid7 begins with the time).
_MARKS = 0xFFFFFFFF_FFFF_4FFF_BFFF_FFFF_0000_0000


class Reading:
    """Rows of a query that differs from call to call in keys alone.

    `make` is given so many UUIDs as the calls will have and answers a queryset of `values_list`; everything else in it
    is fixed. The number of keys may differ between calls; each number has its own statement.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Any, Any]]) -> None:
        self._make = make
        self._known: dict[int, tuple[str, list[Any]]] = {}

    def __call__(self, *keys: UUID) -> list[tuple[Any, ...]]:
        """The rows, in the order of the query. Raises OutsideScope as every query does."""
        known = self._known.get(len(keys))
        if known is None:
            known = self._known[len(keys)] = _text(self._make, len(keys))
        text, places = known
        with _cursor() as cursor:
            cursor.execute(text, [keys[at.number] if isinstance(at, _Key) else at for at in places])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows


class ReadingOf(Generic[M]):
    """Whole objects of a query that differs from call to call in keys alone; see Reading."""

    def __init__(self, make: Callable[..., models.QuerySet[M]]) -> None:
        self._make, self._rows = make, Reading(make)
        self._model: type[M] | None = None

    def __call__(self, *keys: UUID) -> list[M]:
        """The objects, in the order of the query."""
        model = self._model
        if model is None:
            made = self._make(*keys)
            if made.query.annotations or made.query.select_related or made.query.deferred_loading[0]:
                raise TypeError("only plain rows of one model can be read so")
            model = self._model = made.model
        fields, converting, connection = *_columns(model), connections[DEFAULT_DB_ALIAS]
        names, found = [field.attname for field in fields], []
        for row in self._rows(*keys):
            values = list(row)
            for place, field in converting:
                values[place] = field.from_db_value(values[place], None, connection)
            found.append(model.from_db(router.db_for_read(model), names, values))
        return found


def insert(rows: Sequence[models.Model]) -> None:
    """Write new objects of one model, by one statement. Raises what the database says of them."""
    if not rows:
        return
    model = type(rows[0])
    fields, connection = _columns(model)[0], connections[DEFAULT_DB_ALIAS]
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection=connection) for row in rows for field in fields
    ]
    origins = [router.db_for_write(model, instance=row) for row in rows]
    with _cursor() as cursor:
        cursor.execute(_insert(model, len(rows)), values)
    for row, origin in zip(rows, origins, strict=True):
        row._state.adding, row._state.db = False, origin


def update(model: type[models.Model], key: UUID, values: Mapping[str, Any]) -> None:
    """Set fields of one row by its key; `values` by the names of the fields. A row that is not there is no error."""
    connection = connections[DEFAULT_DB_ALIAS]
    text, fields = _update(model, tuple(values))
    given = [
        field.get_db_prep_save(value, connection=connection)
        for field, value in zip(fields, values.values(), strict=True)
    ]
    with _cursor() as cursor:
        cursor.execute(text, [*given, key])


def _cursor() -> Any:
    current()
    return connections[DEFAULT_DB_ALIAS].cursor()


class _Key:
    def __init__(self, number: int) -> None:
        self.number = number


def _text(make: Callable[..., models.QuerySet[Any, Any]], count: int) -> tuple[str, list[Any]]:
    marks = [UUID(int=_MARKS + number) for number in range(count)]
    text, values = make(*marks).query.sql_with_params()
    known = {mark: _Key(number) for number, mark in enumerate(marks)}
    places = [known.get(value, value) if isinstance(value, UUID) else value for value in values]
    if {at.number for at in places if isinstance(at, _Key)} != set(range(count)):
        raise TypeError("each key must stand in the query itself")
    return text, places


@cache
def _columns(model: type[models.Model]) -> tuple[list[Any], list[tuple[int, Any]]]:
    fields = list(model._meta.concrete_fields)
    return fields, [(place, field) for place, field in enumerate(fields) if hasattr(field, "from_db_value")]


@cache
def _insert(model: type[models.Model], count: int) -> str:
    quoted, connection = connections[DEFAULT_DB_ALIAS].ops.quote_name, connections[DEFAULT_DB_ALIAS]
    fields = _columns(model)[0]
    places = [_place(field, connection) for field in fields]
    names, row = ", ".join(quoted(field.column) for field in fields), f"({', '.join(places)})"
    table = quoted(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES {', '.join([row] * count)}"  # noqa: S608 - quoted names of models


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    connection = connections[DEFAULT_DB_ALIAS]
    quoted, meta = connection.ops.quote_name, model._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    sets = ", ".join(f"{quoted(field.column)} = {_place(field, connection)}" for field in fields)
    assert meta.pk is not None and meta.pk.column
    text = f"UPDATE {quoted(meta.db_table)} SET {sets} WHERE {quoted(meta.pk.column)} = %s"  # noqa: S608 - likewise
    return text, fields


def _place(field: Any, connection: Any) -> str:
    return str(field.get_placeholder(None, None, connection)) if hasattr(field, "get_placeholder") else "%s"
