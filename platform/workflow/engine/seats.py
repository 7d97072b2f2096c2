"""Who gets a task when the matter arrives at a step where people work, and what a voice leads to."""

from __future__ import annotations

from uuid import UUID

from workflow.engine import flow
from workflow.engine.rows import Activation, At, Kind, Status, Task, Todo, Vote
from workflow.engine.run import Move, Run, Seat
from workflow.engine.votes import verdict
from workflow.plan.model import Step

_KINDS = {"start": Kind.START, "approve": Kind.APPROVE, "handle": Kind.HANDLE}


def seat(run: Run, step: Step, move: Move) -> None:
    """Give a step's handlers their tasks: the same people as before on a return, else those found now."""
    seats = _people(run, step, move)
    if not seats:
        _nobody(run, step, move)
        return
    activation = run.add_activation(move)
    if step.handler is not None and step.handler.pool and move.people is None:
        activation.total = 1
        pool = [f"person:{one.person}" for one in seats]
        run.add_task(activation, _KINDS[step.kind], None, pool=pool)
        return
    activation.total = sum(one.weight for one in seats)
    already = _already(run, step, move, seats)
    serial = step.vote.order == "serial"
    tasks = [
        run.add_task(
            activation,
            _KINDS[step.kind],
            one.person,
            seq=number,
            weight=one.weight,
            veto=one.veto,
            status=Todo.WAITING if serial and number else Todo.OPEN,
        )
        for number, one in enumerate(seats)
    ]
    for task in tasks:
        # Whoever has just agreed to the same is not asked again; the task says that nobody acted.
        if task.assignee in already and activation.status is At.ACTIVE:
            task.status, task.result, task.reason, task.done_at = Todo.DONE, Vote.AGREE, "same", run.now
            cast(run, task, Vote.AGREE)


def cast(run: Run, task: Task, vote: Vote) -> None:
    """Count a seat's voice, and go on when that decides the step."""
    activation = run.activation(task.activation)
    task.vote = vote
    match vote:
        case Vote.AGREE:
            activation.agreed += task.weight
        case Vote.REJECT:
            activation.rejected += task.weight
            activation.vetoed = activation.vetoed or task.veto
        case _:
            activation.abstained += task.weight
    weigh(run, activation)


def weigh(run: Run, activation: Activation) -> None:
    """Decide a step if it can be decided; else the next in turn is asked."""
    step = run.step(activation)
    found = decided(run, activation)
    if found is None:
        if step.vote.order == "serial":
            _next(run, activation)
    elif found is Vote.AGREE:
        flow.leave(run, activation, outcome="agreed")
    else:
        _failed(run, activation, step)


def decided(run: Run, activation: Activation) -> Vote | None:
    """What the counted voices say: AGREE, REJECT, or None while it is open."""
    return verdict(
        run.step(activation).vote,
        total=activation.total,
        agreed=activation.agreed,
        rejected=activation.rejected,
        abstained=activation.abstained,
        vetoed=activation.vetoed,
    )


def _next(run: Run, activation: Activation) -> None:
    seats = [task for task in run.tasks_of(activation.id) if task.parent is None]
    if any(task.status is Todo.OPEN or (task.held and task.vote is Vote.NONE) for task in seats):
        return
    waiting = [task for task in seats if task.status is Todo.WAITING]
    if waiting:
        run.open_task(min(waiting, key=lambda task: (task.seq, task.id)))


def _failed(run: Run, activation: Activation, step: Step) -> None:
    from workflow.engine import returns

    policy = step.vote.on_fail
    if policy == "branch" and activation.back is None and any(way.on == "rejected" for way in step.ways):
        flow.leave(run, activation, on="rejected", outcome="rejected")
        return
    target = {"starter": run.plan.start, "previous": returns.previous(run, activation)}.get(policy)
    if target is None or target == activation.step:
        activation.status, activation.left_at, activation.outcome = At.DONE, run.now, "rejected"
        flow.close_tasks(run, activation, "decided")
        flow.finish(run, Status.REJECTED)
        return
    returns.send_back(run, activation, target, outcome="rejected")


def _people(run: Run, step: Step, move: Move) -> list[Seat]:
    if step.kind == "start":
        sender = [run.case.starter] if run.case.starter is not None else []
        return [Seat(person) for person in run.people.present(sender)] or [
            Seat(person) for person in run.people.managers()
        ]
    seats = run.people.seats(step, run, move.prev)
    if move.people is not None:
        # The same persons as before, with the weights that the rule gives them now.
        known = {one.person: one for one in seats}
        return [known.get(person, Seat(person)) for person in run.people.present(move.people)] or seats
    starter = run.case.starter
    if step.own == "self" or starter is None or all(one.person != starter for one in seats):
        return seats
    others = [one for one in seats if one.person != starter]
    if step.own == "superior" and (above := run.people.superior(starter)) is not None:
        return others if any(one.person == above for one in others) else [*others, Seat(above)]
    return others or ([Seat(starter)] if step.own == "superior" else [])


def _nobody(run: Run, step: Step, move: Move) -> None:
    skips = step.own == "skip" and bool(run.people.seats(step, run, move.prev))
    if step.empty == "skip" or skips:
        activation = run.add_activation(move)
        run.note("nobody", step=step.key)
        flow.leave(run, activation, outcome="skipped")
        return
    managers = run.people.managers() if step.empty == "managers" else []
    if managers:
        flow.enter(run, step.key, move.block, move.branch, move.prev, people=tuple(managers), back=move.back)
        return
    flow.block_at(run, move, "nobody")


def _already(run: Run, step: Step, move: Move, seats: list[Seat]) -> set[UUID]:
    """Who has agreed before and need not be asked: never on a return, never where more than a yes is wanted."""
    if step.same == "ask" or move.forced or move.people is not None or step.kind != "approve" or step.vote.veto:
        return set()
    if any(step.rights.get(name) for name in ("opinion", "seal", "edit_body")):
        return set()
    people = [one.person for one in seats]
    if step.same == "any":
        return run.store.approved(people, round=run.case.round) & set(people)
    if move.prev is None:
        return set()
    before = run.activation(move.prev)
    if before.step == run.plan.start or before.round != run.case.round:
        return set()
    return {
        task.done_by or task.assignee
        for task in run.tasks_of(before.id)
        if task.result is Vote.AGREE and task.assignee is not None
    } & set(people)
