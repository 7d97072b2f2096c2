"""A matter in hand: locked, compared with what the client saw, run, and written with its log, facts and consequences.

Every act on a matter is `take` … engine … `keep`. Who loses a race for the row finds another revision or a task that is
over, and gets a plain Conflict.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.database.statements import ReadingOf, insert, update
from kernel.events import Fact, record
from kernel.events.facts import plain
from kernel.keys import uuid7
from kernel.policies import Conflict, Invalid, NotFound
from kernel.scope import current
from workflow import events, words
from workflow.actions.stored import StoredRows, write
from workflow.conditions import Feel, names, of_sender
from workflow.engine.rows import At, Case, Status, Task, Todo
from workflow.engine.run import NotNow, Run
from workflow.models import Copy, Instance, LogEntry, Opinion, PlanRow
from workflow.people import CompanyClock, CompanyPeople, department_at
from workflow.plan import Plan
from workflow.plan.model import plan_of

_plans: OrderedDict[tuple[str, UUID], Plan] = OrderedDict()
_LOCKED = ReadingOf(lambda pk: Instance.objects.select_for_update().filter(pk=pk))
_LOCKED_BY_TASK = ReadingOf(lambda task: Instance.objects.select_for_update(of=("self",)).filter(tasks=task))


@dataclass
class Hand:
    """A locked matter and its run. `task` is the row of the engine where the act is on a task."""

    instance: Instance
    run: Run
    by: Actor
    task: Task | None = None
    on_behalf_of: UUID | None = None
    before: frozenset[UUID] = field(default_factory=frozenset)

    @property
    def own(self) -> Task:
        """The task in hand."""
        assert self.task is not None
        return self.task


def plan(key: UUID) -> Plan:
    """A compiled plan; read once by each process of the server, for it never changes."""
    place = (current().key, key)
    known = _plans.get(place)
    if known is None:
        known = _plans[place] = plan_of(PlanRow.objects.values_list("body", flat=True).get(pk=key))
        while len(_plans) > 1000:
            _plans.popitem(last=False)
    return known


def take(pk: UUID, *, by: Actor, rev: int | None = None, now: datetime | None = None) -> Hand:
    """Lock a matter. Raises NotFound, and Conflict when it has gone on since the client saw it."""
    return _hand(_LOCKED(pk), by=by, rev=rev, now=now)


def take_task(pk: UUID, *, by: Actor, rev: int | None = None, now: datetime | None = None) -> Hand:
    """Lock the matter of a task. Raises NotFound, and Conflict when the task is over or the matter has gone on."""
    hand = _hand(_LOCKED_BY_TASK(pk), by=by, rev=rev, now=now)
    with told():
        hand.task = hand.run.task(pk)
    return hand


def _hand(rows: list[Instance], *, by: Actor, rev: int | None, now: datetime | None) -> Hand:
    if not rows:
        raise NotFound()
    found = rows[0]
    if rev is not None and rev != found.rev:
        raise Conflict(words.NOT_NOW["task-over"])
    return hand_of(found, by=by, now=now or datetime.now(UTC))


def hand_of(instance: Instance, *, by: Actor, now: datetime, is_new: bool = False) -> Hand:
    """The run of a matter whose row is locked, or new and without rows of its own."""
    case = Case(
        id=instance.pk,
        status=Status(instance.status),
        starter=instance.starter,
        rev=instance.rev,
        round=instance.round,
        held=instance.held,
        paused_at=instance.paused_at,
        ended_at=instance.ended_at,
    )
    people = CompanyPeople(
        position=instance.position, values=instance.values, managers=lambda: instance.process.managers
    )
    run = Run(
        plan=plan(instance.plan_id),
        case=case,
        store=StoredRows(instance.pk, is_new=is_new),
        people=people,
        clock=CompanyClock(instance.unit),
        decide=lambda text: (
            Feel(names(instance.version.fields, instance.version.form_version))
            .compile(text)
            .evaluate(_known(instance, run.outcome.values, text))
        ),
        new_id=uuid7,
        now=now,
        by=by.person,
    )
    return Hand(instance, run, by)


def _known(instance: Instance, more: Mapping[str, Any], text: str) -> dict[str, Any]:
    """What a condition reads. The sender's department costs a question, so only where it stands in the condition."""
    department = department_at(instance.position) if "starter_department" in text else None
    sender = of_sender(instance.starter, department, instance.unit)
    return {**instance.values, **more, **sender}


@contextmanager
def told() -> Iterator[None]:
    """What the engine refuses is a Conflict in words."""
    try:
        yield
    except NotNow as refusal:
        raise Conflict(words.of_refusal(refusal)) from refusal


def sent(values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Values as somebody sent them. Raises Invalid where they choose people, who would not be looked at there."""
    if any(name.startswith("handlers:") for name in values or ()):
        raise Invalid({"values": [_("People for later steps are chosen as handlers, not among the values.")]})
    return dict(values or {})


def keep(hand: Hand, kind: str, fact: Fact, *, opinion: str | None = None, **data: Any) -> Instance:
    """Write everything: rows, matter, log, opinion, copies, children, and the fact with who was given a task.

    `opinion` None: the act says nothing of its own. Answers the matter as it now stands.
    """
    instance, run, by = hand.instance, hand.run, hand.by
    was = Status(instance.status)
    _start_children(hand)
    changes = write(instance, run)
    new, changed, _case = run.changes()
    fresh = [row for row in new if isinstance(row, Task)]
    awake = [row for row, delta in changed if isinstance(row, Task) and "status" in delta]
    assigned = sorted({str(row.assignee) for row in (*fresh, *awake) if row.status is Todo.OPEN and row.assignee})
    closed = sorted({str(row.assignee) for row in awake if row.status is Todo.CANCELLED and row.assignee})
    _write_matter(hand)
    _log(hand, kind, changes, data)
    if opinion is not None:
        _say(hand, kind, opinion)
    copied = _copy(hand)
    for step, what in run.outcome.told:
        record(events.MatterTold, instance, by=by, step=step, done=dict(what))
    known: dict[str, Any] = {"assigned": assigned, "closed": closed, "copied": copied, "opinion": opinion or ""}
    if hand.task is not None:
        known |= {"matter": instance.pk, "step": hand.task.step}
    stated = {name: value for name, value in known.items() if name in fact.fields}
    record(fact, instance, by=_as_agent(hand), **{**stated, **data})
    if instance.status == Status.BLOCKED and was is not Status.BLOCKED:
        steps = [row.step for row in run.activations() if row.status is At.BLOCKED]
        record(events.MatterBlocked, instance, by=by, steps=steps, managers=instance.process.managers)
    if instance.ended_at is not None and run.case.ended_at == run.now:
        _void(hand, opinion)
        record(
            events.MatterEnded,
            instance,
            by=by,
            status=Status(instance.status).name.lower(),
            parent=instance.parent_id,
            activation=instance.parent_activation,
        )
    return instance


def _write_matter(hand: Hand) -> None:
    instance, run, case = hand.instance, hand.run, hand.run.case
    live = [run.step(row).name or row.step for row in run.activations() if row.status in (At.ACTIVE, At.BLOCKED)]
    values: dict[str, Any] = {
        "status": int(case.status),
        "rev": instance.rev + 1,
        "round": case.round,
        "held": case.held,
        "paused_at": case.paused_at,
        "ended_at": case.ended_at,
        "current": "、".join(dict.fromkeys(live))[:300],
        "updated_at": run.now,
    }
    if run.outcome.values:
        values["values"] = {**instance.values, **run.outcome.values}
    update(Instance, instance.pk, values)
    for name, value in values.items():
        setattr(instance, name, value)


def _log(hand: Hand, kind: str, changes: list[list[Any]], data: Mapping[str, Any]) -> None:
    entry = LogEntry(
        instance=hand.instance,
        rev=hand.instance.rev,
        kind=kind,
        actor=hand.by.person,
        actor_name=hand.by.name[:150],
        on_behalf_of=hand.on_behalf_of,
        task=hand.task.id if hand.task else None,
        data=plain({**data, **({"notes": hand.run.outcome.notes} if hand.run.outcome.notes else {})}),
        changes=changes,
        at=hand.run.now,
    )
    insert([entry])


def _say(hand: Hand, kind: str, body: str) -> None:
    said = Opinion(
        instance=hand.instance,
        task=hand.task.id if hand.task else None,
        activation=hand.task.activation if hand.task else None,
        step=hand.task.step if hand.task else "",
        author=hand.by.person,
        author_name=hand.by.name[:150],
        on_behalf_of=hand.on_behalf_of,
        action=kind[:20],
        body=body,
        round=hand.instance.round,
        at=hand.run.now,
    )
    insert([said])


def _copy(hand: Hand) -> list[str]:
    people = dict.fromkeys(person for person, _step in hand.run.outcome.copies)
    if not people:
        return []
    Copy.objects.bulk_create(
        [
            Copy(instance=hand.instance, person=one, kind="cc", title=hand.instance.title, sent_at=hand.run.now)
            for one in people
        ],
        ignore_conflicts=True,
    )
    return [str(one) for one in people]


def _void(hand: Hand, reason: str | None) -> None:
    if hand.instance.record_id is not None:
        from workflow.actions.filling import void

        void(hand, reason or "")


def _start_children(hand: Hand) -> None:
    if hand.run.outcome.children:
        from workflow.actions.children import start_children

        start_children(hand)


def _as_agent(hand: Hand) -> Actor:
    return replace(hand.by, agent_for=hand.on_behalf_of) if hand.on_behalf_of else hand.by
