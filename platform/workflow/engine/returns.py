"""Going back, also inside parallel branches: re-run and jump back. And going anywhere, for administrators.

Join arrivals belong to one opening of a block, so an arrival of an earlier opening can never be counted:
going back into a block opens it anew, with only the branch that is gone back into.
"""

from __future__ import annotations

from uuid import UUID

from workflow.engine import flow
from workflow.engine.rows import Activation, At, BlockRow, Todo
from workflow.engine.run import Move, NotNow, Run
from workflow.plan.model import Path


def targets(run: Run, activation: Activation) -> list[str]:
    """The steps one can return to from an arrival: completed before, leading here, not in a sibling branch."""
    here = run.step(activation)
    return [
        key
        for key in sorted(run.plan.before[here.key] - {here.key})
        if not is_sibling(run.plan.steps[key].path, here.path) and run.last_done(key) is not None
    ]


def send_back(
    run: Run, activation: Activation, target: str, *, outcome: str = "returned", same_people: bool = True
) -> None:
    """Return and walk again from the target on. Other branches of an open block go on where they are."""
    origin = popped(run, activation, outcome)
    last = run.last_done(target)
    people = _people_of(run, last) if same_people and last is not None else None
    block, branch = uproot(run, origin, run.plan.steps[target].path, outcome)
    run.case.round += 1
    flow.enter(run, target, block, branch, origin.id, people=people, forced=True)


def jump_back(run: Run, activation: Activation, target: str) -> None:
    """Return, and come straight back here afterwards: all that is left meanwhile sleeps and is not lost."""
    base, branch, inside = _common(run, activation, run.plan.steps[target].path)
    last = run.last_done(target)
    people = _people_of(run, last) if last is not None else None
    side = Move(target, base.id if base else None, branch, activation.id, people, True, activation.id)
    before = {row.id for row in run.activations()}
    flow.enter(run, side.step, side.block, side.branch, side.prev, people=people, forced=True, back=activation.id)
    run.case.round += 1
    flow.settle(run)
    made = [
        row
        for row in run.activations()
        if row.id not in before and row.back == activation.id and row.status is At.ACTIVE
    ]
    if not made:
        raise NotNow("nobody-there")
    for row in run.activations():
        if row.id in before and row.status is not At.SUSPENDED and (row.block in inside or row.id == activation.id):
            flow.suspend(run, row, made[0].id)
    for block in run.blocks():
        if block.id in inside and block.status is At.ACTIVE:
            block.status, block.held_by = At.SUSPENDED, made[0].id


def uproot(run: Run, activation: Activation, target: Path, reason: str) -> tuple[UUID | None, int]:
    """Take an arrival out, with the blocks it leaves and all in them, and open the way to a path; answers the place."""
    base, branch, inside = _common(run, activation, target)
    for row in run.activations():
        if row.block in inside or row.id == activation.id:
            flow.cancel(run, row, reason)
    for block in run.blocks():
        if block.id in inside:
            block.status, block.held_by = At.CANCELLED, None
    depth = len(chain_of(run, base))
    place, at = (base.id if base else None), branch
    for fork, number in target[depth:]:
        opened = run.add_block(parent=place, branch=at, fork=fork, opened=1 << number, opener=activation.id)
        place, at = opened.id, number
    return place, at


def previous(run: Run, activation: Activation) -> str | None:
    """The step of the last completed arrival that led here, or None at the first."""
    key = activation.prev
    while key is not None:
        before = run.activation(key)
        step = run.step(before)
        if before.status is At.DONE and step.is_human and before.step != activation.step:
            return before.step if before.step in run.plan.before[activation.step] else None
        key = before.prev
    return None


def is_sibling(target: Path, here: Path) -> bool:
    """Whether a path lies in another branch of a block that the other path is inside of."""
    for (fork, branch), (other_fork, other) in zip(target, here, strict=False):
        if fork != other_fork:
            return False
        if branch != other:
            return True
    return False


def reopen(run: Run, target: str) -> None:
    """Go on with a matter that had ended, at a step."""
    place: UUID | None = None
    at = 0
    for fork, number in run.plan.steps[target].path:
        opened = run.add_block(parent=place, branch=at, fork=fork, opened=1 << number)
        place, at = opened.id, number
    run.case.round += 1
    last = run.last_done(target)
    people = _people_of(run, last) if last is not None else None
    flow.enter(run, target, place, at, last.id if last else None, people=people, forced=True)


def popped(run: Run, activation: Activation, reason: str) -> Activation:
    """The arrival that a return starts from: a side arrival is given up first, and what it suspended wakes up."""
    while activation.back is not None and activation.status is not At.DONE:
        origin = run.activation(activation.back)
        side = activation.id
        flow.cancel(run, activation, reason)
        flow.resume(run, side)
        activation = origin
    return activation


def _common(run: Run, activation: Activation, target: Path) -> tuple[BlockRow | None, int, set[UUID]]:
    """The deepest block common to an arrival and a path, the branch in it, and all open blocks below it that are left."""
    here = run.step(activation).path
    shared = 0
    while shared < min(len(here), len(target)) and here[shared] == target[shared]:
        shared += 1
    chain = chain_of(run, run.block(activation.block) if activation.block is not None else None)
    shared = min(shared, len(chain))
    base = chain[shared - 1] if shared else None
    branch = activation.branch if shared == len(chain) else chain[shared].branch
    inside: set[UUID] = {chain[shared].id} if shared < len(chain) else set()
    grown = True
    while grown:
        below = {row.id for row in run.blocks() if row.parent in inside} - inside
        grown = bool(below)
        inside |= below
    return base, branch, inside


def chain_of(run: Run, block: BlockRow | None) -> list[BlockRow]:
    """A block and those around it, outermost first."""
    chain: list[BlockRow] = []
    while block is not None:
        chain.append(block)
        block = run.block(block.parent) if block.parent is not None else None
    return chain[::-1]


def _people_of(run: Run, activation: Activation) -> tuple[UUID, ...] | None:
    seats = [
        task.assignee
        for task in run.tasks_of(activation.id)
        if task.parent is None and task.assignee is not None and task.status is not Todo.TRANSFERRED
        and not (task.status is Todo.CANCELLED and task.reason == "dropped")
    ]  # fmt: skip
    return tuple(dict.fromkeys(seats)) or None
