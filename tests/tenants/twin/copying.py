"""The second twin: every row of the first under the same key, its texts marked, its secrets other ones."""

from __future__ import annotations

from typing import Any

from django.db import connection

from kernel.scope import PUBLIC, Scope, scope
from tests.support.databases import ONE, TWO
from tests.tenants.twin.filling import tenant_models

#: Stands before every Chinese text of the second twin and nowhere else. The same bytes in every encoding.
MARK = "zqtwin"
#: Tables that both have from their migrations.
_KEPT = {"contenttypes.ContentType", "auth.Permission", "auth.Group", "auth.Group_permissions"}
#: Columns that prove who somebody is: the twins have the same ids, never the same secrets.
_SECRETS = {
    ("api_apitoken", "digest"): "sha256(digest || 'twin'::bytea)",
    ("accounts_account", "password"): "'md5$twin$' || md5(password)",
}


def copy() -> None:
    """Fill the second twin from the first."""
    with scope(PUBLIC), connection.cursor() as cursor:
        models = [model for model in tenant_models() if model._meta.label not in _KEPT]
        tables = [model._meta.db_table for model in models]
        cursor.execute("TRUNCATE " + ", ".join(f't_two."{table}"' for table in tables) + " CASCADE")
        later = []
        for number, model in enumerate(models):
            table, columns = tables[number], _columns(cursor, tables[number])
            ahead = {
                field.column for field in model._meta.concrete_fields if field.related_model in models[number + 1 :]
            }
            chosen = [column for column in columns if column[0] not in ahead]
            names = ", ".join(f'"{name}"' for name, _ in chosen)
            cursor.execute(
                f'INSERT INTO t_two."{table}" ({names}) SELECT {_changed(table, chosen)} FROM t_one."{table}"'
            )
            key = model._meta.pk.column
            later += [
                f'UPDATE t_two."{table}" t SET "{name}" = o."{name}" FROM t_one."{table}" o WHERE o."{key}" = t."{key}"'
                for name in sorted(ahead)
            ]
            _go_on_behind(cursor, table)
        for statement in later:
            cursor.execute(statement)


def checksum(to: Scope = TWO) -> dict[str, str]:
    """The sum of every table of a twin."""
    with scope(PUBLIC), connection.cursor() as cursor:
        sums = {}
        for model in tenant_models():
            table = model._meta.db_table
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {to.schema}.\"{table}\" t"
            )
            sums[table] = str(cursor.fetchone()[0])
        return sums


def touched() -> dict[str, int]:
    """How often each table of the second twin was read or written by the connection in hand, and under "public" how
    often anything public was written; only differences mean something."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) + n_tup_ins + n_tup_upd + n_tup_del"
            " FROM pg_stat_xact_user_tables WHERE schemaname = 't_two' UNION ALL"
            " SELECT 'public', coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
            " FROM pg_stat_xact_user_tables WHERE schemaname = 'public'"
        )
        return {str(name): int(count) for name, count in cursor.fetchall()}


def public_rows(to: Scope = TWO) -> dict[str, str]:
    """The sum of a tenant's own rows in each public table that has such rows."""
    sums = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM public.\"{table}\" t"
                " WHERE tenant_id = %s",
                [to.tenant],
            )
            sums[str(table)] = str(cursor.fetchone()[0])
    return sums


def _columns(cursor: Any, table: str) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT column_name, CASE WHEN data_type LIKE 'character%%' THEN 'text:' || coalesce(character_maximum_length, 0)"
        " ELSE data_type END FROM information_schema.columns"
        " WHERE table_schema = 't_one' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [(str(name), str(kind)) for name, kind in cursor.fetchall()]


def _changed(table: str, columns: list[tuple[str, str]]) -> str:
    """The columns as the second twin has them: the tenant's own id, marks before Chinese words, other secrets."""
    made = []
    for name, kind in columns:
        mine = f"replace(\"{name}\"::text, '{ONE.key}', '{TWO.key}')"
        marked = f"regexp_replace({mine}, '([一-龥]+)', '{MARK}\\1', 'g')"
        if (table, name) in _SECRETS:
            made.append(_SECRETS[table, name])
        elif kind.startswith("text:"):
            made.append(f"left({marked}, {kind[5:]})" if kind != "text:0" else marked)
        elif kind == "text":
            made.append(marked)
        elif kind == "jsonb":
            made.append(f"{marked}::jsonb")
        elif kind == "uuid":
            made.append(f"{mine}::uuid")
        else:
            made.append(f'"{name}"')
    return ", ".join(made)


def _go_on_behind(cursor: Any, table: str) -> None:
    cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_schema = 't_two' AND table_name = %s"
                   " AND is_identity = 'YES'", [table])  # fmt: skip
    for (name,) in cursor.fetchall():
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s)::regclass, (SELECT coalesce(max(\"" + name + '"), 0) + 1'
            + f' FROM t_two."{table}"))', [f't_two."{table}"', name],
        )  # fmt: skip
