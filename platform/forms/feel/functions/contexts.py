"""Contexts: DMN clause 10.3.4.10, Table 81."""

from __future__ import annotations

from typing import Any, Final

from forms.feel.run import Run
from forms.feel.values import Value

Context = dict[str, Value]


def get_entries(run: Run, context: Context) -> list[Context]:
    """Key and value of each entry."""
    run.items(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


def context_of(run: Run, entries: list[Value]) -> Context | None:
    """A context from keys and values; null when one is missing or a key comes twice."""
    run.items(len(entries))
    found: Context = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            return None
        if entry["key"] in found:
            return None
        found[entry["key"]] = entry["value"]
    return found


def put(run: Run, context: Context, key: str, value: Value) -> Context:
    """A context with one entry more, or another value for it."""
    run.items(len(context) + 1)
    return {**context, key: value}


def put_deep(run: Run, context: Context, keys: list[Value], value: Value) -> Context | None:
    """The same at the end of a path of keys."""
    if not keys or not all(isinstance(key, str) for key in keys):
        return None
    if len(keys) == 1:
        return put(run, context, keys[0], value)
    inner = context.get(keys[0])
    if not isinstance(inner, dict):
        return None
    run.enter(len(inner), 1)
    changed = put_deep(run, inner, keys[1:], value)
    run.leave(1)
    return None if changed is None else put(run, context, keys[0], changed)


def merge(run: Run, contexts: list[Value]) -> Context | None:
    """All entries; later ones win."""
    found: Context = {}
    for context in contexts:
        if not isinstance(context, dict):
            return None
        run.items(len(context))
        found.update(context)
    return found


FUNCTIONS: Final[dict[str, Any]] = {
    "get value": lambda run, context, key: context.get(key),
    "get entries": get_entries,
    "context": context_of,
    "context put key": put,
    "context put keys": put_deep,
    "context merge": merge,
}
