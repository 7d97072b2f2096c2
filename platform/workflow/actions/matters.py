"""What is done with a whole matter: send it, revoke it, and what its managers do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from forms.models import Record
from kernel.actor import Actor
from kernel.acts import act
from kernel.database.statements import insert
from kernel.events import record
from kernel.keys import uuid7
from kernel.policies import Conflict, Invalid, require
from organization.queries import require_visible
from workflow import events, queries
from workflow.actions import filling
from workflow.actions.hand import Hand, hand_of, keep, plan, sent, take, told
from workflow.engine import managing, signers
from workflow.engine.rows import Kind, Todo
from workflow.models import ActivationRow, Copy, Instance, Process, TaskRow
from workflow.policies import InstancePolicy, ProcessPolicy


@act
def start(
    process: Process,
    *,
    by: Actor,
    title: str,
    values: Mapping[str, Any] | None = None,
    handlers: Mapping[str, Sequence[UUID]] | None = None,
    now: datetime | None = None,
) -> Instance:
    """Send a matter into a process, with the form filled in by `values`. `handlers` are the people the sender chose, by step.

    Raises Refused, also for fields that are not the sender's, and Invalid without a title, with people the sender may
    not see, or with the problems of the form by place.
    """
    require(ProcessPolicy.start, process, by)
    if not title.strip():
        raise Invalid({"title": [_("Give the matter a title.")]})
    chosen = {f"handlers:{step}": [str(one) for one in people] for step, people in (handlers or {}).items()}
    if chosen:
        require_visible([one for people in (handlers or {}).values() for one in people], to=by)
    values, key, filled = sent(values), uuid7(), None
    version = process.current
    if version is not None and version.form_version is not None and version.plan_id is not None:
        filled = filling.begin(version.form_version, plan(version.plan_id), values, by=by, matter=key)
        values = filling.values_of(filled)
    given = {**values, **chosen}
    instance = draft(process, by=by, title=title.strip(), values=given, now=now, key=key, filled=filled)
    hand = hand_of(instance, by=by, now=instance.created_at, is_new=True)
    with told():
        managing.start(hand.run)
    return keep(hand, "start", events.MatterStarted, opinion="")


@act
def resubmit(
    matter: Instance,
    *,
    by: Actor,
    values: Mapping[str, Any] | None = None,
    rev: int | None = None,
    now: datetime | None = None,
) -> Instance:
    """Send a matter again that was revoked to a draft. Raises Refused and Conflict, and of a form what `start` raises."""
    require(InstancePolicy.own, matter, by)
    hand = take(matter.pk, by=by, rev=rev, now=now)
    filling.fill_at_start(hand, sent(values))
    with told():
        managing.start(hand.run)
    return keep(hand, "start", events.MatterStarted, opinion="")


@act
def revoke(
    matter: Instance,
    *,
    by: Actor,
    reason: str,
    to_draft: bool = False,
    rev: int | None = None,
    now: datetime | None = None,
) -> Instance:
    """The sender takes the matter back, as far as the process allows. Raises Refused, Invalid, Conflict."""
    require(InstancePolicy.own, matter, by)
    _give_reason(reason)
    hand = take(matter.pk, by=by, rev=rev, now=now)
    allowed = hand.instance.process.settings.get("revoke", "any")
    # The sender's own first task is no decision of somebody else's.
    decided = TaskRow.objects.filter(instance=matter.pk, result__gt=0).exclude(step=hand.run.plan.start)
    if allowed == "never" or (allowed == "before_first" and decided.exists()):
        raise Conflict(_("This process does not let its matters be revoked at this point. Ask for its return instead."))
    with told():
        managing.revoke(hand.run, to_draft=to_draft)
    return keep(hand, "revoke", events.MatterRevoked, opinion=reason, reason=reason, to_draft=to_draft)


@act
def terminate(
    matter: Instance, *, by: Actor, reason: str, rev: int | None = None, now: datetime | None = None
) -> Instance:
    """End a matter without a result. Raises Refused, Invalid, Conflict."""
    hand = _managed(matter, by, rev, now)
    _give_reason(reason)
    with told():
        managing.terminate(hand.run)
    return keep(hand, "terminate", events.MatterTerminated, opinion=reason, reason=reason)


@act
def suspend(
    matter: Instance, *, by: Actor, reason: str, rev: int | None = None, now: datetime | None = None
) -> Instance:
    """Let nothing happen in a matter until it is resumed. Raises Refused, Invalid, Conflict."""
    hand = _managed(matter, by, rev, now)
    _give_reason(reason)
    with told():
        managing.suspend(hand.run)
    return keep(hand, "suspend", events.MatterSuspended, opinion=reason, reason=reason)


@act
def resume(matter: Instance, *, by: Actor, rev: int | None = None, now: datetime | None = None) -> Instance:
    """Go on after a suspension, with the working time that was left. Raises Refused, Conflict."""
    hand = _managed(matter, by, rev, now)
    with told():
        managing.resume(hand.run)
    return keep(hand, "resume", events.MatterResumed)


@act
def jump(
    arrival: ActivationRow,
    *,
    by: Actor,
    target: str,
    reason: str,
    people: Sequence[UUID] | None = None,
    rev: int | None = None,
    now: datetime | None = None,
) -> Instance:
    """Put an arrival at another step, forwards too; the log names what is skipped. Raises Refused, Invalid, Conflict."""
    hand = _managed(arrival.instance, by, rev, now)
    _give_reason(reason)
    with told():
        skipped = managing.jump(hand.run, hand.run.activation(arrival.pk), target, tuple(people) if people else None)
    return keep(hand, "jump", events.MatterJumped, opinion=reason, target=target, skipped=skipped, reason=reason)


@act
def redo(
    arrival: ActivationRow, *, by: Actor, target: str, reason: str, rev: int | None = None, now: datetime | None = None
) -> Instance:
    """Let a sibling branch of an arrival's block be done again from a step on. Raises Refused, Invalid, Conflict."""
    hand = _managed(arrival.instance, by, rev, now)
    _give_reason(reason)
    with told():
        managing.redo(hand.run, target, hand.run.activation(arrival.pk))
    return keep(hand, "redo", events.MatterJumped, opinion=reason, target=target, skipped=[], reason=reason)


@act
def reopen(
    matter: Instance, *, by: Actor, target: str, reason: str, rev: int | None = None, now: datetime | None = None
) -> Instance:
    """Go on with an ended matter at a step. Raises Refused, Invalid, Conflict."""
    hand = _managed(matter, by, rev, now)
    _give_reason(reason)
    if hand.instance.record is not None and hand.instance.record.status == Record.Status.VOID:
        raise Conflict(_("Its form is void with its number. Send a new matter instead."))
    with told():
        managing.reopen(hand.run, target)
    return keep(hand, "reopen", events.MatterReopened, opinion=reason, target=target, reason=reason)


@act
def retry(
    arrival: ActivationRow,
    *,
    by: Actor,
    people: Sequence[UUID] | None = None,
    values: Mapping[str, Any] | None = None,
    rev: int | None = None,
    now: datetime | None = None,
) -> Instance:
    """Try a blocked step again, with people named or values put right. Raises Refused, Conflict."""
    hand = _managed(arrival.instance, by, rev, now)
    filling.put_right(hand, sent(values), arrival.step)
    with told():
        managing.retry(hand.run, hand.run.activation(arrival.pk), tuple(people) if people else None)
    return keep(hand, "retry", events.MatterRetried, step=arrival.step)


@act
def circulate(matter: Instance, *, by: Actor, people: Sequence[UUID], now: datetime | None = None) -> list[Copy]:
    """Pass a matter on to be known; it blocks nothing, and works after the end too. Raises NotFound, Invalid."""
    queries.matter(matter.pk, for_=by)
    if not people:
        raise Invalid({"people": [_("Name somebody to pass it on to.")]})
    require_visible(people, to=by)
    at = now or datetime.now(UTC)
    made = Copy.objects.bulk_create(
        [
            Copy(instance=matter, person=one, sender=by.person, kind="circulate", title=matter.title, sent_at=at)
            for one in dict.fromkeys(people)
        ],
        ignore_conflicts=True,
    )
    record(events.MatterCopied, matter, by=by, people=list(people))
    return made


@act
def hand_over(
    matter: Instance, *, by: Actor, giver: UUID, taker: UUID, reason: str, now: datetime | None = None
) -> int:
    """Give all open tasks of somebody in a matter to somebody else; answers how many. Raises Refused, Invalid, Conflict."""
    hand = _managed(matter, by, None, now)
    _give_reason(reason)
    moved = 0
    with told():
        for task in hand.run.tasks():
            there = {
                one.assignee
                for one in hand.run.tasks_of(task.activation)
                if one.status not in (Todo.CANCELLED, Todo.TRANSFERRED)
            }
            if task.assignee == giver and task.status is Todo.OPEN and not task.held and taker not in there:
                if taker == hand.instance.starter and task.kind is not Kind.START:
                    raise Conflict(
                        _("This person sent the matter and cannot be given its tasks. Choose somebody else.")
                    )
                signers.transfer(hand.run, task, taker, hops=False)
                moved += 1
    if moved:
        keep(hand, "hand_over", events.TaskTransferred, opinion=reason, matter=matter.pk, to=taker)
    return moved


@act
def wake(arrival: ActivationRow, *, by: Actor, now: datetime | None = None) -> Instance:
    """The time an arrival waited for has come, or the matter it started has ended. A second call changes nothing."""
    require(InstancePolicy.clock, arrival.instance, by)
    hand = take(arrival.instance_id, by=by, now=now)
    with told():
        managing.ready(hand.run, hand.run.activation(arrival.pk))
    _new, changed, case = hand.run.changes()
    if not changed and not case:
        return hand.instance
    return keep(hand, "wake", events.MatterWoken, step=arrival.step)


def draft(
    process: Process,
    *,
    by: Actor,
    title: str,
    values: Mapping[str, Any],
    now: datetime | None = None,
    starter: UUID | None = None,
    parent: Instance | None = None,
    activation: UUID | None = None,
    key: UUID | None = None,
    filled: Record | None = None,
) -> Instance:
    """A new row for a matter, with the record of its form; no act of its own."""
    at = now or datetime.now(UTC)
    version = process.current
    assert version is not None
    assert version.plan_id is not None
    owner = starter or by.person
    assert owner is not None
    instance = Instance(
        id=key or uuid7(),
        record=filled,
        process=process,
        version=version,
        plan_id=version.plan_id,
        title=title[:200],
        starter=owner,
        position=by.position if owner == by.person else None,
        unit=by.unit if owner == by.person else (parent.unit if parent else None),
        values=dict(values),
        parent=parent,
        parent_activation=activation,
        created_at=at,
        updated_at=at,
    )
    insert([instance])
    return instance


def _managed(matter: Instance, by: Actor, rev: int | None, now: datetime | None) -> Hand:
    require(InstancePolicy.manage, matter, by)
    return take(matter.pk, by=by, rev=rev, now=now)


def _give_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": [_("Say why; everybody concerned will read it.")]})
