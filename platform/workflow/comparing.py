"""Two drawings side by side: which nodes, arrows and fields were added, removed or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from workflow.plan import Graph


@dataclass(frozen=True)
class Change:
    """One difference. `settings` are the names of what changed about a thing that is on both sides."""

    what: str
    how: str
    key: str
    name: str
    settings: tuple[str, ...] = ()
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


def compared(
    older: Mapping[str, Any], newer: Mapping[str, Any], fields: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})
) -> list[Change]:
    """The differences of two stored graphs and their fields, in the order of the drawing; what is gone stands last."""
    nodes = _differences("node", _nodes(older), _nodes(newer))
    flows = _differences("flow", _flows(older), _flows(newer))
    declared = _differences("field", *({name: {"type": kind} for name, kind in side.items()} for side in fields))
    return [*nodes, *flows, *declared]


def _nodes(graph: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found = Graph.from_dict(graph) if graph else Graph((), ())
    return {one.key: {"kind": one.kind, "name": one.name, **one.settings} for one in found.nodes}


def _flows(graph: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found = Graph.from_dict(graph) if graph else Graph((), ())
    return {one.key: {name: value for name, value in asdict(one).items() if name != "key"} for one in found.flows}


def _differences(what: str, older: Mapping[str, Any], newer: Mapping[str, Any]) -> list[Change]:
    found = []
    for key, after in newer.items():
        before = older.get(key)
        if before is None:
            found.append(Change(what, "added", key, str(after.get("name") or ""), (), None, after))
        elif before != after:
            names = tuple(name for name in {**before, **after} if before.get(name) != after.get(name))
            found.append(Change(what, "changed", key, str(after.get("name") or ""), names, before, after))
    gone = [key for key in older if key not in newer]
    return [
        *found,
        *(Change(what, "removed", key, str(older[key].get("name") or ""), (), older[key], None) for key in gone),
    ]
