"""How a matter goes on: arriving at steps, parting at forks, meeting at joins, ending."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from workflow.engine.rows import OPEN, Activation, At, BlockRow, Status, Todo
from workflow.engine.run import Move, Run, Seat
from workflow.plan.model import Deadline, Step, Way

#: So many steps may follow one another without anybody acting; more is a loop, and the matter is stopped.
MOST_MOVES = 100


def enter(
    run: Run,
    step: str,
    block: UUID | None,
    branch: int,
    prev: UUID | None,
    *,
    people: tuple[UUID, ...] | None = None,
    forced: bool = False,
    back: UUID | None = None,
) -> None:
    """Let the matter arrive at a step; `settle` carries it out."""
    run.moves.append(Move(step, block, branch, prev, people, forced, back))


def settle(run: Run) -> None:
    """Go on until everybody who is to act has a task, the matter has ended, or it is blocked."""
    done = 0
    while run.moves:
        move = run.moves.popleft()
        if run.case.status not in OPEN:
            run.moves.clear()
            return
        if move.block is not None and run.block(move.block).status is not At.ACTIVE:
            continue  # its block was left while it was on its way
        done += 1
        if done > MOST_MOVES:
            block_at(run, move, "loop")
            continue
        _arrive(run, move)
    unblock(run)


def leave(run: Run, activation: Activation, *, on: str = "", outcome: str = "") -> None:
    """Complete an arrival and go on. A side arrival gives its place back to what it suspended."""
    activation.status, activation.left_at, activation.outcome = At.DONE, run.now, outcome or activation.outcome
    activation.held_by = None
    close_tasks(run, activation, "decided")
    if activation.back is not None:
        resume(run, activation.id)
        return
    way = next(way for way in run.step(activation).ways if way.on == on)
    enter(run, way.target, activation.block, activation.branch, activation.id)


def finish(run: Run, status: Status) -> None:
    """End the matter. What is still open anywhere in it is cancelled."""
    run.moves.clear()
    run.case.status, run.case.ended_at = status, run.now
    for activation in run.activations():
        cancel(run, activation, "ended")
    for block in run.blocks():
        block.status = At.CANCELLED


def cancel(run: Run, activation: Activation, reason: str) -> None:
    """Take an open arrival away, with its tasks and a matter that was started by it."""
    activation.status, activation.left_at, activation.outcome = At.CANCELLED, run.now, reason
    activation.held_by = None
    if activation.child is not None:
        run.outcome.orphans.append(activation.child)
    close_tasks(run, activation, reason)


def close_tasks(run: Run, activation: Activation, reason: str) -> None:
    """Close the tasks of an arrival that nobody has to do any more. They are nobody's done work."""
    for task in run.tasks_of(activation.id):
        if task.status in (Todo.OPEN, Todo.WAITING, Todo.SUSPENDED):
            task.was = task.was if task.status is Todo.SUSPENDED else int(task.status)
            task.status, task.reason, task.done_at = Todo.CANCELLED, reason, run.now


def resume(run: Run, side: UUID) -> None:
    """Wake up what a side arrival had suspended, as it was."""
    for block in run.blocks():
        if block.held_by == side:
            block.status, block.held_by = At.ACTIVE, None
    for activation in run.activations():
        if activation.held_by != side:
            continue
        activation.status, activation.held_by = At(activation.was), None
        for task in run.tasks_of(activation.id):
            if task.status is Todo.SUSPENDED:
                task.status = Todo(task.was)
                if task.due_at is not None:
                    task.due_at = run.clock.shifted(task.due_at, activation.left_at or run.now, run.now)
        activation.left_at = None
        if activation.ready:
            leave(run, activation, outcome="done")


def suspend(run: Run, activation: Activation, side: UUID) -> None:
    """Put an arrival to sleep until a side arrival is completed. `left_at` keeps the moment meanwhile."""
    activation.was, activation.status = int(activation.status), At.SUSPENDED
    activation.held_by, activation.left_at = side, run.now
    for task in run.tasks_of(activation.id):
        if task.status in (Todo.OPEN, Todo.WAITING):
            task.was, task.status = int(task.status), Todo.SUSPENDED


def block_at(run: Run, move: Move, reason: str) -> None:
    """Stop at a step that cannot be passed; a manager has to decide how to go on."""
    activation = run.add_activation(move, status=At.BLOCKED)
    activation.outcome = reason
    run.case.status = Status.BLOCKED
    run.note("blocked", step=move.step, reason=reason)


def unblock(run: Run) -> None:
    """Put the matter's status right once nothing in it is blocked any more."""
    if run.case.status is Status.BLOCKED and not any(
        row.status is At.BLOCKED or row.was == At.BLOCKED for row in run.activations()
    ):
        run.case.status = Status.RUNNING


def reach(run: Run, block: BlockRow, branch: int, prev: UUID | None) -> None:
    """A branch has come to its end. When all opened ones have, the block closes and one way goes on."""
    block.arrived |= 1 << branch
    if block.arrived & block.opened != block.opened:
        return
    block.status = At.DONE
    join = run.plan.blocks[block.fork].join
    if join is None:
        end(run, block.parent, block.branch, prev)
        return
    (way,) = run.plan.steps[join].ways
    enter(run, way.target, block.parent, block.branch, prev)


def end(run: Run, block: UUID | None, branch: int, prev: UUID | None) -> None:
    """An end: of the matter outside all blocks, of its branch within one."""
    if block is None:
        finish(run, Status.APPROVED)
    else:
        reach(run, run.block(block), branch, prev)


def open_block(run: Run, move: Move, branches: Iterable[int], *, opener: UUID | None) -> BlockRow:
    """Open a block at a fork, with some of its branches."""
    opened = 0
    for number in branches:
        opened |= 1 << number
    return run.add_block(parent=move.block, branch=move.branch, fork=move.step, opened=opened, opener=opener)


def _arrive(run: Run, move: Move) -> None:
    step = run.plan.steps[move.step]
    match step.kind:
        case "start" | "approve" | "handle":
            from workflow.engine.seats import seat

            seat(run, step, move)
        case "pass" | "close":
            enter(run, step.ways[0].target, move.block, move.branch, move.prev)
        case "choice":
            _choose(run, step, move)
        case "fork" | "split" | "open":
            _fork(run, step, move)
        case "join" | "merge":
            assert move.block is not None
            reach(run, run.block(move.block), move.branch, move.prev)
        case "end":
            rejected = step.settings.get("outcome") == "rejected"
            if rejected or step.settings.get("all"):
                finish(run, Status.REJECTED if rejected else Status.APPROVED)
            else:
                end(run, move.block, move.branch, move.prev)
        case _:
            _machine(run, step, move)


def _choose(run: Run, step: Step, move: Move) -> None:
    way = next((way for way in step.ways if way.when and _holds(run, way)), None)
    way = way or next((way for way in step.ways if way.otherwise), None)
    if way is None:
        block_at(run, move, "no-branch")
        return
    run.note("chosen", step=step.key, ways=[way.key])
    enter(run, way.target, move.block, move.branch, move.prev)


def _fork(run: Run, step: Step, move: Move) -> None:
    if step.kind == "split":
        chosen = [n for n, way in enumerate(step.ways) if not way.otherwise and (not way.when or _holds(run, way))]
        chosen = chosen or [n for n, way in enumerate(step.ways) if way.otherwise]
        run.note("chosen", step=step.key, ways=[step.ways[number].key for number in chosen])
    else:
        chosen = list(range(len(step.ways)))
    if not chosen:
        block_at(run, move, "no-branch")
        return
    block = open_block(run, move, chosen, opener=move.prev)
    for number in chosen:
        target = step.ways[number].target
        enter(run, target, block.id, number, move.prev)


def _holds(run: Run, way: Way) -> bool:
    answer = run.decide(way.when)
    if answer is None:
        run.note("undecided", way=way.key, when=way.when)
    return answer is True


def _machine(run: Run, step: Step, move: Move) -> None:
    activation = run.add_activation(move, status=At.WAITING if step.kind in {"wait", "sub"} else At.ACTIVE)
    given = step.settings
    match step.kind:
        case "wait":
            until = Deadline(float(given.get("hours") or 0), int(given.get("days") or 0))
            activation.due_at = run.clock.due(until, run.now)
        case "sub":
            run.outcome.children.append((activation.id, given))
        case "cc":
            people = _named(run.people.seats(step, run, move.prev))
            run.outcome.copies += [(person, step.key) for person in people]
            leave(run, activation, outcome="sent")
        case _:
            run.outcome.values.update(given.get("set") or {})
            run.outcome.told.append((step.key, given))
            leave(run, activation, outcome="done")


def _named(seats: Iterable[Seat]) -> list[UUID]:
    return [one.person for one in seats]
