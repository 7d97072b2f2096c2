"""What SQL must not hold, so that it runs unchanged where PostgreSQL spreads schemas over servers.

Each rule is a pattern over one statement without its literals. Where the list of reasons is: on such a server these
are refused, or worse, quietly do something else.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: rule -> (what is found, why it is one)
RULES: dict[str, tuple[re.Pattern[str], str]] = {
    "1 DO": (re.compile(r"^\s*DO\s+(\$|LANGUAGE)", re.IGNORECASE), "tables made inside DO are local ones, quietly"),
    "1 many": (re.compile(r";\s*\S"), "several statements in one string are refused"),
    "1 plpgsql": (re.compile(r"\bLANGUAGE\s+'?plpgsql", re.IGNORECASE), "DDL from within functions is local, quietly"),
    "4 serial": (re.compile(r"\b(big|small)?serial\b", re.IGNORECASE), "sequences are not moved with their schema"),
    "4 nextval": (
        re.compile(r"\bnextval\s*\(", re.IGNORECASE),
        "a default that asks a sequence is refused once rows are there",
    ),
    "4 owned": (re.compile(r"\bOWNED\s+BY\b", re.IGNORECASE), "refused"),
    "4 sequence": (re.compile(r"\b(ALTER|CREATE)\s+SEQUENCE\b", re.IGNORECASE), "refused for a sequence in use"),
    "4 identity": (
        re.compile(
            r"^\s*ALTER\s+TABLE\b.*\b(ADD|ALTER)\b.*\bGENERATED\s+\w+(\s+DEFAULT)?\s+AS\s+IDENTITY",
            re.IGNORECASE | re.DOTALL,
        ),
        "an identity is made with its table or not at all",
    ),
    "4 rename": (re.compile(r"\bRENAME\s+CONSTRAINT\b", re.IGNORECASE), "refused"),
    "4 inherits": (re.compile(r"\bINHERITS\s*\(", re.IGNORECASE), "refused"),
    "6 deferrable": (
        re.compile(r"(?<!NOT )\bDEFERRABLE\b|\bSET\s+CONSTRAINTS\b", re.IGNORECASE),
        "COMMIT does not report what broke",
    ),
    "13 trigger": (
        re.compile(
            r"\b(CREATE|ALTER|DROP)\s+(OR\s+REPLACE\s+)?(CONSTRAINT\s+)?TRIGGER\b|\b(ENABLE|DISABLE)\s+TRIGGER\b",
            re.IGNORECASE,
        ),
        "refused",
    ),
    "15 values": (
        re.compile(r"\bVALUES\s*\((?:[^()]|\([^()]*\))*\(\s*SELECT\b", re.IGNORECASE | re.DOTALL),
        "refused: INSERT … SELECT",
    ),
    "15 conflict": (
        re.compile(
            r"\bON\s+CONFLICT\b.*\bDO\s+UPDATE\s+SET\b.*(\(\s*SELECT\b|\bnow\s*\(|\bclock_timestamp\s*\()",
            re.IGNORECASE | re.DOTALL,
        ),
        "only excluded.*, own columns and parameters may stand there",
    ),
    "15 volatile": (
        re.compile(
            r"^\s*UPDATE\b.*\bSET\b.*\b(random|gen_random_uuid|clock_timestamp|uuid_generate_v\d|nextval|timeofday)\s*\(",
            re.IGNORECASE | re.DOTALL,
        ),
        "volatile functions in UPDATE are refused",
    ),
}
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_COMMENT = re.compile(r"--[^\n]*")
_SQL = re.compile(
    r"^\s*(SELECT|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|WITH|ALTER|CREATE|DROP|DO\s*\$|SET\s+CONSTRAINTS)\b",
    re.IGNORECASE,
)


def faults(statement: str) -> list[str]:
    """The rules that a statement breaks, with the reason."""
    bare = _COMMENT.sub("", _LITERAL.sub("''", statement)).strip().rstrip(";")
    # Whether a string holds a second statement is seen without literals; what a default says is one.
    return [f"{name}: {why}" for name, (pattern, why) in RULES.items() if pattern.search(bare)]


def in_source(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The rules that a source file breaks: in its SQL, in raw migrations, in what it asks of the ORM."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        text = None if id(node) in said else _text(node)
        if text is not None and _SQL.match(text):
            yield from ((getattr(node, "lineno", 0), fault) for fault in faults(text))
        if isinstance(node, ast.Call):
            yield from ((node.lineno, fault) for fault in _asked(node))


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)  # type: ignore[misc] # parts of an f-string are texts
    return None


def _asked(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    inside = {_name(node) for value in call.keywords for node in ast.walk(value.value) if isinstance(node, ast.Call)}
    if name in {"create", "get_or_create", "update_or_create"} and inside & {"Subquery", "Exists", "RawSQL"}:
        yield "15 values: a subquery in VALUES is refused"
    if name == "update" and inside & {"Random", "RandomUUID", "TransactionNow"}:
        yield "15 volatile: volatile functions in UPDATE are refused"
    if name == "RunSQL":
        first = call.args[0] if call.args else next((one.value for one in call.keywords if one.arg == "sql"), None)
        if _text(first) is not None if first is not None else False:
            yield "1 many: RunSQL takes a list, one statement an entry"
    if name == "bulk_create" and any(one.arg == "update_fields" for one in call.keywords):
        return
    if any(one.arg == "deferrable" and not _is_none(one.value) for one in call.keywords):
        yield "6 deferrable: COMMIT does not report what broke"


def _name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else str(getattr(node.func, "id", ""))


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def files(root: Path) -> list[Path]:
    """Every source file of the product."""
    return [
        path
        for folder in ("platform", "tenants", "modules", "provisioning")
        for path in sorted((root / folder).rglob("*.py"))
        if "node_modules" not in path.parts
    ]


def migration_sql(connection: Any, migrations: list[Any], state: Any) -> Iterator[tuple[str, str]]:
    """Every statement of the migrations in order, from an empty database, with the migration's name; none is run."""
    for migration in migrations:
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            try:
                state = migration.apply(state, editor, collect_sql=True)
            finally:
                said, editor.deferred_sql = [*editor.collected_sql, *map(str, editor.deferred_sql)], []
        yield from ((f"{migration.app_label}.{migration.name}", line) for line in said if not line.startswith("--"))
