"""Rules made wrong on purpose, one at a time: a walk that does not notice is not worth much."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.workflow.walks.drawing import drawn
from tests.workflow.walks.memory import walk
from workflow.engine import flow, returns, seats, signers

#: name → (function, what it says, what the mutant says)
MUTANTS: dict[str, tuple[Callable[..., Any], str, str]] = {
    "going back into a block waits for all branches": (
        returns.uproot, "opened=1 << number", "opened=(1 << run.plan.blocks[fork].branches) - 1",
    ),
    "going back out of a block leaves the siblings": (
        returns.uproot, "row.block in inside or row.id == activation.id", "row.id == activation.id",
    ),
    "going back out of a block leaves the block": (
        returns.uproot, "if block.id in inside:", "if False:",
    ),
    "the common block is always the outermost": (
        returns._common, "shared < min(len(here), len(target))", "shared < 0",
    ),
    "a return from a side arrival does not give it up": (
        returns.popped, "activation.back is not None and", "False and",
    ),
    "a jump back lets the others go on": (
        returns.jump_back, "(row.block in inside or row.id == activation.id)", "row.id == activation.id",
    ),
    "a jump back does not put the block to sleep": (
        returns.jump_back, "if block.id in inside and", "if False and",
    ),
    "waking up forgets the blocks": (flow.resume, "if block.held_by == side:", "if False:"),
    "waking up forgets the tasks": (flow.resume, "if task.status is Todo.SUSPENDED:", "if False:"),
    "a join fires at the first arrival": (
        flow.reach, "block.arrived & block.opened != block.opened", "False",
    ),
    "a join never fires": (flow.reach, "block.arrived & block.opened != block.opened", "True"),
    "an end leaves what is open": (flow.finish, "for activation in run.activations():", "for activation in []:"),
    "a decision leaves those whose turn has not come": (
        flow.close_tasks, "(Todo.OPEN, Todo.WAITING, Todo.SUSPENDED)", "(Todo.OPEN, Todo.SUSPENDED)",
    ),
    "a transfer loses its weight": (signers.transfer, "weight=task.weight", "weight=1"),
    "a dropped signer still counts": (signers.drop, "activation.total -= task.weight", "pass"),
    "an added signer does not count": (signers.add_seats, "activation.total += len(people)", "pass"),
    "a voice taken back still counts": (signers._uncount, "activation.agreed -= task.weight", "pass"),
    "a decision is taken back behind a join": (
        signers._undo_leaving, "own is not None and own.status is not At.ACTIVE", "False",
    ),
    "somebody is asked twice": (signers._require_new, "any(one.assignee in people for one in there)", "False"),
    "the next in turn is not asked": (seats.weigh, 'step.vote.order == "serial"', "False"),
    "whoever asked others first is never asked again": (signers._progress, "run.open_task(parent)", "pass"),
    "a no counts as a yes": (seats.cast, "activation.rejected += task.weight", "activation.agreed += task.weight"),
}  # fmt: skip


@contextmanager
def mutated(name: str) -> Iterator[None]:
    """The engine with one rule made wrong. Raises LookupError when the rule no longer reads as it did."""
    function, says, instead = MUTANTS[name]
    source = textwrap.dedent(inspect.getsource(function))
    if source.count(says) != 1:
        raise LookupError(f"{name}: the rule reads differently now")
    made: dict[str, Any] = dict(function.__globals__)
    exec(compile(source.replace(says, instead), f"<{name}>", "exec"), made)
    original = function.__code__
    function.__code__ = made[function.__name__].__code__
    try:
        yield
    finally:
        function.__code__ = original


def caught(name: str, most: int, first: int = 0) -> int | None:
    """After how many walks a mutant is noticed; None when it is not."""
    with mutated(name):
        for number in range(most):
            try:
                walk(drawn(first + number), first + number)
            except Exception:  # any fault at all gives the mutant away
                return number + 1
    return None
