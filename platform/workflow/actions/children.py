"""Matters that a step of another matter starts."""

from __future__ import annotations

from typing import Any

from workflow import events
from workflow.actions.hand import Hand, hand_of, keep, told
from workflow.actions.matters import draft
from workflow.engine import flow, managing
from workflow.engine.rows import At, Status
from workflow.models import Process

DEEPEST = 5


def start_children(hand: Hand) -> None:
    """Start what the run's sub-process steps ask for. Where that cannot be, the step is blocked."""
    for key, given in hand.run.outcome.children:
        activation = hand.run.activation(key)
        process = _process(given)
        # What has a form is sent by somebody who fills it in.
        if process is None or _depth(hand) >= DEEPEST or _has_form(process):
            activation.status, activation.outcome = At.BLOCKED, "no-process"
            hand.run.case.status = Status.BLOCKED
            hand.run.note("blocked", step=activation.step, reason="no-process")
            continue
        passed: dict[str, Any] = {
            name: {**hand.instance.values, **hand.run.outcome.values}.get(source)
            for name, source in dict(given.get("values") or {}).items()
        }
        child = draft(
            process,
            by=hand.by,
            title=f"{hand.instance.title} · {process.name}",
            values=passed,
            now=hand.run.now,
            starter=hand.instance.starter,
            parent=hand.instance,
            activation=activation.id,
        )
        below = hand_of(child, by=hand.by, now=hand.run.now, is_new=True)
        with told():
            managing.start(below.run)
        keep(below, "start", events.MatterStarted)
        activation.child = child.pk
    flow.unblock(hand.run)


def _process(given: Any) -> Process | None:
    found = Process.objects.select_related("current").filter(key=str(given.get("process") or ""), stopped_at=None)
    return found.exclude(current=None).first()


def _has_form(process: Process) -> bool:
    return process.current is not None and process.current.form_version_id is not None


def _depth(hand: Hand) -> int:
    depth, above = 0, hand.instance.parent
    while above is not None:
        depth, above = depth + 1, above.parent
    return depth
