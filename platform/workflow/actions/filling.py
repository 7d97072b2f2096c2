"""The form of a matter, filled in within the acts on it: its record's values become the matter's, under the step's mask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from forms.compiled import compiled
from forms.models import FormVersion, Record
from forms.record import Access
from forms.records import WHOLE, Mask, change_record, start_record, void_record
from kernel.actor import Actor
from workflow.actions.hand import Hand
from workflow.engine.rows import Kind, Status
from workflow.masks import at_step, only_looking
from workflow.plan import Plan, Step

#: How a matter ends without counting any more.
_VOID = frozenset({Status.REVOKED, Status.TERMINATED})


def begin(version: FormVersion, plan: Plan, values: Mapping[str, Any], *, by: Actor, matter: UUID) -> Record:
    """The record of a new matter, submitted. Raises Refused for fields outside the start step's mask, and Invalid."""
    step = plan.steps[plan.start]
    mask = at_step(step, version)
    return start_record(version, values, by, mask, submit=True, matter=matter, step=_name(step)).record


def fill(hand: Hand, values: Mapping[str, Any], *, complete: bool = True) -> None:
    """What a handler fills in at the task in hand; without a form the values are the matter's.

    `complete`: what the step requires is asked for, also where nothing was sent. Raises Refused, Invalid, Conflict.
    """
    record = hand.instance.record
    if record is None:
        hand.run.outcome.values.update(values)
        return
    step = hand.run.plan.steps[hand.own.step]
    mask = at_step(step, record.version)
    if hand.own.parent is not None and hand.own.kind is not Kind.START:
        mask = only_looking(mask)
    if values or (complete and _has_pen(mask)):
        _change(hand, record, values, mask, _name(step))


def fill_at_start(hand: Hand, values: Mapping[str, Any]) -> None:
    """What the sender fills in on a matter that is sent again. Raises as `fill`."""
    record, start = hand.instance.record, hand.run.plan.start
    mask = at_step(hand.run.plan.steps[start], record.version) if record is not None else WHOLE
    _fill_as(hand, values, mask, start)


def put_right(hand: Hand, values: Mapping[str, Any], step: str) -> None:
    """What a manager puts right at a step that is blocked; no mask binds them. Raises Invalid."""
    if values:
        _fill_as(hand, values, WHOLE, step)


def void(hand: Hand, reason: str) -> None:
    """A matter that has ended without counting takes its record and number with it."""
    if hand.instance.record is not None and Status(hand.instance.status) in _VOID:
        void_record(hand.instance.record, hand.by, reason.strip() or _("The matter has ended without a result."))


def values_of(record: Record) -> dict[str, Any]:
    """A record's values by all fields of its form: what is empty is said too, so that nothing older stays."""
    return {**dict.fromkeys(compiled(record.version).form.fields), **record.values}


def _fill_as(hand: Hand, values: Mapping[str, Any], mask: Mask, step: str) -> None:
    if hand.instance.record is None:
        hand.run.outcome.values.update(values)
    else:
        _change(hand, hand.instance.record, values, mask, _name(hand.run.plan.steps[step]))


def _change(hand: Hand, record: Record, values: Mapping[str, Any], mask: Mask, step: str) -> None:
    kept = change_record(record, values, hand.by, mask, record.rev, submit=True, step=step)
    hand.run.outcome.values.update(values_of(kept.record))
    # Rules for handlers read the matter's values: what has just been filled in counts.
    hand.instance.values = {**hand.instance.values, **hand.run.outcome.values}
    hand.run.people.values = hand.instance.values  # type: ignore[attr-defined] # they are CompanyPeople


def _has_pen(mask: Mask) -> bool:
    return max((mask.otherwise, *mask.fields.values())) >= Access.EDIT


def _name(step: Step) -> str:
    return step.name or step.key
