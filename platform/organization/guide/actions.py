"""What people do with the guide."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Invalid, require
from organization.guide import events
from organization.guide.models import Dismissal, StepMark
from organization.guide.policies import DismissalPolicy, StepMarkPolicy
from organization.guide.steps import GuideStep


@act
def mark(step: GuideStep, *, by: Actor, kind: str) -> StepMark:
    """Tick a step ("done") or put it aside ("skipped"). Raises Refused, Invalid."""
    require(StepMarkPolicy.edit, step, by)
    if kind not in StepMark.Kind.values:
        raise Invalid(_("A step is done or not needed."))
    new = {"kind": kind, "set_at": datetime.now(UTC), "set_by": by.name[:150]}
    row, _made = StepMark.objects.update_or_create(step=step.key, defaults=new)
    record(events.StepMarked, row, by=by, step=step.key, mark=kind)
    return row


@act
def unmark(step: GuideStep, *, by: Actor) -> None:
    """Open a step again that was ticked or put aside. Raises Refused."""
    require(StepMarkPolicy.edit, step, by)
    deleted, _rows = StepMark.objects.filter(step=step.key).delete()
    if deleted:
        record(events.StepUnmarked, None, by=by, step=step.key)


@act
def dismiss(*, by: Actor) -> None:
    """Put the guide away; twice is once. Raises Refused."""
    require(DismissalPolicy.edit, None, by)
    if not Dismissal.objects.filter(resumed_at=None).exists():
        row = Dismissal.objects.create(dismissed_at=datetime.now(UTC), dismissed_by=by.name[:150])
        record(events.GuideDismissed, row, by=by)


@act
def resume(*, by: Actor) -> None:
    """Take the guide up again. Raises Refused."""
    require(DismissalPolicy.edit, None, by)
    row = Dismissal.objects.filter(resumed_at=None).first()
    if row is not None:
        row.resumed_at, row.resumed_by = datetime.now(UTC), by.name[:150]
        row.save(update_fields=["resumed_at", "resumed_by"])
        record(events.GuideResumed, row, by=by)
