"""How far a matter has come, step by step: for its picture."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from organization import queries as people
from workflow.actions.hand import plan
from workflow.engine.rows import At, Status, Todo
from workflow.models import ActivationRow, Block, Instance, LogEntry, TaskRow
from workflow.picture import Mark, drawn, laid_out
from workflow.plan import Plan

#: What the rows say, as states of a picture.
STATES = {
    At.ACTIVE: "active", At.DONE: "done", At.CANCELLED: "cancelled", At.SUSPENDED: "paused", At.WAITING: "waiting",
    At.BLOCKED: "blocked",
}  # fmt: skip
_ENDED = frozenset({Status.APPROVED, Status.REJECTED})
_LIVE = (Todo.OPEN, Todo.WAITING, Todo.SUSPENDED)


def picture(matter: Instance) -> str:
    """The SVG of a matter: every step with its state, people and times. Six queries, whatever the length."""
    found = plan(matter.plan_id)
    names = {flow["key"]: flow.get("name") or flow.get("when", "") for flow in matter.version.graph.get("flows", ())}
    arrivals = list(ActivationRow.objects.filter(instance=matter).order_by("id"))
    chosen = _chosen(matter)
    marks = _marks(matter, found, arrivals, chosen)
    return drawn(
        laid_out(found, names),
        found,
        marks,
        taken=_taken(found, marks, chosen),
        title=_("Progress of “%(title)s”") % {"title": matter.title},
        words=words(),
    )


def blank(version_plan: Plan, graph: dict[str, Any], title: str) -> str:
    """The SVG of a plan that nobody is on."""
    names = {flow["key"]: flow.get("name") or flow.get("when", "") for flow in graph.get("flows", ())}
    return drawn(laid_out(version_plan, names), version_plan, {}, taken=frozenset(), title=title, words=words())


def words() -> dict[str, str]:
    """What kinds and states are called in a picture."""
    return {
        "start": _("Sender"), "end": _("End"), "cc": pgettext("matter", "Copy"), "wait": _("Wait"), "sub": _("Sub-process"),
        "auto": _("Automatic"), "approve": _("Approval"), "handle": _("Handling"), "choice": _("Condition"),
        "fork": _("Parallel"), "split": _("Several branches"), "done": pgettext("matter", "done"), "active": _("now"),
        "waiting": _("waiting"), "paused": _("paused"), "blocked": _("blocked"), "skipped": _("passed over"),
        "cancelled": _("taken away"),
    }  # fmt: skip


def _marks(
    matter: Instance, found: Plan, arrivals: list[ActivationRow], chosen: dict[str, set[str]]
) -> dict[str, Mark]:
    by_arrival: dict[Any, list[TaskRow]] = defaultdict(list)
    for task in TaskRow.objects.filter(instance=matter).exclude(status=Todo.TRANSFERRED).order_by("id"):
        by_arrival[task.activation].append(task)
    names = people.names({one.assignee for rows in by_arrival.values() for one in rows if one.assignee})
    marks: dict[str, Mark] = {}
    rounds: dict[str, int] = defaultdict(int)
    for row in arrivals:
        step = found.steps.get(row.step)
        if step is None:
            continue
        rounds[row.step] += 1
        tasks = by_arrival.get(row.pk, [])
        is_live = row.status not in (At.DONE, At.CANCELLED)
        shown = [one for one in tasks if (one.status in _LIVE if is_live else one.status == Todo.DONE)]
        who = tuple(dict.fromkeys(names.get(one.assignee, "") if one.assignee else _("a pool") for one in shown))
        state = "skipped" if row.outcome == "skipped" else STATES[At(row.status)]
        if state == "active" and matter.status == Status.SUSPENDED:
            state = "paused"
        moment = row.left_at if row.status == At.DONE else row.entered_at
        marks[row.step] = Mark(state, who, _moment(moment), rounds[row.step])
    for fork, status in Block.objects.filter(instance=matter).order_by("id").values_list("fork", "status"):
        marks[fork] = Mark("done" if status == At.DONE else "cancelled" if status == At.CANCELLED else "active")
        join = found.blocks[fork].join if fork in found.blocks else None
        if join and status == At.DONE:
            marks[join] = Mark("done")
    _end(matter, found, marks, chosen)
    return marks


def _end(matter: Instance, found: Plan, marks: dict[str, Mark], chosen: dict[str, set[str]]) -> None:
    """Ends, conditions and mere meeting points have no rows: they were passed where a way to them was gone."""
    for _turn in range(5):
        for key, step in found.steps.items():
            if key in marks or step.kind not in {"pass", "close", "open", "end", "choice", "split"}:
                continue
            if step.kind == "end" and matter.status not in _ENDED:
                continue
            if step.kind in {"choice", "split"} and key not in chosen:
                continue
            gone = any(
                way.target == key and marks.get(source, Mark()).state in {"done", "skipped"} and not way.on
                and (source not in chosen or way.key in chosen[source])
                for source, other in found.steps.items() for way in other.ways
            )  # fmt: skip
            if gone:
                marks[key] = Mark("done", when=_moment(matter.ended_at) if step.kind == "end" else "")


def _taken(found: Plan, marks: dict[str, Mark], chosen: dict[str, set[str]]) -> frozenset[str]:
    passed = {"done", "skipped", "active"}
    return frozenset(
        way.key
        for key, step in found.steps.items()
        for way in step.ways
        if marks.get(key, Mark()).state in passed
        and marks.get(way.target, Mark()).state not in {"", "cancelled"}
        and (key not in chosen or way.key in chosen[key])
        and (step.kind in {"fork", "split"} or marks[key].state != "active")
    )


def _chosen(matter: Instance) -> dict[str, set[str]]:
    """The ways that conditions chose, by step: the latest of each."""
    found: dict[str, set[str]] = {}
    rows = LogEntry.objects.filter(instance=matter, data__has_key="notes").order_by("rev")
    for notes in rows.values_list("data__notes", flat=True):
        for kind, data in notes:
            if kind == "chosen":
                found[str(data["step"])] = set(data["ways"])
    return found


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    return str(date_format(timezone.localtime(at), "n-j H:i"))
