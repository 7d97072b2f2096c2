"""Operations on the whole matter: begin, revoke, terminate, suspend, jump, reopen, and what time and children bring."""

from __future__ import annotations

from uuid import UUID

from workflow.engine import flow, returns, signers
from workflow.engine.rows import OPEN, Activation, At, Status, Task, Todo, Vote
from workflow.engine.run import Move, NotNow, Run


def start(run: Run) -> None:
    """Send a draft off: the starter's own step is done, and the matter goes on."""
    if run.case.status is not Status.DRAFT:
        raise NotNow("already-sent")
    run.case.status, run.case.ended_at = Status.RUNNING, None
    flow.enter(run, run.plan.start, None, 0, None)
    flow.settle(run)
    first = next(row for row in run.activations() if row.step == run.plan.start)
    task = next(one for one in run.tasks_of(first.id) if one.status is Todo.OPEN)
    signers.answer(run, task, Vote.AGREE)
    flow.settle(run)


def revoke(run: Run, *, to_draft: bool = False) -> None:
    """The starter takes the matter back: everything open is cancelled."""
    _require_going(run)
    flow.finish(run, Status.REVOKED)
    if to_draft:
        run.case.status, run.case.ended_at = Status.DRAFT, None
        run.case.round += 1


def terminate(run: Run) -> None:
    """End the matter for good, without a result."""
    if run.case.status not in OPEN | {Status.SUSPENDED}:
        raise NotNow("not-running")
    flow.finish(run, Status.TERMINATED)


def suspend(run: Run) -> None:
    """Let nothing happen until it is resumed; deadlines stand still."""
    _require_going(run)
    run.case.held, run.case.status, run.case.paused_at = int(run.case.status), Status.SUSPENDED, run.now


def resume(run: Run) -> None:
    """Go on after a suspension; the working time left is what it was."""
    if run.case.status is not Status.SUSPENDED or run.case.paused_at is None:
        raise NotNow("not-suspended")
    paused = run.case.paused_at
    run.case.status, run.case.paused_at, run.case.held = Status(run.case.held), None, 0
    for task in run.tasks():
        if task.status is Todo.OPEN and task.due_at is not None:
            task.due_at = run.clock.shifted(task.due_at, paused, run.now)
    for row in run.activations():
        if row.status is At.WAITING and row.due_at is not None:
            row.due_at = run.clock.shifted(row.due_at, paused, run.now)
        if row.status is At.WAITING and row.ready:
            flow.leave(run, row, outcome="done")
    flow.settle(run)


def jump(run: Run, activation: Activation, target: str, people: tuple[UUID, ...] | None = None) -> list[str]:
    """An administrator puts an arrival elsewhere, forwards too; answers the steps that are skipped. Raises NotNow."""
    _require_going(run)
    step = run.plan.steps.get(target)
    if step is None or not step.is_human:
        raise NotNow("no-such-step")
    if activation.status in (At.DONE, At.CANCELLED, At.SUSPENDED):
        raise NotNow("task-over")
    origin = activation
    here = run.step(origin)
    if returns.is_sibling(step.path, here.path):
        raise NotNow("sibling")
    skipped = sorted(
        key
        for key, before in run.plan.before.items()
        if here.key in before and key in run.plan.before[target] and key not in (target, here.key)
    ) if here.key in run.plan.before[target] else []  # fmt: skip
    origin = returns.popped(run, origin, "moved")
    block, branch = returns.uproot(run, origin, step.path, "moved")
    run.case.round += 1
    flow.enter(run, target, block, branch, origin.id, people=people, forced=True)
    flow.settle(run)
    return skipped


def redo(run: Run, target: str, of: Activation) -> None:
    """An administrator lets a sibling branch of an open block be done again; the own branch stays. Raises NotNow."""
    _require_going(run)
    step = run.plan.steps.get(target)
    if step is None or not step.is_human or of.block is None:
        raise NotNow("no-such-step")
    block = run.block(of.block)
    depth = len(returns.chain_of(run, block))
    if len(step.path) != depth or step.path[:-1] != run.step(of).path[: depth - 1] or step.path[-1][0] != block.fork:
        raise NotNow("no-such-step")
    branch = step.path[-1][1]
    opened = block.opened >> branch & 1
    if opened and not block.arrived >> branch & 1:
        raise NotNow("branch-open")
    block.opened |= 1 << branch
    block.arrived &= ~(1 << branch)
    run.case.round += 1
    flow.enter(run, target, block.id, branch, of.id, forced=True)
    flow.settle(run)


def reopen(run: Run, target: str) -> None:
    """Go on with a matter that has ended. Raises NotNow."""
    if run.case.status not in (Status.APPROVED, Status.REJECTED, Status.TERMINATED, Status.REVOKED):
        raise NotNow("not-ended")
    step = run.plan.steps.get(target)
    if step is None or not step.is_human:
        raise NotNow("no-such-step")
    run.case.status, run.case.ended_at = Status.RUNNING, None
    returns.reopen(run, target)
    flow.settle(run)


def retry(run: Run, activation: Activation, people: tuple[UUID, ...] | None = None) -> None:
    """Try a blocked step again, with named people if given. Raises NotNow."""
    _require_going(run)
    if activation.status is not At.BLOCKED:
        raise NotNow("not-blocked")
    move = Move(activation.step, activation.block, activation.branch, activation.prev, people, False, activation.back)
    flow.cancel(run, activation, "retried")
    run.moves.append(move)
    flow.settle(run)


def ready(run: Run, activation: Activation) -> None:
    """What an arrival waited for has come: its time, or the end of the matter it started. Never twice."""
    if activation.status is At.WAITING and run.case.status in OPEN:
        flow.leave(run, activation, outcome="done")
        flow.settle(run)
    elif activation.status in (At.SUSPENDED, At.WAITING):
        activation.ready = True


def timed_out(run: Run, task: Task) -> str:
    """A deadline has passed: do what the step says, once; answers what was done."""
    signers.require_open(task)
    if task.due_at is None or task.due_at > run.now or task.timed_out_at is not None:
        raise NotNow("not-due")
    task.timed_out_at = run.now
    step, activation = run.step(task), run.activation(task.activation)
    then = step.deadline.then if step.deadline else "remind"
    match then:
        case "agree":
            if task.assignee is None or task.held:
                return "remind"
            task.reason = "timeout"
            signers.answer(run, task, Vote.AGREE)
        case "branch":
            if activation.back is not None or not any(way.on == "timeout" for way in step.ways):
                return "remind"
            flow.leave(run, activation, on="timeout", outcome="timeout")
        case "return":
            target = returns.previous(run, activation)
            if target is None:
                return "remind"
            returns.send_back(run, activation, target)
        case "superior" | "managers":
            above = [run.people.superior(task.assignee)] if then == "superior" and task.assignee else []
            chosen = next(iter([one for one in above if one is not None] or run.people.managers()), None)
            there = {one.assignee for one in run.tasks_of(activation.id) if one.status is not Todo.CANCELLED}
            if chosen is None or chosen in there or task.held:
                return "remind"
            signers.transfer(run, task, chosen, hops=False).due_at = None
        case _:
            pass
    flow.settle(run)
    return then


def _require_going(run: Run) -> None:
    if run.case.status not in OPEN:
        raise NotNow("not-running")


__all__ = [
    "NotNow",
    "jump",
    "ready",
    "redo",
    "reopen",
    "resume",
    "retry",
    "revoke",
    "start",
    "suspend",
    "terminate",
    "timed_out",
]
