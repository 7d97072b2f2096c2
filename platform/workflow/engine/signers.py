"""What a handler does with a task: decide it, ask others before or after, sign together, pass it on.

A group hangs on the task of whoever asked for it, at most three deep. Its result reaches the seat of
the step only through that task, so the step's own rule never counts heads that were added below a seat.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from workflow.engine import flow
from workflow.engine.rows import At, Kind, Task, Todo, Vote
from workflow.engine.run import NotNow, Run
from workflow.engine.seats import cast, decided, weigh

DEEPEST = 3
MOST_HOPS = 5
_GROUPS = {"before": Kind.BEFORE, "after": Kind.AFTER, "with": Kind.WITH, "ask": Kind.ASK}


def answer(run: Run, task: Task, result: Vote) -> None:
    """Somebody decides their task."""
    require_open(task)
    task.status, task.result, task.done_at, task.done_by = Todo.DONE, result, run.now, run.by
    if task.held == "with":
        if result is Vote.REJECT:
            _close_group(run, task)
            _final(run, task, Vote.REJECT)
        return  # the others sign too; the last of them carries this voice on
    _final(run, task, result)


def ask(run: Run, task: Task, how: str, people: Sequence[UUID], mode: str = "all") -> list[Task]:
    """Bring others in: "before" me, "after" my yes, "with" me, or "ask" one for advice. Answers their tasks.

    "before" and "ask": I wait, and decide when they are done. "after": my yes is given now and counts
    when they have agreed. "with": we sign side by side and make one voice. Raises NotNow.
    """
    require_open(task)
    if task.held:
        raise NotNow("group-open")
    if task.depth >= DEEPEST:
        raise NotNow("too-deep", most=DEEPEST)
    _require_new(run, task, people)
    task.groups += 1
    task.group, task.held = task.groups, "before" if how == "ask" else how
    if how in {"before", "ask"}:
        task.status = Todo.WAITING
    elif how == "after":
        task.status, task.result, task.done_at, task.done_by = Todo.DONE, Vote.AGREE, run.now, run.by
    activation = run.activation(task.activation)
    return [
        run.add_task(
            activation,
            _GROUPS[how],
            person,
            parent=task.id,
            added_by=task.id,
            depth=task.depth + 1,
            group=task.group,
            mode=mode,
            seq=number,
            status=Todo.WAITING if mode == "serial" and number else Todo.OPEN,
        )
        for number, person in enumerate(people)
    ]


def add_seats(run: Run, task: Task, people: Sequence[UUID]) -> list[Task]:
    """Add voices of their own to the step (并签): each counts like a seat."""
    require_open(task)
    _require_new(run, task, people)
    activation = run.activation(task.activation)
    activation.total += len(people)
    return [
        run.add_task(activation, Kind.EXTRA, person, added_by=task.id, seq=task.seq, depth=task.depth)
        for person in people
    ]


def drop(run: Run, task: Task) -> None:
    """Take back an added signer who has not acted. What is left decides at once. Raises NotNow."""
    if task.added_by is None:
        raise NotNow("not-added")
    if task.status not in (Todo.OPEN, Todo.WAITING):
        raise NotNow("task-over")
    _close_group(run, task)
    task.status, task.reason, task.done_at, task.held = Todo.CANCELLED, "dropped", run.now, ""
    if task.parent is not None:
        _progress(run, run.task(task.parent), run.task(task.parent).group)
        return
    activation = run.activation(task.activation)
    activation.total -= task.weight
    weigh(run, activation)


def transfer(run: Run, task: Task, person: UUID, *, hops: bool = True) -> Task:
    """Pass a task on for good; the seat moves, the count does not. Raises NotNow."""
    require_open(task)
    if task.held:
        raise NotNow("group-open")
    if hops and task.hops >= MOST_HOPS:
        raise NotNow("too-many-hops", most=MOST_HOPS)
    _require_new(run, task, [person])
    task.status, task.done_at, task.done_by = Todo.TRANSFERRED, run.now, run.by
    activation = run.activation(task.activation)
    return run.add_task(
        activation,
        task.kind,
        person,
        owner=task.owner if task.owner is not None else person,
        seq=task.seq,
        weight=task.weight,
        veto=task.veto,
        parent=task.parent,
        added_by=task.added_by,
        depth=task.depth,
        group=task.group if task.parent is not None else 0,
        mode=task.mode,
        hops=task.hops + 1,
        due_at=task.due_at,
    )


def claim(run: Run, task: Task, person: UUID) -> None:
    """Take a task out of a pool. Raises NotNow when somebody else was faster."""
    if task.status is not Todo.OPEN or task.assignee is not None:
        raise NotNow("claimed")
    if any(one.assignee == person for one in _live(run, task)):
        raise NotNow("already-there")
    task.assignee = task.owner = person


def unclaim(run: Run, task: Task) -> None:
    """Put a claimed task back into its pool."""
    require_open(task)
    if not task.pool or task.held:
        raise NotNow("not-pooled")
    task.assignee = task.owner = None


def take_back(run: Run, task: Task) -> None:
    """Take one's own decision back while nothing has come of it. Raises NotNow.

    Within an undecided step only the voice is taken back. After the step was decided: while everything
    it led to is untouched, and no join has been passed. Steps the product has passed by itself count as touched.
    """
    activation = run.activation(task.activation)
    if task.status is not Todo.DONE or task.result is Vote.NONE or task.parent is not None or task.reason == "same":
        raise NotNow("not-yours-to-take-back")
    if activation.status is At.ACTIVE:
        if task.held:
            _close_group(run, task)
    elif activation.status is At.DONE:
        _undo_leaving(run, task)
    else:
        raise NotNow("gone-on")
    _uncount(run, task)
    if decided(run, activation) is not None:
        raise NotNow("decided-by-others")
    task.status, task.result, task.held, task.done_at, task.done_by = Todo.OPEN, Vote.NONE, "", None, None
    if run.step(activation).vote.order == "serial":
        for other in run.tasks_of(activation.id):
            if other.parent is None and other.id != task.id and other.status is Todo.OPEN and other.seq > task.seq:
                if other.held or (other.read_at is not None and other.groups):
                    raise NotNow("gone-on")
                other.status = Todo.WAITING


def require_open(task: Task) -> None:
    """Raise NotNow unless the task is to be done now."""
    if task.status is not Todo.OPEN:
        raise NotNow("task-over")


def _final(run: Run, task: Task, vote: Vote) -> None:
    task.held = ""
    if task.parent is None:
        cast(run, task, vote)
    else:
        task.vote = vote
        _progress(run, run.task(task.parent), task.group)


def _progress(run: Run, parent: Task, group: int) -> None:
    members = [one for one in _members(run, parent, group) if one.status is not Todo.TRANSFERRED]
    open_ = [one for one in members if one.status in (Todo.OPEN, Todo.WAITING) or one.held]
    votes = [one.vote for one in members if one.status is not Todo.CANCELLED and one.vote is not Vote.NONE]
    mode = members[0].mode if members else "all"
    advice = parent.held == "before"
    if mode == "any" and (first := next((vote for vote in votes if vote is not Vote.ABSTAIN), None)):
        verdict = first
    elif Vote.REJECT in votes and not advice:
        verdict = Vote.REJECT
    elif open_:
        if not any(one.status is Todo.OPEN or one.held for one in open_):
            run.open_task(min(open_, key=lambda one: (one.seq, one.id)))
        return
    else:
        verdict = Vote.REJECT if Vote.REJECT in votes else Vote.AGREE
    _close_group(run, parent)
    if advice:
        parent.held = ""
        run.open_task(parent)
    elif parent.status is Todo.DONE:
        agreed = verdict is Vote.AGREE
        _final(run, parent, parent.result if agreed else Vote.REJECT)
    elif verdict is Vote.REJECT:
        parent.status, parent.reason, parent.done_at = Todo.CANCELLED, "group", run.now
        _final(run, parent, Vote.REJECT)
    else:
        parent.held = ""


def _members(run: Run, parent: Task, group: int) -> list[Task]:
    return [one for one in run.tasks_of(parent.activation) if one.parent == parent.id and one.group == group]


def _close_group(run: Run, parent: Task) -> None:
    """Close what is open below a task."""
    for one in run.tasks_of(parent.activation):
        if one.parent == parent.id:
            if one.held or one.status in (Todo.OPEN, Todo.WAITING):
                _close_group(run, one)
            if one.status in (Todo.OPEN, Todo.WAITING):
                one.was = int(one.status)
                # Not "decided": taking back the step's decision must not bring back a group that is settled.
                one.status, one.reason, one.done_at = Todo.CANCELLED, "group", run.now
            one.held = ""


def _require_new(run: Run, task: Task, people: Sequence[UUID]) -> None:
    if not people or len(set(people)) != len(people):
        raise NotNow("nobody-named")
    there = _live(run, task)
    # Whoever may still take a task of the pool is at the step already, or the pool might be left without takers.
    pooled = {name for one in there for name in one.pool}
    if any(one.assignee in people for one in there) or any(f"person:{person}" in pooled for person in people):
        raise NotNow("already-there")


def _live(run: Run, task: Task) -> list[Task]:
    """The tasks of the same arrival that are done or to be done."""
    return [one for one in run.tasks_of(task.activation) if one.status not in (Todo.CANCELLED, Todo.TRANSFERRED)]


def _undo_leaving(run: Run, task: Task) -> None:
    activation = run.activation(task.activation)
    if activation.back is not None or activation.outcome not in {"agreed", "rejected"}:
        raise NotNow("gone-on")
    after = run.after(activation.id)
    for row in after:
        if row.status not in (At.ACTIVE, At.BLOCKED) or row.round != activation.round:
            raise NotNow("gone-on")
        if any(one.result is not Vote.NONE or one.groups or one.hops for one in run.tasks_of(row.id)):
            raise NotNow("gone-on")
    blocks = run.opened_by(activation.id)
    own = run.block(activation.block) if activation.block is not None else None
    if own is not None and own.status is not At.ACTIVE:
        raise NotNow("gone-on")  # the join has been passed
    if not after:
        if own is None or not own.arrived >> activation.branch & 1:
            raise NotNow("gone-on")
        own.arrived &= ~(1 << activation.branch)
    elif any(row.block != activation.block and row.block not in {block.id for block in blocks} for row in after):
        raise NotNow("gone-on")
    inside = {block.id for block in blocks}
    if any(row.block in inside and row.prev != activation.id for row in run.activations()):
        raise NotNow("gone-on")  # an administrator has let a branch in there be done again
    for row in after:
        flow.cancel(run, row, "taken-back")
    for block in blocks:
        if block.arrived or block.status is not At.ACTIVE:
            raise NotNow("gone-on")
        block.status = At.CANCELLED
    activation.status = At.ACTIVE
    activation.left_at, activation.outcome = None, ""
    for other in run.tasks_of(activation.id):
        if other.status is Todo.CANCELLED and other.reason == "decided":
            other.status, other.reason, other.done_at = Todo(other.was), "", None
    flow.unblock(run)


def _uncount(run: Run, task: Task) -> None:
    activation = run.activation(task.activation)
    match task.vote:
        case Vote.AGREE:
            activation.agreed -= task.weight
        case Vote.REJECT:
            activation.rejected -= task.weight
            activation.vetoed = activation.vetoed and not task.veto
        case Vote.ABSTAIN:
            activation.abstained -= task.weight
        case _:
            pass
    task.vote = Vote.NONE
