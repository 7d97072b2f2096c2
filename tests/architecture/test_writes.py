"""Only acts write: by the syntax tree, rows are changed in actions/ and in the machinery named here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "acreate",
    "asave",
}
#: What has a `save` that writes no row: an act of that name, a workbook, the method that is being extended.
SAVED_ELSEWHERE = {"actions", "book", "super()"}
#: Machinery that writes outside actions/, each with its reason. A line whose file no longer writes fails.
EXEMPT = {
    "platform/kernel/events/facts.py": "the fact is written by the act that records it",
    "platform/kernel/events/chain.py": "the seal is the log's own bookkeeping",
    "platform/kernel/events/dispatch.py": "deliveries are the log's own bookkeeping",
    "platform/kernel/tasks/schedule.py": "when a line of the schedule last ran",
    "platform/kernel/api/idempotency.py": "the kept answer belongs to the request, not to an act",
}
PARTS = {"actions", "actions.py", "migrations", "seed.py", "seed", "commands", "management"}


def writes_in(tree: ast.AST) -> list[int]:
    """The lines of a tree that call a manager's or a model's writing method, or take what writes made statements."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "kernel.database.statements":
            found += [node.lineno for one in node.names if one.name in ("insert", "update")]
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        owner = node.func.value
        text = ast.unparse(owner)
        if text in SAVED_ELSEWHERE:
            continue
        if node.func.attr == "save" or ".objects" in text or "_default_manager" in text:
            found.append(node.lineno)
    return found


def files() -> list[Path]:
    return [
        path
        for folder in ("platform", "tenants", "modules", "provisioning")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not PARTS & set(path.parts) and "static" not in path.parts
    ]


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_rows_are_written_in_actions_only(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    lines = writes_in(ast.parse(path.read_text(encoding="utf-8")))
    if EXEMPT.get(name):
        assert lines, f"{name} no longer writes: take its exemption away"
    else:
        assert not lines, f"{name} writes at {lines}: that belongs into actions/"


def test_a_planted_write_is_found() -> None:
    assert writes_in(ast.parse("Person.objects.create(name='x')")) == [1]
    assert writes_in(ast.parse("person.save()")) == [1]
    assert writes_in(ast.parse("payments.create(by=actor)")) == []


def test_no_serializer_takes_all_fields() -> None:
    for folder in ("platform", "tenants", "modules", "provisioning"):
        for path in (ROOT / folder).rglob("*.py"):
            assert '"__all__"' not in path.read_text(encoding="utf-8"), f"{path}: name the fields"
