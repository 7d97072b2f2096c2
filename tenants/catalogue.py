"""What a schema is made of, as the server itself tells it: to compare two schemas, and to make one like another.

Read from the catalogues rather than by pg_dump: no client program of the server's version is needed,
and PostgreSQL 15 to 18 print definitions that each of them takes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from kernel.scope import current

ROWS_A_STATEMENT = 500
_TENANTS = re.compile(r"^t_[0-9a-z_]+$")
_CAST_LIST = re.compile(r"\(ARRAY\[([^\]]*)\]\)::text\[\]")


class Unfit(RuntimeError):
    """A schema holds something that a tenant's schema may not hold; the message names it."""


@dataclass
class Table:
    """A table in the making: its columns and constraints as SQL, and the tables its foreign keys need."""

    name: str
    columns: list[str] = field(default_factory=list)
    constraints: list[tuple[str, str]] = field(default_factory=list)
    references: list[tuple[str, str, str]] = field(default_factory=list)
    indexes: list[str] = field(default_factory=list)


def statements() -> list[str]:
    """SQL that makes the schema in hand anew in whatever schema stands first in the path, with its rows.

    Each entry is one statement. Names are unqualified; identities go on behind the last value used.
    Raises Unfit for what we do not allow (views, triggers, functions, sequences of their own).
    """
    _refuse_what_is_unfit()
    tables = _tables()
    order = _parents_first(tables)
    placed: set[str] = set()
    later: list[str] = []
    made: list[str] = []
    for table in order:
        placed.add(table.name)
        inline = [f"CONSTRAINT {name} {text}" for name, text in table.constraints]
        for name, text, target in table.references:
            if target in placed:
                inline.append(f"CONSTRAINT {name} {text}")
            else:
                later.append(f"ALTER TABLE {table.name} ADD CONSTRAINT {name} {text}")
        made.append(f"CREATE TABLE {table.name} ({', '.join([*table.columns, *inline])})")
    for table in order:
        made.extend(_rows(table.name))
    made += later
    made += [index for table in order for index in table.indexes]
    if any(current().schema in statement for statement in made):
        raise Unfit(f"the name of the schema {current().schema} stands in its own definition")
    return made


def describe() -> dict[str, frozenset[str]]:
    """The schema in hand as sets of lines by kind (columns, constraints, indexes, rows), to be compared.

    Two schemas with equal answers hold the same tables, defaults, keys and rows. The moments at which
    migrations were applied are left out.
    """
    tables = _tables()
    lines: dict[str, set[str]] = {"tables": set(), "columns": set(), "constraints": set(), "indexes": set()}
    for table in tables.values():
        lines["tables"].add(table.name)
        lines["columns"] |= {f"{table.name}: {number} {text}" for number, text in enumerate(table.columns)}
        lines["constraints"] |= {f"{table.name}: {name} {_settled(text)}" for name, text in table.constraints}
        lines["constraints"] |= {f"{table.name}: {name} {text}" for name, text, _ in table.references}
        lines["indexes"] |= {_settled(text) for text in table.indexes}
    lines["rows"] = {
        f"{table.name}: {row}"
        for table in tables.values()
        for row in _ask(f"SELECT to_jsonb(t) - 'applied' FROM {table.name} t")  # noqa: S608 - names are the server's
    }
    return {kind: frozenset(found) for kind, found in lines.items()}


def counts(schema: str) -> dict[str, int]:
    """How many tables and relations a schema holds, and its size in bytes."""
    row = _fetch(
        "SELECT count(*) FILTER (WHERE relkind = 'r'), count(*),"
        " coalesce(sum(pg_relation_size(oid)) FILTER (WHERE relkind IN ('r', 'i', 't')), 0)"
        " + coalesce(sum(coalesce((SELECT sum(pg_relation_size(t.oid)) FROM pg_class t"
        " WHERE t.oid = c.reltoastrelid OR t.oid IN (SELECT indexrelid FROM pg_index i"
        " WHERE i.indrelid = c.reltoastrelid)), 0)) FILTER (WHERE relkind = 'r'), 0)"
        " FROM pg_class c WHERE relnamespace = to_regnamespace(%s)",
        [schema],
    )[0]
    toast = _fetch(
        "SELECT count(*) * 2 FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND reltoastrelid <> 0", [schema]
    )[0]
    return {"tables": row[0], "relations": row[1] + toast[0], "bytes": int(row[2])}


def exists(schema: str) -> bool:
    """Whether a schema of this name is there."""
    return bool(_fetch("SELECT to_regnamespace(%s) IS NOT NULL", [schema])[0][0])


def drop_tables(schema: str, batch: int) -> int:
    """Drop up to `batch` tables of a schema, children first as far as can be; answers how many. Foreign keys go along."""
    names = _fetch(
        "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'"
        " ORDER BY oid DESC LIMIT %s",
        [schema, batch],
    )
    with connection.cursor() as cursor:
        for (name,) in names:
            cursor.execute(f'DROP TABLE "{_tenants_own(schema)}".{name} CASCADE')
    return len(names)


def drop_empty_schema(schema: str) -> None:
    """Drop a schema that holds no table any more; nothing when it is gone."""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{_tenants_own(schema)}" CASCADE')


def is_tenants(schema: str) -> bool:
    """Whether a name is one that tenants' schemas have; such names hold nothing that SQL could read otherwise."""
    return bool(_TENANTS.match(schema))


def _tenants_own(schema: str) -> str:
    if not is_tenants(schema):
        raise Unfit(f"{schema} is no tenant's schema")
    return schema


def _settled(text: str) -> str:
    """A condition as the server prints it once it has read its own print: `IN` over varchar changes its casts once."""
    return _CAST_LIST.sub(
        lambda found: "ARRAY[" + ", ".join(f"({item})::text" for item in found[1].split(", ")) + "]", text
    )


def _refuse_what_is_unfit() -> None:
    found = _ask(
        """
        SELECT 'relation ' || relname FROM pg_class c WHERE relnamespace = {here}
            AND (relkind IN ('v', 'm', 'f', 'p') OR relkind = 'S' AND NOT EXISTS (
                SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i'
                AND d.refclassid = 'pg_class'::regclass AND d.classid = 'pg_class'::regclass))
        UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = {here}
        UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
            WHERE c.relnamespace = {here} AND NOT tgisinternal
        UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = {here} AND typtype IN ('d', 'e', 'r')
        UNION ALL SELECT 'statistics ' || stxname FROM pg_statistic_ext WHERE stxnamespace = {here}
        """
    )
    if found:
        raise Unfit(f"a tenant's schema may not hold {', '.join(found)}")


def _tables() -> dict[str, Table]:
    tables: dict[int, Table] = {}
    rows = _fetch_here(
        "SELECT oid, quote_ident(relname) FROM pg_class WHERE relnamespace = {here} AND relkind = 'r' ORDER BY relname"
    )
    for oid, name in rows:
        tables[oid] = Table(name)
    for oid, text in _fetch_here(
        """
        SELECT a.attrelid, quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END
            || CASE WHEN a.attgenerated <> '' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid)
                    || CASE a.attgenerated WHEN 's' THEN ') STORED' ELSE ')' END
                WHEN a.attidentity <> '' THEN ' GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END
                    || ' AS IDENTITY (START WITH ' || (
                        SELECT coalesce(s.last_value + 1, s.start_value) FROM pg_depend o
                        JOIN pg_class q ON q.oid = o.objid JOIN pg_sequences s
                            ON s.schemaname = q.relnamespace::regnamespace::text AND s.sequencename = q.relname
                        WHERE o.refobjid = a.attrelid AND o.refobjsubid = a.attnum AND o.deptype = 'i'
                            AND o.classid = 'pg_class'::regclass) || ')'
                WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END
            || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = {here} AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attrelid, a.attnum
        """
    ):
        tables[oid].columns.append(text)
    for oid, kind, name, text, target in _fetch_here(
        """
        SELECT conrelid, contype, quote_ident(conname), pg_get_constraintdef(k.oid), confrelid FROM pg_constraint k
        WHERE connamespace = {here} AND conrelid <> 0 AND contype IN ('p', 'u', 'c', 'x', 'f')
        ORDER BY conrelid, array_position(ARRAY['p', 'u', 'x', 'c', 'f']::"char"[], contype), conname
        """
    ):
        if kind == "f":
            if target not in tables:
                raise Unfit(f"the foreign key {name} leaves the schema")
            tables[oid].references.append((name, text, tables[target].name))
        else:
            tables[oid].constraints.append((name, text))
    prefix = f" ON {current().schema}."
    for oid, text in _fetch_here(
        """
        SELECT i.indrelid, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = {here} AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid
            AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x'))
        ORDER BY i.indrelid, c.relname
        """
    ):
        if oid in tables:
            tables[oid].indexes.append(text.replace(prefix, " ON ", 1))
    return {table.name: table for table in tables.values()}


def _parents_first(tables: dict[str, Table]) -> list[Table]:
    order: list[Table] = []
    seen: set[str] = set()

    def place(table: Table) -> None:
        if table.name in seen:
            return
        seen.add(table.name)
        for _, _, target in table.references:
            place(tables[target])
        order.append(table)

    for table in tables.values():
        place(table)
    return order


def _rows(table: str) -> Iterator[str]:
    columns = _ask(
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    values = " || ', ' || ".join(f"quote_nullable({column}::text)" for column in columns)
    rows = _ask(f"SELECT '(' || {values} || ')' FROM {table} ORDER BY 1")  # noqa: S608 - names are the server's
    names = ", ".join(columns)
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        chunk = ", ".join(rows[start : start + ROWS_A_STATEMENT])
        yield f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE VALUES {chunk}"  # noqa: S608


def _fetch_here(query: str) -> list[tuple[Any, ...]]:
    return _fetch(query.replace("{here}", f"'{current().schema}'::regnamespace"))


def _ask(query: str, parameters: list[Any] | None = None) -> list[str]:
    return [row[0] for row in (_fetch(query, parameters) if parameters else _fetch_here(query))]


def _fetch(query: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
