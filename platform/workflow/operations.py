"""What somebody may do with a task or a matter now, and what would come of it. It asks the engine itself and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kernel.actor import Actor
from organization import queries as people
from workflow import queries
from workflow.actions.hand import Hand, hand_of, plan
from workflow.engine import NotNow, flow, returns, signers
from workflow.engine.rows import OPEN, At, Kind, Status, Task, Todo, Vote
from workflow.models import Instance, TaskRow
from workflow.plan import Step
from workflow.policies import TaskPolicy, manages

_VOTES = {"agree": Vote.AGREE, "disagree": Vote.REJECT, "abstain": Vote.ABSTAIN}


@dataclass(frozen=True)
class Operation:
    """Something that is offered. `consequence` says what will happen; `targets` are steps to choose from, (key, name)."""

    key: str
    title: str
    consequence: str = ""
    targets: tuple[tuple[str, str], ...] = ()
    danger: bool = False
    needs_opinion: bool = False


def of_task(task: TaskRow, matter: Instance, *, by: Actor) -> list[Operation]:
    """What the actor may do with a task now, the usual one first."""
    step = plan(matter.plan_id).steps.get(task.step)
    if step is None or Status(matter.status) not in OPEN:
        return []
    if task.status == Todo.OPEN and task.assignee is None:
        return [_claim()] if TaskPolicy.claim(by, task) is True else []
    if task.status == Todo.DONE:
        return _of_done(task, matter, step, by)
    if task.status != Todo.OPEN or not _is_for(task, matter, by):
        return []
    return [*_decisions(task, matter, step, by), *_others(task, step)]


def of_matter(matter: Instance, *, by: Actor) -> list[Operation]:
    """What the actor may do with a matter as a whole."""
    status, mine, managing = Status(matter.status), matter.starter == by.person, manages(by, matter.process)
    going = status in OPEN
    steps = human_steps(matter)
    offers = [
        (mine and status is Status.DRAFT, Operation("resubmit", _("Send again"), _("It begins anew at the first step."))),
        ((mine or managing) and going, Operation("urge", _("Urge"), _("Everybody whose turn it is is reminded."))),
        (mine and going and _may_revoke(matter), _revoke()),
        (True, Operation("circulate", _("Pass on"), _("Others can read it. Nothing is held up by that."))),
        (managing and status is Status.SUSPENDED, _resume()),
        (managing and going, Operation("jump", _("Send to another step"), _(
            "The chosen place is left and the matter goes on at the other step; what lies between is skipped."
        ), steps)),
        (managing and going, Operation("hand_over", _("Hand over"), _("All open tasks of one person go to another."))),
        (managing and going, _suspend()),
        (managing and matter.ended_at is not None, Operation("reopen", pgettext("matter", "Reopen"), _(
            "The matter goes on at the chosen step, as if it had never ended."
        ), steps)),
        (managing and (going or status is Status.SUSPENDED), _terminate()),
    ]  # fmt: skip
    return [one for shown, one in offers if shown]


def return_targets(hand: Hand, task: Task) -> tuple[tuple[str, str], ...]:
    """The steps to which a task's matter may be returned, the latest first."""
    activation = hand.run.activation(task.activation)
    limited = hand.run.step(activation).rights.get("return_to")
    found = returns.targets(hand.run, activation)
    steps = hand.run.plan.steps
    return tuple((key, _name(steps[key])) for key in found if not limited or key in limited)


def human_steps(matter: Instance) -> tuple[tuple[str, str], ...]:
    """The steps of a matter where people work: to send it to."""
    return tuple((step.key, _name(step)) for step in plan(matter.plan_id).steps.values() if step.is_human)


def foreseen(task: TaskRow, matter: Instance, result: str, *, by: Actor) -> str:
    """What would come of a decision now, in words: who would be next, or who still has to sign."""
    hand = _in_hand(task, matter, by)
    if hand is None:
        return ""
    try:
        signers.answer(hand.run, hand.own, _VOTES[result])
        flow.settle(hand.run)
    except NotNow:
        return ""
    return _outcome(hand)


def _outcome(hand: Hand) -> str:
    run = hand.run
    match run.case.status:
        case Status.APPROVED:
            return _("The matter ends: approved.")
        case Status.REJECTED:
            return _("The matter ends: rejected.")
        case Status.BLOCKED:
            return _("Nobody can act at the step after, so it would wait for whoever looks after the process.")
    new, changed, _case = run.changes()
    fresh = [row for row in new if isinstance(row, Task) and row.status is Todo.OPEN]
    woken = [
        row for row, delta in changed
        if isinstance(row, Task) and row.status is Todo.OPEN and "status" in delta
    ]  # fmt: skip
    following = [*fresh, *woken]
    if following:
        return _("Goes on to %(whom)s.") % {"whom": _whom(hand, following)}
    waiting = [row for row in run.tasks() if row.status is Todo.OPEN]
    if waiting:
        return _("Then still waits for %(whom)s.") % {"whom": _whom(hand, waiting)}
    held = [row for row in run.activations() if row.status is At.WAITING]
    if held:
        return _("Then waits at %(step)s.") % {"step": _name(run.step(held[0]))}
    return ""


def _whom(hand: Hand, tasks: Iterable[Task]) -> str:
    rows = list(tasks)
    names = people.names({row.assignee for row in rows if row.assignee})
    by_step: dict[str, list[str]] = {}
    for row in rows:
        who = names.get(row.assignee, "") if row.assignee else _("a pool")
        by_step.setdefault(_name(hand.run.plan.steps[row.step]), []).append(who)
    said = []
    for step, those in list(by_step.items())[:4]:
        more = [_("%(number)d more") % {"number": len(those) - 4}] if len(those) > 4 else []
        said.append(f"{step}（{'、'.join([*those[:4], *more])}）")
    return "、".join(said)


def _decisions(task: TaskRow, matter: Instance, step: Step, by: Actor) -> list[Operation]:
    votes = task.kind not in (Kind.HANDLE, Kind.START)
    required = step.rights.get("opinion") == "required"
    done = {Kind.HANDLE: pgettext("matter", "Done"), Kind.START: _("Send again")}.get(Kind(task.kind), _("Agree"))
    found = [Operation("agree", done, foreseen(task, matter, "agree", by=by), needs_opinion=required)]
    if votes and step.right("disagree"):
        words = foreseen(task, matter, "disagree", by=by)
        found.append(Operation("disagree", _("Disagree"), words, danger=True, needs_opinion=True))
    if votes and step.right("abstain") and (step.vote.mode != "any" and task.parent is None):
        found.append(Operation("abstain", _("Abstain"), _("You are not counted."), needs_opinion=required))
    hand = _in_hand(task, matter, by)
    targets = return_targets(hand, hand.own) if hand is not None and step.right("return") else ()
    if targets:
        words = _("Goes back to the step you choose; what was decided since is asked anew, or only returns to you.")
        found.append(Operation("return", _("Return"), words, targets, needs_opinion=True))
    return found


def _others(task: TaskRow, step: Step) -> list[Operation]:
    found = []
    starts = task.kind == Kind.START
    if step.right("add") and not starts and not task.held and task.depth < signers.DEEPEST:
        found.append(Operation("add", _("Add signers"), _("Others sign before you, after you, or with you.")))
    if step.right("ask") and not starts and not task.held:
        found.append(Operation("ask", _("Ask for advice"), _("One person advises you; then it is your turn again.")))
    if step.right("transfer") and not task.held and task.hops < signers.MOST_HOPS:
        words = _("The task is theirs for good and leaves your list.")
        found.append(Operation("transfer", _("Pass on to somebody"), words))
    if task.pool and not task.held:
        found.append(
            Operation(
                "unclaim",
                pgettext("matter", "Put back"),
                _("It lies in the pool again, for everybody who may take it."),
            )
        )
    return found


def _of_done(task: TaskRow, matter: Instance, step: Step, by: Actor) -> list[Operation]:
    if by.person is None or by.person != (task.done_by or task.assignee) or not step.right("take_back"):
        return []
    hand = hand_of(matter, by=by, now=datetime.now(UTC))
    try:
        hand.run.tasks_of(hand.run.activation(task.activation).id)
        own = hand.run.task(task.pk)
        signers.take_back(hand.run, own)
    except (NotNow, KeyError):
        return []
    return [
        Operation(
            "take_back", pgettext("matter", "Take back"), _("Your decision is undone and the task is open again.")
        )
    ]


def _in_hand(task: TaskRow, matter: Instance, by: Actor) -> Hand | None:
    hand = hand_of(matter, by=by, now=datetime.now(UTC))
    try:
        hand.task = hand.run.task(task.pk)
    except NotNow:
        return None
    return hand


def _is_for(task: TaskRow, matter: Instance, by: Actor) -> bool:
    if by.person is not None and task.assignee == by.person:
        return True
    stands_for = queries.principals_in(queries.stands_for(by), matter.process_id)
    return TaskPolicy.act(by, (task, stands_for)) is True


def _may_revoke(matter: Instance) -> bool:
    allowed = matter.process.settings.get("revoke", "any")
    if allowed != "before_first":
        return bool(allowed != "never")
    start = plan(matter.plan_id).start
    return not TaskRow.objects.filter(instance=matter.pk, result__gt=0).exclude(step=start).exists()


def _name(step: Step) -> str:
    return step.name or (_("Sender") if step.kind == "start" else step.key)


def _claim() -> Operation:
    return Operation("claim", _("Take"), _("The task is yours then; the others no longer see it."))


def _revoke() -> Operation:
    words = _("It stops at once and leaves everybody's list. You can send it again as a draft.")
    return Operation("revoke", pgettext("matter", "Revoke"), words, danger=True, needs_opinion=True)


def _suspend() -> Operation:
    words = _("Nobody can act until it is resumed; deadlines stand still.")
    return Operation("suspend", pgettext("matter", "Suspend"), words, needs_opinion=True)


def _resume() -> Operation:
    return Operation("resume", _("Resume"), _("It goes on as it was, with the working time that was left."))


def _terminate() -> Operation:
    words = _("It ends without a result and leaves everybody's list.")
    return Operation("terminate", _("Terminate"), words, danger=True, needs_opinion=True)
