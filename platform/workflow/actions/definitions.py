"""Drawing, publishing and stopping processes. A published version never changes, and matters stay on theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Invalid, require
from workflow import events, words
from workflow.conditions import Feel
from workflow.models import PlanRow, Process, Version
from workflow.plan import BadTree, Compiled, Fault, Graph, Plan, compile_graph, graph_of_tree
from workflow.policies import ProcessPolicy


@act
def create(
    *, by: Actor, key: str, name: str, managers: Sequence[UUID] = (), settings: Mapping[str, Any] | None = None
) -> Process:
    """A process without a drawing. Raises Refused, and Invalid for a key that is taken."""
    require(ProcessPolicy.design, None, by)
    if not key.strip() or Process.objects.filter(key=key).exists():
        raise Invalid({"key": [_("This key is empty or taken by another process.")]})
    if not name.strip():
        raise Invalid({"name": [_("Give the process a name.")]})
    process = Process(
        key=key.strip(),
        name=name.strip(),
        managers=[str(one) for one in managers],
        settings=dict(settings or {}),
        created_at=datetime.now(UTC),
    )
    process.save(force_insert=True)
    record(events.ProcessCreated, process, by=by, after={"key": process.key, "name": process.name})
    return process


@act
def draw(process: Process, *, by: Actor, source: Mapping[str, Any], fields: Mapping[str, str] | None = None) -> Version:
    """Keep a drawing of the designer as a new version. Gaps may remain; what cannot be compiled is Invalid, place by place."""
    require(ProcessPolicy.design, process, by)
    try:
        graph = graph_of_tree(source)
    except BadTree as bad:
        raise Invalid({bad.place: [words.of_fault(Fault(bad.code, bad.place))]}) from bad
    return _version(process, by, "tree", dict(source), graph, fields or {})


@act
def draw_graph(
    process: Process, *, by: Actor, graph: Graph, source: str, fields: Mapping[str, str] | None = None
) -> Version:
    """Keep an imported BPMN file as a new version. Raises as `draw` does."""
    require(ProcessPolicy.design, process, by)
    return _version(process, by, "bpmn", {"xml": source}, graph, fields or {})


@act
def publish(version: Version, *, by: Actor, note: str = "") -> Version:
    """Let new matters run on a version; those under way stay on theirs. Raises Refused, and Invalid while gaps remain."""
    require(ProcessPolicy.design, version.process, by)
    compiled = compiled_of(version)
    if not compiled.is_publishable or version.plan_id is None:
        raise Invalid(_by_place(compiled.faults))
    now = datetime.now(UTC)
    if version.published_at is None:
        version.published_at, version.published_by, version.note = now, by.name[:150], note
        version.save(update_fields=["published_at", "published_by", "note"])
    process = version.process
    process.current, process.stopped_at = version, None
    process.save(update_fields=["current", "stopped_at"])
    record(
        events.ProcessPublished,
        process,
        by=by,
        version=version.number,
        plan=compiled.plan.digest if compiled.plan else "",
    )
    return version


@act
def stop(process: Process, *, by: Actor) -> Process:
    """Let no new matters begin; those under way go on."""
    require(ProcessPolicy.design, process, by)
    if process.stopped_at is None:
        process.stopped_at = datetime.now(UTC)
        process.save(update_fields=["stopped_at"])
        record(events.ProcessStopped, process, by=by)
    return process


def compiled_of(version: Version) -> Compiled:
    """A version compiled again, with all its faults; for checks and for publishing."""
    return compile_graph(Graph.from_dict(version.graph), Feel(version.fields))


def _version(
    process: Process, by: Actor, kind: str, source: dict[str, Any], graph: Graph, fields: Mapping[str, str]
) -> Version:
    compiled = compile_graph(graph, Feel(fields))
    if compiled.plan is None:
        raise Invalid(_by_place(compiled.errors))
    # Two drawings at once must not get one number.
    Process.objects.select_for_update().get(pk=process.pk)
    last = Version.objects.filter(process=process).aggregate(last=Max("number"))["last"] or 0
    version = Version(
        process=process,
        number=last + 1,
        kind=kind,
        source=source,
        graph=graph.as_dict(),
        fields=dict(fields),
        plan=_plan(compiled.plan),
        made_at=datetime.now(UTC),
        made_by=by.name[:150],
    )
    version.save(force_insert=True)
    record(events.ProcessDrawn, process, by=by, version=version.number, gaps=len(compiled.gaps))
    return version


def _plan(plan: Plan) -> PlanRow:
    PlanRow.objects.bulk_create(
        [PlanRow(digest=plan.digest, body=plan.body(), created_at=datetime.now(UTC))], ignore_conflicts=True
    )
    return PlanRow.objects.get(digest=plan.digest)


def _by_place(faults: Sequence[Fault]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in faults:
        found.setdefault(fault.place, []).append(words.of_fault(fault))
    return found
