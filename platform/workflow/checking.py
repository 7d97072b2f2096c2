"""What a drawing comes to: its graph, its plan, and what is wrong with it, place by place. Reads nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from forms.feel import Fault as BadType
from forms.feel import read_kind
from workflow.conditions import Feel
from workflow.models import Version
from workflow.plan import BadTree, Compiled, Fault, Graph, Plan, Step, compile_graph, graph_of_tree

#: Parameters of handlers that are ids of the organisation.
_IDS = ("people", "post", "role", "group", "department", "level")


@dataclass(frozen=True)
class Checked:
    """A drawing that was looked at. `plan` is None where it cannot be compiled, `graph` where it cannot even be read."""

    graph: Graph | None
    plan: Plan | None
    faults: tuple[Fault, ...]

    @property
    def is_publishable(self) -> bool:
        """Whether matters could run on it."""
        return self.plan is not None and not self.faults


def checked(source: Mapping[str, Any], fields: Mapping[str, str]) -> Checked:
    """A drawing of the designer, looked at."""
    try:
        graph = graph_of_tree(source)
    except BadTree as bad:
        return Checked(None, None, (Fault(bad.code, bad.place),))
    return checked_graph(graph, fields)


def checked_graph(graph: Graph, fields: Mapping[str, str]) -> Checked:
    """A graph, looked at: what the compiler finds, and settings that nothing could be done with when matters run."""
    bad = tuple(_bad_fields(fields))
    if bad:
        return Checked(graph, None, bad)
    compiled: Compiled = compile_graph(graph, Feel(fields))
    if compiled.plan is None:
        return Checked(graph, None, tuple(compiled.faults))
    wrong = tuple(fault for step in compiled.plan.steps.values() for fault in _bad_settings(step))
    return Checked(graph, None if wrong else compiled.plan, (*compiled.faults, *wrong))


def checked_version(version: Version) -> Checked:
    """A stored version, looked at again."""
    if version.kind == Version.Source.TREE and not version.graph:
        return checked(version.source, version.fields)
    return checked_graph(Graph.from_dict(version.graph), version.fields)


def _bad_fields(fields: Mapping[str, str]) -> Iterator[Fault]:
    for name, kind in fields.items():
        try:
            read_kind(kind)
        except BadType:
            yield Fault("bad-field", "", params={"name": name})


def _bad_settings(step: Step) -> Iterator[Fault]:
    def wrong(name: str) -> Fault:
        return Fault("bad-setting", step.key, params={"name": name})

    params = step.handler.params if step.handler else {}
    for name in _IDS:
        given = params.get(name)
        if given and not all(_is_id(one) for one in (given if isinstance(given, list) else [given])):
            yield wrong(f"handler.{name}")
    where = str(params.get("where") or "")
    if where.startswith("department:") and not _is_id(where.partition(":")[2]):
        yield wrong("handler.where")
    given = step.settings
    if step.kind == "wait" and not all(_is_amount(given.get(name, 0)) for name in ("hours", "days")):
        yield wrong("hours")
    for name in ("set", "values"):
        if name in given and not isinstance(given[name], Mapping):
            yield wrong(name)


def _is_id(given: Any) -> bool:
    try:
        UUID(str(given))
    except ValueError:
        return False
    return True


def _is_amount(given: Any) -> bool:
    return isinstance(given, int | float) and 0 <= given <= 100_000
