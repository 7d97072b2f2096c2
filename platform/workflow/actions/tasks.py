"""What handlers do with their tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.policies import Conflict, Invalid, Refused, require
from organization.queries import require_visible
from workflow import events, queries, words
from workflow.actions import filling
from workflow.actions.hand import Hand, keep, sent, take, take_task, told
from workflow.engine import flow, managing, returns, signers
from workflow.engine.rows import OPEN, Kind, Status, Todo, Vote
from workflow.models import Instance, TaskRow
from workflow.policies import InstancePolicy, TaskPolicy, manages

URGE_EVERY = timedelta(hours=1)
_RESULTS = {"agree": Vote.AGREE, "disagree": Vote.REJECT, "abstain": Vote.ABSTAIN}


@act
def decide(
    task: TaskRow,
    *,
    by: Actor,
    result: str,
    opinion: str = "",
    values: Mapping[str, Any] | None = None,
    handlers: Mapping[str, Sequence[UUID]] | None = None,
    rev: int | None = None,
    now: datetime | None = None,
) -> Instance:
    """Say "agree", "disagree" or "abstain". Raises Refused, also for fields of the form that the step does not let be
    changed, Conflict, and Invalid where an opinion has to be given or for the problems of the form by place.

    `values`: what is filled in. `handlers`: people chosen for later steps. A handler of a step cannot disagree with having to do it.
    """
    hand = _mine(task, by, rev, now)
    step = hand.run.plan.steps[hand.own.step]
    if result not in _RESULTS:
        raise Invalid({"result": [_("Agree, disagree or abstain.")]})
    if result != "agree" and (hand.own.kind in (Kind.HANDLE, Kind.START) or not step.right(result)):
        raise Refused(_("This step does not offer that. Return the matter if it cannot go on."))
    if (step.rights.get("opinion") == "required" or result == "disagree") and not opinion.strip():
        raise Invalid({"opinion": [_("An opinion is needed here.")]})
    filling.fill(hand, sent(values), complete=result == "agree")
    if handlers:
        require_visible([one for people in handlers.values() for one in people], to=by)
        for key, people in handlers.items():
            hand.run.outcome.values[f"handlers:{key}"] = [str(one) for one in people]
        hand.instance.values = {**hand.instance.values, **hand.run.outcome.values}
        hand.run.people.values = hand.instance.values  # type: ignore[attr-defined]
    with told():
        signers.answer(hand.run, hand.own, _RESULTS[result])
        flow.settle(hand.run)
    return keep(hand, result, events.TaskDecided, opinion=opinion, result=result)


@act
def send_back(
    task: TaskRow,
    *,
    by: Actor,
    target: str,
    reason: str,
    come_back: bool = False,
    same_people: bool = True,
    rev: int | None = None,
    now: datetime | None = None,
) -> Instance:
    """Return a matter to an earlier step ("start": its sender). `come_back`: straight here afterwards, else step by step.

    Raises Refused, Invalid without a reason or for a step one cannot return to, Conflict.
    """
    hand = _mine(task, by, rev, now)
    _offered(hand, "return")
    if not reason.strip():
        raise Invalid({"reason": [_("Say why; everybody concerned will read it.")]})
    activation = hand.run.activation(hand.own.activation)
    limited = hand.run.step(activation).rights.get("return_to")
    if target not in returns.targets(hand.run, activation) or (limited and target not in limited):
        raise Invalid({"target": [_("The matter cannot be returned to that step from here.")]})
    with told():
        if come_back:
            returns.jump_back(hand.run, activation, target)
        else:
            returns.send_back(hand.run, activation, target, same_people=same_people)
        flow.settle(hand.run)
    return keep(hand, "return", events.TaskReturned, opinion=reason, target=target, jump=come_back)


@act
def ask_others(
    task: TaskRow,
    *,
    by: Actor,
    how: str,
    people: Sequence[UUID],
    mode: str = "all",
    opinion: str = "",
    rev: int | None = None,
    now: datetime | None = None,
) -> Instance:
    """Add signers: "before" me, "after" my yes, "with" me (current countersign), "beside" me as voices of their own, or
    "ask" one person for advice. `mode` of the group: "all", "any", "serial". Raises Refused, Invalid, Conflict.
    """
    hand = _mine(task, by, rev, now)
    if how not in {"before", "after", "with", "beside", "ask"} or mode not in {"all", "any", "serial"}:
        raise Invalid({"how": [_("Choose how the others are to sign.")]})
    if how == "ask" and len(people) != 1:
        raise Invalid({"people": [_("Ask exactly one person.")]})
    if hand.own.kind is Kind.START:
        raise Refused(_("At the sender's own step nobody can be added."))
    _offered(hand, "ask" if how == "ask" else "add")
    require_visible(people, to=by)
    if how != "ask" and hand.instance.starter in people:
        raise Invalid({"people": [_("The sender of the matter cannot sign it. Ask them for advice instead.")]})
    with told():
        if how == "beside":
            signers.add_seats(hand.run, hand.own, list(people))
        else:
            signers.ask(hand.run, hand.own, how, list(people), mode)
        flow.settle(hand.run)
    return keep(hand, f"add_{how}", events.TaskShared, opinion=opinion, how=how)


@act
def drop_signer(task: TaskRow, *, by: Actor, rev: int | None = None, now: datetime | None = None) -> Instance:
    """Take off an added signer who has not acted; for whoever added them and for managers. Raises Refused, Conflict."""
    hand = take_task(task.pk, by=by, rev=rev, now=now)
    _going(hand)
    adder = TaskRow.objects.filter(pk=hand.own.added_by).first() if hand.own.added_by else None
    if not manages(by, hand.instance.process) and (adder is None or by.person not in (adder.assignee, adder.done_by)):
        raise Refused(_("Only whoever added this signer can take them off."))
    with told():
        signers.drop(hand.run, hand.own)
        flow.settle(hand.run)
    return keep(hand, "drop", events.TaskDropped)


@act
def transfer(
    task: TaskRow, *, by: Actor, to: UUID, opinion: str = "", rev: int | None = None, now: datetime | None = None
) -> Instance:
    """Pass a task on for good. Raises Refused, Invalid, Conflict."""
    hand = _mine(task, by, rev, now)
    _offered(hand, "transfer")
    require_visible([to], to=by)
    if to in (hand.instance.starter, hand.own.assignee) and hand.own.kind is not Kind.START:
        raise Invalid({"to": [_("A task cannot be passed on to the sender of the matter or to oneself.")]})
    if not hand.run.people.present([to]):
        raise Invalid({"to": [_("This person cannot act at present.")]})
    with told():
        signers.transfer(hand.run, hand.own, to)
    return keep(hand, "transfer", events.TaskTransferred, opinion=opinion, to=to)


@act
def claim(task: TaskRow, *, by: Actor, rev: int | None = None, now: datetime | None = None) -> Instance:
    """Take a task out of a pool; of two at once one gets it. Raises Refused, Conflict."""
    require(TaskPolicy.claim, task, by)
    hand = take_task(task.pk, by=by, rev=rev, now=now)
    _going(hand)
    assert by.person is not None
    with told():
        signers.claim(hand.run, hand.own, by.person)
    return keep(hand, "claim", events.TaskClaimed)


@act
def unclaim(task: TaskRow, *, by: Actor, rev: int | None = None, now: datetime | None = None) -> Instance:
    """Put a claimed task back into its pool. Raises Refused, Conflict."""
    hand = _mine(task, by, rev, now)
    with told():
        signers.unclaim(hand.run, hand.own)
    return keep(hand, "unclaim", events.TaskUnclaimed)


@act
def take_back(task: TaskRow, *, by: Actor, rev: int | None = None, now: datetime | None = None) -> Instance:
    """Take one's own decision back while nothing has come of it. Raises Refused, Conflict."""
    hand = take(task.instance_id, by=by, rev=rev, now=now)
    with told():
        hand.run.tasks_of(hand.run.activation(task.activation).id)
        hand.task = hand.run.task(task.pk)
    if by.person is None or by.person != (hand.own.done_by or hand.own.assignee):
        raise Refused(_("Only whoever decided can take the decision back."))
    _going(hand)
    _offered(hand, "take_back")
    with told():
        signers.take_back(hand.run, hand.own)
        flow.settle(hand.run)
    return keep(hand, "take_back", events.TaskTakenBack)


@act
def urge(matter: Instance, *, by: Actor, now: datetime | None = None) -> list[UUID]:
    """Remind everybody whose turn it is, at most once an hour each; for the sender and managers.

    Answers whom. Raises Refused, and Conflict when all have just been reminded.
    """
    if not (by.person == matter.starter or manages(by, matter.process)):
        require(InstancePolicy.own, matter, by)
    hand = take(matter.pk, by=by, now=now)
    _going(hand)
    people = []
    for task in hand.run.tasks():
        if task.status is not Todo.OPEN or task.assignee is None:
            continue
        if task.urged_at is None or hand.run.now - task.urged_at >= URGE_EVERY:
            task.urged_at, task.urges = hand.run.now, task.urges + 1
            people.append(task.assignee)
    if not people:
        raise Conflict(_("Everybody whose turn it is has been reminded within the last hour."))
    keep(hand, "urge", events.TaskUrged, matter=matter.pk, people=people)
    return people


@act
def read(task: TaskRow, *, by: Actor, now: datetime | None = None) -> TaskRow:
    """Mark a task as opened by its assignee; anybody else's look leaves no mark."""
    if task.assignee == by.person and task.read_at is None:
        task.read_at = now or datetime.now(UTC)
        TaskRow.objects.filter(pk=task.pk, read_at=None).update(read_at=task.read_at)
    return task


@act
def time_out(task: TaskRow, *, by: Actor, now: datetime | None = None) -> str:
    """A deadline has passed: do what the step says, once. Answers what was done. Raises Conflict."""
    require(InstancePolicy.clock, task.instance, by)
    hand = take_task(task.pk, by=by, now=now)
    _going(hand)
    with told():
        then = managing.timed_out(hand.run, hand.own)
    keep(hand, "timeout", events.TaskTimedOut, then=then)
    return then


def _mine(task: TaskRow, by: Actor, rev: int | None, now: datetime | None) -> Hand:
    """The matter of a task, for its assignee or an agent of theirs."""
    hand = take_task(task.pk, by=by, rev=rev, now=now)
    own = hand.own
    if own.assignee != by.person:
        rules = queries.stands_for(by, hand.run.now)
        fresh = TaskRow(assignee=own.assignee, starter=hand.instance.starter)
        require(TaskPolicy.act, (fresh, queries.principals_in(rules, hand.instance.process_id)), by)
        hand.on_behalf_of = own.assignee
    _going(hand)
    with told():
        signers.require_open(own)
    return hand


def _going(hand: Hand) -> None:
    if Status(hand.instance.status) not in OPEN:
        raise Conflict(words.NOT_NOW["not-running"])


def _offered(hand: Hand, right: str) -> None:
    if not hand.run.plan.steps[hand.own.step].right(right):
        raise Refused(_("This step does not offer that."))
