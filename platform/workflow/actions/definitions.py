"""Drawing, publishing and stopping processes. A published version never changes, and matters stay on theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from forms.models import Form
from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, require
from workflow import events, words
from workflow.checking import Checked, checked, checked_graph, checked_version, form_of
from workflow.models import PlanRow, Process, Version
from workflow.plan import Fault, Graph, Plan
from workflow.policies import ProcessPolicy


@act
def create(
    *,
    by: Actor,
    key: str,
    name: str,
    note: str = "",
    managers: Sequence[UUID] = (),
    settings: Mapping[str, Any] | None = None,
    form: Form | None = None,
) -> Process:
    """A process without a drawing; `form` is what its matters are filled in on. Raises Refused, and Invalid for a key that is taken."""
    require(ProcessPolicy.design, None, by)
    if not key.strip() or Process.objects.filter(key=key.strip()).exists():
        raise Invalid({"key": [_("This key is empty or taken by another process.")]})
    if not name.strip():
        raise Invalid({"name": [_("Give the process a name.")]})
    process = Process(
        key=key.strip(),
        name=name.strip(),
        note=note.strip(),
        managers=[str(one) for one in managers],
        settings=dict(settings or {}),
        form=form,
        created_at=datetime.now(UTC),
    )
    process.save(force_insert=True)
    record(
        events.ProcessCreated, process, by=by, after={"key": process.key, "name": process.name, "form": process.form_id}
    )
    return process


@act
def edit(process: Process, *, by: Actor, **given: Any) -> Process:
    """Change `name`, `note`, `managers`, `settings` or `form` of a process. Raises Refused, and Invalid without a name.

    Another form counts from the next version that is published.
    """
    require(ProcessPolicy.design, process, by)
    if "name" in given and not given["name"].strip():
        raise Invalid({"name": [_("Give the process a name.")]})
    if "managers" in given:
        given["managers"] = [str(one) for one in given["managers"]]
    told = {name: "form_id" if name == "form" else name for name in given}
    before = {name: getattr(process, column) for name, column in told.items()}
    for name, value in given.items():
        setattr(process, name, value.strip() if isinstance(value, str) else value)
    after = {name: getattr(process, column) for name, column in told.items()}
    if after != before:
        process.save(update_fields=list(given))
        record(events.ProcessEdited, process, by=by, before=before, after=after)
    return process


@act
def draw(process: Process, *, by: Actor, source: Mapping[str, Any], fields: Mapping[str, str] | None = None) -> Version:
    """Keep a drawing of the designer as a new version. Gaps may remain; what cannot be compiled is Invalid, place by place."""
    require(ProcessPolicy.design, process, by)
    return _version(process, by, "tree", dict(source), checked(source, fields or {}, form_of(process)), fields or {})


@act
def draw_graph(
    process: Process, *, by: Actor, graph: Graph, source: str, fields: Mapping[str, str] | None = None
) -> Version:
    """Keep an imported BPMN file as a new version. Raises as `draw` does."""
    require(ProcessPolicy.design, process, by)
    return _version(
        process, by, "bpmn", {"xml": source}, checked_graph(graph, fields or {}, form_of(process)), fields or {}
    )


@act
def save_draft(
    process: Process,
    *,
    by: Actor,
    source: Mapping[str, Any],
    fields: Mapping[str, str] | None = None,
    seen: tuple[UUID | None, int] = (None, 0),
) -> Version:
    """Keep what the designer shows, whatever is wrong with it: over the draft, or as a new one after a published version.

    `seen` is the version that was drawn on, with its `rev`. Raises Refused, and Conflict when somebody has drawn since.
    """
    require(ProcessPolicy.design, process, by)
    # Two drawings at once must not get one number.
    Process.objects.select_for_update().get(pk=process.pk)
    last = Version.objects.filter(process=process).order_by("-number").first()
    if seen != ((last.pk, last.rev) if last else (None, 0)):
        raise Conflict(
            _("Somebody else has changed this drawing meanwhile. Open it again; your own is kept in the browser.")
        )
    found = checked(source, fields or {}, form_of(process))
    draft = last if last is not None and last.published_at is None else None
    if draft is None:
        draft = Version(process=process, number=last.number + 1 if last else 1, rev=0)
    else:
        draft.rev += 1
    draft.kind, draft.source, draft.fields = Version.Source.TREE, dict(source), dict(fields or {})
    draft.graph = found.graph.as_dict() if found.graph else {}
    draft.plan, draft.made_at, draft.made_by = None, datetime.now(UTC), by.name[:150]
    draft.save(force_insert=draft.rev == 0)
    record(events.ProcessDrawn, process, by=by, version=draft.number, gaps=len(found.faults))
    return draft


@act
def publish(version: Version, *, by: Actor, note: str = "", rev: int | None = None) -> Version:
    """Let new matters run on a version; those under way stay on theirs.

    Raises Refused, Invalid while something is wrong with it, and Conflict when it has been drawn on since `rev`.
    """
    require(ProcessPolicy.design, version.process, by)
    version = Version.objects.select_for_update(of=("self",)).select_related("process").get(pk=version.pk)
    if rev is not None and rev != version.rev:
        raise Conflict(_("Somebody has changed this drawing meanwhile. Look at it again before you publish it."))
    found = checked_version(version)
    if not found.is_publishable or found.plan is None:
        raise Invalid(_by_place(found.faults))
    now = datetime.now(UTC)
    if version.published_at is None:
        version.plan, version.note, version.form_version = _plan(found.plan), note, form_of(version.process)
        version.published_at, version.published_by = now, by.name[:150]
        version.save(update_fields=["plan", "form_version", "published_at", "published_by", "note"])
    process = version.process
    process.current, process.stopped_at = version, None
    process.save(update_fields=["current", "stopped_at"])
    record(events.ProcessPublished, process, by=by, version=version.number, plan=found.plan.digest)
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


def _version(
    process: Process, by: Actor, kind: str, source: dict[str, Any], found: Checked, fields: Mapping[str, str]
) -> Version:
    if found.plan is None or found.graph is None:
        raise Invalid(_by_place([fault for fault in found.faults if not fault.gap]))
    # Two drawings at once must not get one number.
    Process.objects.select_for_update().get(pk=process.pk)
    last = Version.objects.filter(process=process).aggregate(last=Max("number"))["last"] or 0
    version = Version(
        process=process,
        number=last + 1,
        kind=kind,
        source=source,
        graph=found.graph.as_dict(),
        fields=dict(fields),
        plan=_plan(found.plan),
        made_at=datetime.now(UTC),
        made_by=by.name[:150],
    )
    version.save(force_insert=True)
    record(events.ProcessDrawn, process, by=by, version=version.number, gaps=len(found.faults))
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
