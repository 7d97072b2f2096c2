"""The same walks through the product's acts on PostgreSQL: real commits, people racing each other, children, the log replayed."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from kernel.actor import Actor
from kernel.events.facts import plain
from kernel.policies import Conflict, Invalid, NotFound, Refused
from kernel.scope import Scope, scope
from organization.models import Person
from tests.workflow.walks import invariants
from tests.workflow.walks.drawing import PEOPLE, VALUES, Drawer
from tests.workflow.walks.memory import loops
from workflow.actions import definitions, matters, tasks
from workflow.actions.stored import _ACTIVATION, _BLOCK, _TASK, _activation, _block, _task
from workflow.engine.rows import At, Case, Row, Status, Todo, columns
from workflow.models import ActivationRow, Block, Instance, LogEntry, Process, TaskRow
from workflow.plan import Plan
from workflow.plan.model import plan_of

FIELDS = dict.fromkeys((*VALUES, "nothing"), "number")
RIGHTS = frozenset({"organization.manage", "workflow.manage", "workflow.design"})
MANAGER = Actor(kind="person", name="管理员", person=PEOPLE[9], functions=RIGHTS)
SAID = (Conflict, Invalid, Refused, NotFound)


def actor(person: UUID) -> Actor:
    """Somebody of the ten."""
    return Actor(
        kind="person",
        name=str(person)[-4:],
        person=person,
        functions=RIGHTS,
        principals=frozenset({f"person:{person}"}),
    )


def settle_in(here: Scope) -> None:
    """The ten people, and a process that others start."""
    with scope(here):
        Person.objects.bulk_create(
            [Person(id=one, name=f"人{number}") for number, one in enumerate(PEOPLE)], ignore_conflicts=True
        )
        _publish("sub", {"steps": [_signs(PEOPLE[4])]})


def _signs(person: UUID) -> dict[str, Any]:
    return {"kind": "approve", "key": "k", "handler": {"rule": "people", "people": [str(person)]}}


def _publish(key: str, source: dict[str, Any]) -> Process:
    process = definitions.create(by=MANAGER, key=key, name=key, managers=[PEOPLE[9]])
    definitions.publish(definitions.draw(process, by=MANAGER, source=source, fields=FIELDS), by=MANAGER)
    process.refresh_from_db()
    return process


class Walk:
    """One process, one matter, and whoever does something to it."""

    def __init__(self, here: Scope, seed: int, pool: ThreadPoolExecutor) -> None:
        self.here, self.chance, self.pool = here, random.Random(seed), pool
        self.counts: Counter[str] = Counter()
        self.days = 60
        tree = Drawer(random.Random(seed), subs=("sub",)).tree()
        for step in _every(tree):
            if step.get("handler", {}).get("people") == ["x"]:
                step["handler"]["people"] = [str(PEOPLE[3])]
        with scope(here):
            process = _publish(f"w{seed}", tree)
            values = {name: self.chance.choice([None, *range(10)]) for name in VALUES}
            self.matter = matters.start(process, by=actor(PEOPLE[0]), title=f"w{seed}", values=values).pk
        self.check()

    def family(self) -> list[Instance]:
        """The matter and those it has started, as deep as they go."""
        found = list(Instance.objects.select_related("process").filter(pk=self.matter))
        for one in found:
            found += Instance.objects.select_related("process").filter(parent=one)
        return found

    def wander(self, most: int) -> None:
        """Random operations, now and then two at once."""
        for _ in range(self.chance.randint(4, most)):
            doing = [self.choose()]
            if self.chance.random() < 0.1:
                doing.append(self.choose())
            barrier = threading.Barrier(len(doing))
            futures = [self.pool.submit(self.attempt, name, do, barrier) for name, do in doing]
            for future in futures:
                if name := future.result():
                    self.counts[name] += 1
            self.counts["raced"] += len(doing) > 1
            self.follow()
            self.check()
            with scope(self.here):
                if Instance.objects.get(pk=self.matter).ended_at is not None:
                    return

    def attempt(self, name: str, do: Callable[[], object], barrier: threading.Barrier) -> str:
        """Do it in a unit of its own; what is refused in words counts as nothing."""
        try:
            with scope(self.here):
                barrier.wait(10)
                do()
        except SAID:
            return ""
        return name

    def choose(self) -> tuple[str, Callable[[], object]]:
        """An operation that might fit what stands in the tables."""
        chance = self.chance
        with scope(self.here):
            family = self.family()
            matter = chance.choice(family)
            if matter.status == Status.SUSPENDED:
                return "resume", lambda: matters.resume(matter, by=MANAGER)
            open_ = list(TaskRow.objects.filter(instance=matter, status=Todo.OPEN).order_by("id"))
            done = list(TaskRow.objects.filter(instance=matter, status=Todo.DONE).order_by("-id")[:4])
            live = ActivationRow.objects.select_related("instance__process").filter(instance=matter)
            blocked = list(live.filter(status=At.BLOCKED))
            human = [key for key, one in self.plan(matter).steps.items() if one.is_human]
        task = chance.choice(open_) if open_ else None
        if blocked and chance.random() < 0.3:
            arrival = chance.choice(blocked)
            return "retry", lambda: matters.retry(arrival, by=MANAGER, people=[PEOPLE[9]])
        if task is None:
            return "urge", lambda: matters_urge(matter)
        by = actor(task.assignee or PEOPLE[1])
        if task.assignee is None:
            return "claim", lambda: tasks.claim(task, by=actor(UUID(task.pool[0].partition(":")[2])))
        with scope(self.here):
            arrival = ActivationRow(pk=task.activation, instance=matter, step=task.step)
        reason, target, others = "原因", chance.choice(human), chance.sample(PEOPLE, chance.randint(1, 2))
        mode, later = chance.choice(["all", "any", "serial"]), datetime.now(UTC) + timedelta(days=30)
        how, undone = chance.choice(["before", "after", "with", "beside"]), chance.choice(done or [task])
        given = {name: chance.randint(0, 9) for name in VALUES}
        every: list[tuple[str, int, Callable[[], object]]] = [
            ("agree", 28, lambda: tasks.decide(task, by=by, result="agree", values=given)),
            ("disagree", 4, lambda: tasks.decide(task, by=by, result="disagree", opinion=reason)),
            ("abstain", 3, lambda: tasks.decide(task, by=by, result="abstain")),
            ("return", 8, lambda: tasks.send_back(task, by=by, target=target, reason=reason)),
            ("jump back", 8, lambda: tasks.send_back(task, by=by, target=target, reason=reason, come_back=True)),
            ("add", 6, lambda: tasks.ask_others(task, by=by, how=how, people=others, mode=mode)),
            ("ask", 2, lambda: tasks.ask_others(task, by=by, how="ask", people=others[:1])),
            ("drop", 3, lambda: tasks.drop_signer(task, by=MANAGER)),
            ("transfer", 3, lambda: tasks.transfer(task, by=by, to=others[0])),
            ("unclaim", 1, lambda: tasks.unclaim(task, by=by)),
            ("take back", 6, lambda: tasks.take_back(undone, by=actor(undone.done_by or undone.assignee or PEOPLE[1]))),
            ("time out", 3, lambda: tasks.time_out(task, by=Actor.system("clock"), now=later)),
            ("suspend", 1, lambda: matters.suspend(matter, by=MANAGER, reason=reason)),
            ("jump", 3, lambda: matters.jump(arrival, by=MANAGER, target=target, reason=reason)),
            ("redo", 2, lambda: matters.redo(arrival, by=MANAGER, target=target, reason=reason)),
            ("hand over", 1, lambda: matters.hand_over(
                matter, by=MANAGER, giver=by.person or PEOPLE[1], taker=others[0], reason=reason)),
            ("terminate child", 1 if matter.pk != self.matter else 0,
             lambda: matters.terminate(matter, by=MANAGER, reason=reason)),
        ]  # fmt: skip
        name, _weight, do = chance.choices(every, [weight for _name, weight, _do in every])[0]
        return name, do

    def follow(self) -> None:
        """What the clock and the handlers do: waits pass, parents go on, children of steps that are gone end."""
        from workflow import due

        self.days += 10  # what was begun at the last look is due at this one
        far = datetime.now(UTC) + timedelta(days=self.days)
        with scope(self.here):
            keys = {one.pk for one in self.family()}
            waiting = [ActivationRow.objects.get(pk=key) for key in due.waiting(far)]
            waiting = [one for one in waiting if one.instance_id in keys]
            orphans = [one for one in self.family() if one.pk in set(due.orphans())]
        for arrival in waiting:
            if self.chance.random() < 0.6:
                with scope(self.here):
                    matters.wake(arrival, by=Actor.system("clock"), now=far)
        for orphan in orphans:
            with scope(self.here):
                matters.terminate(orphan, by=Actor.system("clock"), reason="上级步骤已撤销")

    def home(self, most: int = 400) -> None:
        """Everybody agrees until all has ended. Raises Broken when it does not."""
        for turn in range(most):
            self.follow()
            with scope(self.here):
                family = [one for one in self.family() if one.ended_at is None]
                if not family:
                    return
                matter = family[-1]
                given = {name: self.chance.randint(0, 9) for name in VALUES}
                if matter.status == Status.SUSPENDED:
                    matters.resume(matter, by=MANAGER)
                    continue
                live = ActivationRow.objects.select_related("instance__process").filter(instance=matter)
                blocked = live.filter(status=At.BLOCKED).first()
                task = TaskRow.objects.filter(instance=matter, status=Todo.OPEN).order_by("id").first()
                if blocked is not None:
                    matters.retry(blocked, by=MANAGER, people=[PEOPLE[9]], values=given)
                elif task is not None and task.assignee is None:
                    tasks.claim(task, by=actor(UUID(task.pool[0].partition(":")[2])))
                elif task is not None and task.assignee is not None:
                    tasks.decide(task, by=actor(task.assignee), result="agree", values=given)
                elif not live.filter(status=At.WAITING).exists():
                    raise invariants.Broken("nothing can be done, and it has not ended")
            if turn % 20 == 0:
                self.check()
        with scope(self.here):
            (top, *_children) = self.family()
            if not loops(self.plan(top)):
                raise invariants.Broken("it does not end")
            matters.terminate(top, by=MANAGER, reason="流程图本身循环不止")
        for _ in range(5):
            self.follow()

    def check(self) -> None:
        """The invariants over the tables, counters by the rows, and the log replayed against them."""
        with scope(self.here):
            for one in self.family():
                blocks = [_block(row) for row in Block.objects.filter(instance=one).values_list(*_BLOCK)]
                arrivals = [
                    _activation(row) for row in ActivationRow.objects.filter(instance=one).values_list(*_ACTIVATION)
                ]
                rows = [_task(row) for row in TaskRow.objects.filter(instance=one).values_list(*_TASK)]
                every: list[Row] = [*blocks, *arrivals, *rows]
                case = Case(id=one.pk, status=Status(one.status), starter=one.starter)
                invariants.check(self.plan(one), case, blocks, arrivals, rows)
                self.replay(one, {row.id: plain(columns(row)) for row in every})

    def replay(self, matter: Instance, rows: dict[UUID, Any]) -> None:
        """The log without a gap gives the rows."""
        replayed: dict[str, dict[str, Any]] = {}
        entries = list(LogEntry.objects.filter(instance=matter).order_by("rev"))
        if [one.rev for one in entries] != list(range(1, matter.rev + 1)):
            raise invariants.Broken("the log has a gap")
        for entry in entries:
            for _kind, key, change in entry.changes:
                if key == "new":
                    replayed[change["id"]] = dict(change)
                else:
                    replayed[key].update(change)
        if replayed != {str(key): row for key, row in rows.items()}:
            raise invariants.Broken("the log replayed does not give the rows")

    def plan(self, matter: Instance) -> Plan:
        """The plan of a matter."""
        return plan_of(matter.plan.body)


def matters_urge(matter: Instance) -> object:
    """Urge whoever there is."""
    return tasks.urge(matter, by=MANAGER)


def walk(here: Scope, seed: int, pool: ThreadPoolExecutor, most: int = 25) -> Counter[str]:
    """A whole walk; answers what was done how often. Raises Broken."""
    one = Walk(here, seed, pool)
    one.wander(most)
    one.home()
    one.check()
    return one.counts


def _every(tree: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for step in tree.get("steps", []):
        found.append(step)
        for branch in step.get("branches", []):
            found += _every(branch)
    return found


def _read(row: dict[str, Any]) -> dict[str, Any]:
    return row
