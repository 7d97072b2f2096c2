"""The designer's source: steps one below the other, branches side by side. It cannot be drawn crossed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflow.plan.graph import Flow, Graph, Node

MOST_DEPTH = 20
_BRANCHING = {"condition": "exclusive", "parallel": "parallel", "inclusive": "inclusive"}
_PLAIN = frozenset({"approve", "handle", "cc", "auto", "wait", "sub", "end"})
_FRAME = frozenset({"key", "kind", "name", "branches", "to", "rejected"})


class BadTree(ValueError):
    """A source that is no tree. `place` is the key of the step, or "" where it has none."""

    def __init__(self, code: str, place: str = "") -> None:
        super().__init__(f"{code} at {place or 'the tree'}")
        self.code, self.place = code, place


def graph_of_tree(source: Mapping[str, Any]) -> Graph:
    """{"start": {…}, "steps": [step, …]} as a graph. Raises BadTree.

    A step is {"key", "kind", "name", …settings}; `condition`, `parallel` and `inclusive` hold "branches",
    each {"name", "when" or "otherwise", "steps"}; {"kind": "again", "to": key} goes back to an earlier
    step; {"kind": "end"} ends the matter, or its branch within a parallel block. "rejected": key is where
    a failed vote goes.
    """
    if not isinstance(source, Mapping) or not isinstance(source.get("steps"), Sequence):
        raise BadTree("not-a-tree")
    drawn = _Drawing()
    start = dict(source.get("start") or {})
    key = str(start.get("key") or "start")
    drawn.nodes.append(Node(key, "start", str(start.get("name") or ""), _settings(start)))
    loose = drawn.steps(source["steps"], [Flow("", key, "")], 0)
    if loose:
        end = Node("end", "end", "")
        drawn.nodes.append(end)
        drawn.connect(loose, end.key)
    return Graph(tuple(drawn.nodes), tuple(drawn.flows))


class _Drawing:
    """The graph in the making. Loose ends are flows without a target."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []

    def connect(self, loose: list[Flow], target: str) -> None:
        for one in loose:
            name = f"{one.source}-{target}" if not one.key else one.key
            if any(flow.key == name for flow in self.flows):
                name = f"{name}-{len(self.flows)}"
            self.flows.append(Flow(name, one.source, target, one.when, one.otherwise, one.name, one.on))

    def steps(self, given: Sequence[Any], loose: list[Flow], depth: int) -> list[Flow]:
        if depth > MOST_DEPTH:
            raise BadTree("too-deep")
        for step in given:
            if not isinstance(step, Mapping) or not isinstance(step.get("kind"), str):
                raise BadTree("not-a-step")
            if not loose:
                raise BadTree("after-the-end", str(step.get("key") or ""))
            loose = self.step(step, loose, depth)
        return loose

    def step(self, step: Mapping[str, Any], loose: list[Flow], depth: int) -> list[Flow]:
        kind, key = str(step["kind"]), str(step.get("key") or "")
        if kind == "again":
            self.connect(loose, str(step.get("to") or ""))
            return []
        if not key:
            raise BadTree("no-key")
        if kind in _BRANCHING:
            return self.branches(step, key, loose, depth)
        if kind not in _PLAIN:
            raise BadTree("not-a-step", key)
        self.nodes.append(Node(key, kind, str(step.get("name") or ""), _settings(step)))
        self.connect(loose, key)
        if step.get("rejected"):
            self.flows.append(Flow(f"{key}-rejected", key, str(step["rejected"]), on="rejected"))
        return [] if kind == "end" else [Flow("", key, "")]

    def branches(self, step: Mapping[str, Any], key: str, loose: list[Flow], depth: int) -> list[Flow]:
        kind = _BRANCHING[str(step["kind"])]
        branches = step.get("branches")
        if not isinstance(branches, Sequence) or len(branches) < 2:
            raise BadTree("one-branch", key)
        if len(loose) > 1 and kind != "exclusive":
            # Ways that meet here are alternatives; without a node of their own the fork would wait for all of them.
            self.nodes.append(Node(f"{key}-meet", "exclusive", ""))
            self.connect(loose, f"{key}-meet")
            loose = [Flow("", f"{key}-meet", "")]
        self.nodes.append(Node(key, kind, str(step.get("name") or "")))
        self.connect(loose, key)
        ends: list[Flow] = []
        for number, branch in enumerate(branches):
            if not isinstance(branch, Mapping) or not isinstance(branch.get("steps", []), Sequence):
                raise BadTree("not-a-branch", key)
            first = Flow(
                f"{key}-{number}",
                key,
                "",
                when="" if kind == "parallel" else str(branch.get("when") or ""),
                otherwise=kind != "parallel" and bool(branch.get("otherwise", False)),
                name=str(branch.get("name") or ""),
            )
            ends += self.steps(branch.get("steps") or [], [first], depth + 1)
        if kind == "exclusive" or not ends:
            return ends
        join = f"{key}-join"
        self.nodes.append(Node(join, kind, ""))
        self.connect(ends, join)
        return [Flow("", join, "")]


def _settings(step: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in step.items() if name not in _FRAME}
