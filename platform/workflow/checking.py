"""What a drawing comes to: its graph, its plan, and what is wrong with it, place by place. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from forms.compiled import compiled
from forms.feel import Fault as BadType
from forms.feel import read_kind
from forms.models import FormVersion
from forms.records import read_mask
from forms.words import of_fault
from workflow.conditions import Feel, names
from workflow.models import Process, Version
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


def form_of(process: Process) -> FormVersion | None:
    """The version of its form that a process would be published with now."""
    return process.form.current if process.form is not None else None


def checked(source: Mapping[str, Any], fields: Mapping[str, str], form: FormVersion | None = None) -> Checked:
    """A drawing of the designer, looked at, with the form that its matters are filled in on."""
    try:
        graph = graph_of_tree(source)
    except BadTree as bad:
        return Checked(None, None, (Fault(bad.code, bad.place),))
    return checked_graph(graph, fields, form)


def checked_graph(graph: Graph, fields: Mapping[str, str], form: FormVersion | None = None) -> Checked:
    """A graph, looked at: what the compiler finds, and settings that nothing could be done with when matters run."""
    bad = tuple(_bad_fields(fields))
    if bad:
        return Checked(graph, None, bad)
    compiled_graph: Compiled = compile_graph(graph, Feel(names(fields, form)))
    if compiled_graph.plan is None:
        return Checked(graph, None, tuple(compiled_graph.faults))
    steps = compiled_graph.plan.steps.values()
    wrong = tuple(fault for step in steps for fault in _bad_settings(step))
    unfit = tuple(fault for step in steps for fault in _unfit(step, form)) if form is not None else ()
    return Checked(graph, None if wrong else compiled_graph.plan, (*compiled_graph.faults, *wrong, *unfit))


def checked_version(version: Version) -> Checked:
    """A stored version, looked at again: a published one with its own form, a draft with that of its process."""
    process = version.process
    form = version.form_version if version.published_at is not None else form_of(process)
    if version.kind == Version.Source.TREE and not version.graph:
        found = checked(version.source, version.fields, form)
    else:
        found = checked_graph(Graph.from_dict(version.graph), version.fields, form)
    if version.published_at is None and process.form_id is not None and form is None:
        missing = Fault("form-unpublished", "", gap=True)
        return Checked(found.graph, found.plan, (*found.faults, missing))
    return found


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


def _unfit(step: Step, form: FormVersion) -> Iterator[Fault]:
    """What a step says of a form that cannot be; a gap, for the form may still come to have it."""
    fields = compiled(form).form
    if "mask" in step.rights:
        for fault in read_mask(step.rights["mask"], fields)[1]:
            place = f"{fault.path}: " if fault.path else ""
            yield Fault("bad-mask", step.key, gap=True, params={"words": place + of_fault(fault)})
    given = step.settings.get("set")
    for name in given if isinstance(given, Mapping) else ():
        if name in fields.fields:
            yield Fault("set-in-form", step.key, gap=True, params={"name": name})


def _is_id(given: Any) -> bool:
    try:
        UUID(str(given))
    except ValueError:
        return False
    return True


def _is_amount(given: Any) -> bool:
    return isinstance(given, int | float) and 0 <= given <= 100_000
