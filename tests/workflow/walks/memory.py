"""The engine on rows in memory: the rules alone, thousands of walks a minute."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.workflow.walks import invariants
from tests.workflow.walks.drawing import PEOPLE, VALUES, Plain
from workflow.engine import NotNow, Run, flow, managing, returns, signers
from workflow.engine.rows import OPEN, Activation, At, BlockRow, Case, Status, Task, Todo, Vote
from workflow.engine.run import Seat
from workflow.plan import Deadline, Plan, Step

DAY = datetime(2026, 11, 25, 9, tzinfo=UTC)


class Memory:
    """A Store and a world of ten people, the last of whom manages."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.now = plan, DAY
        self.chance = random.Random(seed)
        self.ids = (UUID(int=(7 << 76) | number) for number in itertools.count(1))
        self.case = Case(id=next(self.ids), status=Status.DRAFT, starter=PEOPLE[0])
        self.values: dict[str, Any] = {name: self.chance.choice([None, *range(10)]) for name in VALUES}
        self.rows: dict[UUID, Any] = {}
        self.replayed: dict[UUID, dict[str, Any]] = {}
        self.language = Plain()
        self.absent: set[UUID] = set()
        self.undisturbed: set[UUID] = set()

    # -------------------------------------------------------------- Store
    def _all(self, kind: type, which: Callable[[Any], bool]) -> list[Any]:
        copied: Any = replace
        return [copied(row) for row in self.rows.values() if isinstance(row, kind) and which(row)]

    def open_blocks(self) -> Iterable[BlockRow]:
        return self._all(BlockRow, lambda row: row.status in (At.ACTIVE, At.SUSPENDED))

    def open_activations(self) -> Iterable[Activation]:
        return self._all(Activation, lambda row: row.status not in (At.DONE, At.CANCELLED))

    def open_tasks(self) -> Iterable[Task]:
        live = {row.id for row in self.open_activations()}
        return self._all(Task, lambda row: row.activation in live)

    def activation(self, key: UUID) -> Activation | None:
        return next(iter(self._all(Activation, lambda row: row.id == key)), None)

    def block(self, key: UUID) -> BlockRow | None:
        return next(iter(self._all(BlockRow, lambda row: row.id == key)), None)

    def last_done(self, step: str) -> Activation | None:
        return max(
            self._all(Activation, lambda row: row.step == step and row.status is At.DONE),
            key=lambda row: row.id,
            default=None,
        )

    def tasks_of(self, activation: UUID) -> Iterable[Task]:
        return self._all(Task, lambda row: row.activation == activation)

    def after(self, activation: UUID) -> Iterable[Activation]:
        return self._all(Activation, lambda row: row.prev == activation)

    def opened_by(self, activation: UUID) -> Iterable[BlockRow]:
        return self._all(BlockRow, lambda row: row.opener == activation)

    def approved(self, people: Sequence[UUID], *, round: int) -> set[UUID]:
        live = {row.id for row in self._all(Activation, lambda row: row.round == round)}
        rows = self._all(Task, lambda row: row.activation in live and row.result is Vote.AGREE)
        return {row.assignee for row in rows if row.assignee in people}

    # -------------------------------------------------------------- People, Clock
    def seats(self, step: Step, run: Run, prev: UUID | None) -> list[Seat]:
        named = step.handler.params["people"] if step.handler else []
        if named == ["x"]:
            return [Seat(PEOPLE[3])]
        veto = step.vote.veto
        return [
            Seat(UUID(one), step.vote.weights.get(one, 1), "all" in veto or one in veto)
            for one in named
            if UUID(one) not in self.absent
        ]

    def present(self, people: Iterable[UUID]) -> list[UUID]:
        return [one for one in people if one not in self.absent]

    def superior(self, person: UUID) -> UUID | None:
        return PEOPLE[8]

    def managers(self) -> list[UUID]:
        return [PEOPLE[9]]

    def due(self, deadline: Deadline, start: datetime) -> datetime:
        return start + timedelta(hours=deadline.hours, days=deadline.days)

    def shifted(self, due: datetime, paused: datetime, now: datetime) -> datetime:
        return due + (now - paused)

    # -------------------------------------------------------------- operations
    def run(self, by: UUID | None = None) -> Run:
        """A run on copies; `keep` makes it last."""
        merged = dict(self.values)
        run = Run(
            plan=self.plan,
            case=replace(self.case),
            store=self,
            people=self,
            clock=self,
            decide=lambda text: self.language.compile(text).evaluate({**merged, **run.outcome.values}),
            new_id=lambda: next(self.ids),
            now=self.now,
            by=by,
        )
        return run

    def keep(self, run: Run, *, quietly: bool = False) -> None:
        """Write the run's changes, replay them beside, and check everything unless told to be quiet."""
        new, changed, case = run.changes()
        for row in new:
            self.rows[row.id] = row
            self.replayed[row.id] = dict(invariants_columns(row))
        for row, delta in changed:
            self.rows[row.id] = row
            self.replayed[row.id].update(delta)
        del case
        self.case = run.case
        self.case.rev += 1
        self.values.update(run.outcome.values)
        if not quietly:
            self.check()

    def expect(self, run: Run, activation: Activation, target: str) -> None:
        """Who must go on undisturbed when an arrival returns to a step: everybody outside the block that is left."""
        self.undisturbed = set()
        if activation.back is not None or any(row.status is At.SUSPENDED for row in run.activations()):
            return
        here, there = run.plan.steps[activation.step].path, run.plan.steps[target].path
        shared = len([1 for one, other in zip(here, there, strict=False) if one == other])
        shared = next((n for n in range(shared) if here[n] != there[n]), shared)
        for row in run.activations():
            path = run.plan.steps[row.step].path
            left = len(here) > shared and path[:shared] == here[:shared] and path[shared][0] == here[shared][0]
            if row.id != activation.id and not left:
                self.undisturbed.add(row.id)

    def check(self) -> None:
        """All invariants."""
        rows = list(self.rows.values())
        for key in self.undisturbed if self.case.status in OPEN else ():
            if self.rows[key].status in (At.CANCELLED, At.SUSPENDED):
                raise invariants.Broken("a return disturbed a branch that it does not leave")
        self.undisturbed = set()
        invariants.check(
            self.plan,
            self.case,
            [row for row in rows if isinstance(row, BlockRow)],
            [row for row in rows if isinstance(row, Activation)],
            [row for row in rows if isinstance(row, Task)],
        )

    def replay(self) -> None:
        """The changes that were told, one after the other, give the rows. Raises Broken."""
        for row in self.rows.values():
            if self.replayed[row.id] != invariants_columns(row):
                raise invariants.Broken("the changes told do not give the rows")


def invariants_columns(row: Any) -> dict[str, Any]:
    """The values of a row by column."""
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def step(world: Memory) -> str:
    """One random operation; answers its name, or "" when it was refused or nothing fitted."""
    chance = world.chance
    world.now += timedelta(minutes=chance.randint(0, 50))
    run = world.run()
    if run.case.status is Status.SUSPENDED:
        managing.resume(run)
        world.keep(run)
        return "resume"
    tasks = [row for row in run.tasks() if row.status is Todo.OPEN]
    done = [row for row in world.rows.values() if isinstance(row, Task) and row.status is Todo.DONE]
    waiting = [row for row in run.activations() if row.status is At.WAITING]
    blocked = [row for row in run.activations() if row.status is At.BLOCKED]
    name = chance.choices(
        ["agree", "reject", "abstain", "back", "jump_back", "ask", "seats", "drop", "transfer", "claim", "take_back",
         "suspend", "jump", "ready", "timeout", "retry", "redo", "absent", "unclaim"],
        [30, 4, 3, 7, 7, 6, 3, 3, 3, 4, 6, 1, 3, 6, 3, 6, 2, 1, 1],
    )[0]  # fmt: skip
    task = chance.choice(tasks) if tasks else None
    run.by = task.assignee if task else None
    try:
        match name:
            case "agree" | "reject" | "abstain" if task and task.assignee:
                vote = {"agree": Vote.AGREE, "reject": Vote.REJECT, "abstain": Vote.ABSTAIN}[name]
                if task.step == run.plan.start:
                    vote = Vote.AGREE
                signers.answer(run, task, vote)
                flow.settle(run)
            case "back" | "jump_back" if task and task.assignee:
                activation = run.activation(task.activation)
                targets = returns.targets(run, activation)
                if not targets:
                    return ""
                target = chance.choice(targets)
                if name == "back":
                    world.expect(run, activation, target)
                    returns.send_back(run, activation, target, same_people=chance.random() < 0.7)
                else:
                    returns.jump_back(run, activation, target)
                flow.settle(run)
            case "ask" if task and task.assignee and task.step != run.plan.start:
                how = chance.choice(["before", "after", "with", "ask"])
                people = chance.sample(PEOPLE, 1 if how == "ask" else chance.randint(1, 2))
                signers.ask(run, task, how, people, chance.choice(["all", "any", "serial"]))
                flow.settle(run)
            case "seats" if task and task.assignee and task.step != run.plan.start:
                signers.add_seats(run, task, chance.sample(PEOPLE, chance.randint(1, 2)))
            case "drop":
                added = [row for row in run.tasks() if row.added_by and row.status in (Todo.OPEN, Todo.WAITING)]
                if not added:
                    return ""
                signers.drop(run, chance.choice(added))
                flow.settle(run)
            case "transfer" if task and task.assignee:
                signers.transfer(run, task, chance.choice(PEOPLE))
            case "claim" if task:
                signers.claim(run, task, UUID(chance.choice(task.pool or [f"person:{PEOPLE[0]}"]).partition(":")[2]))
            case "unclaim" if task:
                signers.unclaim(run, task)
            case "take_back" if done:
                mine = chance.choice(done[-4:])
                run.tasks_of(run.activation(mine.activation).id)
                signers.take_back(run, run.task(mine.id))
                flow.settle(run)
            case "suspend":
                managing.suspend(run)
            case "jump" if task:
                human = [key for key, one in run.plan.steps.items() if one.is_human]
                managing.jump(run, run.activation(task.activation), chance.choice(human))
            case "redo" if task:
                human = [key for key, one in run.plan.steps.items() if one.is_human]
                managing.redo(run, chance.choice(human), run.activation(task.activation))
            case "ready" if waiting:
                managing.ready(run, chance.choice(waiting))
            case "timeout" if task:
                managing.timed_out(run, task)
            case "retry" if blocked:
                managing.retry(run, chance.choice(blocked), (PEOPLE[9],) if chance.random() < 0.7 else None)
            case "absent":
                world.absent = set(chance.sample(PEOPLE[1:9], chance.randint(0, 3)))
                return ""
            case _:
                return ""
    except NotNow:
        return ""
    try:
        world.keep(run)
    except invariants.Broken as broken:
        raise invariants.Broken(f"{broken} (after {name})") from None
    return name


def walk(plan: Plan, seed: int, most: int = 60) -> tuple[Memory, dict[str, int]]:
    """Start, act at random, and then let everybody agree until the matter ends. Raises invariants.Broken."""
    world = Memory(plan, seed)
    counts: dict[str, int] = {}
    run = world.run(PEOPLE[0])
    managing.start(run)
    world.keep(run)
    for _ in range(world.chance.randint(5, most)):
        if world.case.status not in OPEN | {Status.SUSPENDED}:
            break
        done = step(world)
        if done:
            counts[done] = counts.get(done, 0) + 1
    home(world)
    if world.chance.random() < 0.1:
        run = world.run()
        managing.reopen(run, world.chance.choice([key for key, one in plan.steps.items() if one.is_human]))
        world.keep(run)
        counts["reopen"] = counts.get("reopen", 0) + 1
        home(world)
    return world, counts


def home(world: Memory, most: int = 500) -> None:
    """Everybody agrees; loops are left by values that lead out. Raises Broken when it does not end."""
    for turn in range(most):
        if world.case.status not in OPEN | {Status.SUSPENDED}:
            world.check()
            world.replay()
            return
        if turn % 10 == 9 or world.case.status is Status.BLOCKED:
            world.values = {name: world.chance.randint(0, 9) for name in VALUES}
        world.absent = set()
        run = world.run()
        if run.case.status is Status.SUSPENDED:
            managing.resume(run)
            world.keep(run)
            continue
        blocked = [row for row in run.activations() if row.status is At.BLOCKED]
        waiting = [row for row in run.activations() if row.status is At.WAITING]
        tasks = [row for row in run.tasks() if row.status is Todo.OPEN]
        if blocked:
            managing.retry(run, blocked[0], (PEOPLE[9],))
        elif waiting:
            managing.ready(run, waiting[0])
        elif tasks:
            task = world.chance.choice(tasks)
            run.by = task.assignee
            if task.assignee is None:
                signers.claim(run, task, UUID(task.pool[0].partition(":")[2]))
            else:
                signers.answer(run, task, Vote.AGREE)
                flow.settle(run)
        else:
            raise invariants.Broken("nothing can be done, and it has not ended")
        world.keep(run, quietly=turn % 10 > 0)
    if not loops(world.plan):
        raise invariants.Broken("it does not end")
    run = world.run()  # it was drawn to go round for ever
    managing.terminate(run)
    world.keep(run)


def loops(plan: Plan) -> bool:
    """Whether a drawing leads back to where it was."""
    return any(key in before for key, before in plan.before.items())
