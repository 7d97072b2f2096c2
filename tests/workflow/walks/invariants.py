"""What must hold of a matter's rows after every operation, whatever was done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from workflow.engine.rows import OPEN, Activation, At, BlockRow, Case, Status, Task, Todo, Vote
from workflow.engine.votes import verdict
from workflow.plan import Plan

LIVE = {At.ACTIVE, At.WAITING, At.BLOCKED}
TO_DO = {Todo.OPEN, Todo.WAITING}


class Broken(AssertionError):
    """An invariant does not hold."""


def check(
    plan: Plan, case: Case, blocks: Iterable[BlockRow], activations: Iterable[Activation], tasks: Iterable[Task]
) -> None:
    """Raise Broken with the name of the first thing that does not hold."""
    by_block = {row.id: row for row in blocks}
    by_activation = {row.id: row for row in activations}
    of: dict[UUID, list[Task]] = defaultdict(list)
    for task in tasks:
        of[task.activation].append(task)
    going = case.status in OPEN or case.status is Status.SUSPENDED
    places: Counter[tuple[UUID | None, int]] = Counter()
    for row in by_activation.values():
        mine = of[row.id]
        _counters(plan, row, mine)
        people = Counter(
            one.assignee for one in mine if one.assignee and one.status not in (Todo.CANCELLED, Todo.TRANSFERRED)
        )
        _holds(all(number == 1 for number in people.values()), f"somebody is asked twice at {row.step}")
        if row.status in LIVE:
            _holds(going, "a live arrival in an ended matter")
            places[row.block, row.branch] += 1
            _holds(row.held_by is None, "held and live")
            if row.block is not None:
                block = by_block[row.block]
                _holds(block.status is At.ACTIVE, f"live at {row.step} in a block that is {block.status.name}")
                _holds(block.opened >> row.branch & 1 == 1, "live in a branch that was not opened")
                if row.back is None:
                    _holds(not block.arrived >> row.branch & 1, "live in a branch that has arrived")
            if row.back is None:
                depth = _depth(by_block, row.block)
                _holds(depth == len(plan.steps[row.step].path), f"{row.step} is not in its own block")
        if row.status is At.SUSPENDED:
            _holds(going, "suspended in an ended matter")
            holder = by_activation.get(row.held_by) if row.held_by else None
            _holds(holder is not None and holder.status in LIVE | {At.SUSPENDED}, "asleep with nobody to wake it up")
        if row.status is At.ACTIVE:
            _holds(any(one.status is Todo.OPEN for one in mine), f"nobody has to act at {row.step}")
        for one in mine:
            if one.status in TO_DO:
                _holds(row.status is At.ACTIVE, f"a task in an arrival that is {row.status.name}")
            if one.status is Todo.SUSPENDED:
                _holds(row.status is At.SUSPENDED, "a sleeping task in an arrival that is awake")
            if one.held:
                _holds(any(other.parent == one.id for other in mine), "waits for a group that is not there")
    for block in by_block.values():
        if block.status is At.ACTIVE:
            _holds(going, "an open block in an ended matter")
            if block.parent is not None:
                _holds(by_block[block.parent].status is At.ACTIVE, "an open block in a closed one")
            places[block.parent, block.branch] += 1
        if block.status is At.SUSPENDED:
            _holds(going, "a sleeping block in an ended matter")
    _places(case, by_block, places)


def _places(case: Case, by_block: dict[UUID, BlockRow], places: Counter[tuple[UUID | None, int]]) -> None:
    """One thing in every branch that is open, nothing in one that has arrived."""
    if case.status in OPEN or case.status is Status.SUSPENDED:
        _holds(places[None, 0] == 1, f"{places[None, 0]} things outside all blocks")
    for block in by_block.values():
        if block.status is not At.ACTIVE:
            continue
        _holds(block.arrived & block.opened != block.opened, "all have arrived and the block is open")
        for branch in range(60):
            opened, arrived = block.opened >> branch & 1, block.arrived >> branch & 1
            wanted = 1 if opened and not arrived else 0
            _holds(
                places[block.id, branch] == wanted or (arrived and places[block.id, branch] == 0),
                f"branch {branch} of {block.fork} holds {places[block.id, branch]} things instead of {wanted}",
            )


def _counters(plan: Plan, row: Activation, tasks: list[Task]) -> None:
    seats = [
        one
        for one in tasks
        if one.parent is None
        and one.status is not Todo.TRANSFERRED
        and not (one.status is Todo.CANCELLED and one.reason == "dropped")
    ]
    _holds(row.total == sum(one.weight for one in seats), f"{row.step} counts {row.total} seats of {len(seats)}")
    for name, vote in (("agreed", Vote.AGREE), ("rejected", Vote.REJECT), ("abstained", Vote.ABSTAIN)):
        counted = sum(one.weight for one in seats if one.vote is vote)
        _holds(getattr(row, name) == counted, f"{row.step}: {name} is {getattr(row, name)}, the rows say {counted}")
    if row.status is At.ACTIVE and seats:
        found = verdict(
            plan.steps[row.step].vote,
            total=row.total,
            agreed=row.agreed,
            rejected=row.rejected,
            abstained=row.abstained,
            vetoed=row.vetoed,
        )
        _holds(found is None, f"{row.step} is decided and still open")


def _depth(by_block: dict[UUID, BlockRow], key: UUID | None) -> int:
    depth = 0
    while key is not None:
        depth, key = depth + 1, by_block[key].parent
    return depth


def _holds(truth: object, words: str) -> None:
    if not truth:
        raise Broken(words)
