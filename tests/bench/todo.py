"""Ten million tasks in one schema: the to-do page, its count and the done page, and a step beside ten thousand.

The tasks are copied in; the measured person has a hundred to do and five thousand done among them. Pages are asked
through the whole stack of middleware by Django's own client; steps are the product's acts.
"""

from __future__ import annotations

import random
import statistics
from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.support.measuring import Result, bar, in_own_process, milliseconds, per_cent, say

TASKS = 10_000_000
FEW = 10_000
SQL_MS, PAGE_MS, STEP_RATIO = 20.0, 80.0, 1.10
PEOPLE, PER_MATTER = 5_000, 5
OPEN, DONE = 100, 5_000
ROUNDS, STEPS = 60, 40
NOW = datetime(2026, 11, 25, tzinfo=UTC)
_STREAM = random.Random(7)


def run(args: Namespace) -> Result:
    """`--scale 0.02` for a look; at full size 10,000,000 tasks, some 6 GB and half an hour."""
    return in_own_process(__name__, args)


def measure(scale: float) -> Result:
    """The figures; a database with two tenants is there."""
    from tests.support.databases import ONE

    many = max(4 * FEW, round(TASKS * scale))
    ground = Ground(ONE)
    ground.fill(FEW)
    few_step = ground.step_cost()
    say(f"{many} tasks")
    ground.fill(many - FEW)
    many_step = ground.step_cost()
    figures: dict[str, Any] = {"tasks": many, "step at 10,000 (ms)": few_step, f"step at {many:,} (ms)": many_step}
    bars = [bar("a step against one among 10,000", many_step / few_step, STEP_RATIO)]
    for name, limit, took in ground.measured():
        figures |= {f"{name}: p50 (ms)": statistics.median(took), f"{name}: p95 (ms)": per_cent(took, 95)}
        bars.append(bar(f"{name}: p95 (ms)", per_cent(took, 95), limit))
    return {"figures": figures, "bars": bars}


class Ground:
    """One tenant with the showcase's people, a process, and the person who is measured."""

    def __init__(self, here: Any) -> None:
        from kernel.actor import Actor
        from kernel.scope import scope
        from kernel.showcase import Showcase
        from organization import seed
        from organization.directory import OrganizationDirectory
        from organization.models import Person
        from workflow.actions import definitions
        from workflow.models import Process

        self.here = here
        self.strangers = [_id(number) for number in range(PEOPLE)]
        with scope(here):
            seed.run(Showcase("heyi-2026"))
            rows = list(Person.objects.filter(account__isnull=False).order_by("id")[:3])
            assert rows[0].account is not None
            self.account, self.person = rows[0].account, rows[0].pk
            self.actor = OrganizationDirectory().actor_for(rows[0].account)
            rights = frozenset({"workflow.design", "workflow.manage"})
            boss = Actor(kind="person", name="bench", person=rows[1].pk, functions=rights)
            handler = {"rule": "people", "people": [str(rows[2].pk)]}
            steps = [{"kind": "approve", "key": f"s{n}", "handler": handler, "same": "ask"} for n in range(6)]
            made = definitions.create(by=boss, key="bench", name="bench")
            definitions.publish(definitions.draw(made, by=boss, source={"steps": steps}), by=boss)
            self.process = Process.objects.select_related("current").get(pk=made.pk)
            self.starter, self.handler = boss, Actor(kind="person", name="handler", person=rows[2].pk)

    def fill(self, number: int) -> None:
        """Copy in so many tasks with their matters and arrivals; the measured person's share is spread among them."""
        from django.db import connection

        from kernel.scope import scope

        with scope(self.here), connection.cursor() as cursor:
            matters = max(1, number // PER_MATTER)
            keys = [_id() for _number in range(matters)]
            version, plan = str(self.process.current_id), str(self.process.current.plan_id)  # type: ignore[union-attr]
            _copy(cursor, "workflow_instance", _INSTANCE, (
                (key, self.process.pk, version, plan, f"采购申请 {n}", _one(self.strangers), 1, 5, 1, 0, "{}", "审批",
                 NOW, NOW) for n, key in enumerate(keys)
            ))  # fmt: skip
            _copy(cursor, "workflow_taskrow", _TASK, self._tasks(keys, number))
        self._analyze()

    def _tasks(self, matters: list[UUID], number: int) -> Iterator[tuple[Any, ...]]:
        done_each, open_each = max(1, number // DONE), max(1, number // OPEN)
        for n in range(number):
            matter = matters[min(n // PER_MATTER, len(matters) - 1)]
            mine_open, mine_done = n % open_each == 0, n % done_each == 1
            who = self.person if mine_open or mine_done else _one(self.strangers)
            is_open = mine_open or (not mine_done and n % PER_MATTER == PER_MATTER - 1)
            moment = NOW - timedelta(seconds=number - n)
            yield (
                _id(), matter, self.process.pk, f"采购申请 {n}", _one(self.strangers), "审批", _id(), "s1", 1, who, who,
                moment, 1 if is_open else 2, 0, 1, False, 0, 0, "", "", 0, 0, 0, 0 if is_open else 1, 0 if is_open else 1,
                "", "{}", None if is_open else moment, None if is_open else who, 0,
            )  # fmt: skip

    def _analyze(self) -> None:
        from django.db import connection

        from kernel.scope import scope

        with scope(self.here), connection.cursor() as cursor:
            for table in ("workflow_taskrow", "workflow_instance"):
                cursor.execute(f"ANALYZE {table}")

    def step_cost(self) -> float:
        """The median of one decision by the product's own act, in milliseconds."""
        from kernel.scope import scope
        from workflow.actions import matters, tasks
        from workflow.models import TaskRow

        took = []
        for number in range(STEPS // 5):
            with scope(self.here):
                matter = matters.start(self.process, by=self.starter, title=f"步骤 {number}")
            for _step in range(5):

                def decide(matter: Any = matter) -> None:
                    with scope(self.here):
                        task = TaskRow.objects.get(instance=matter, assignee=self.handler.person, status=1)
                        tasks.decide(task, by=self.handler, result="agree")

                took.append(milliseconds(decide))
        return statistics.median(took[5:])

    def measured(self) -> Iterator[tuple[str, float, list[float]]]:
        """Each thing that is measured, its limit, and what it took."""
        from django.test import Client

        from kernel.scope import scope
        from tests.support.databases import HOSTS
        from workflow import queries

        def in_sql(do: Callable[[], Any]) -> list[float]:
            took = []
            for _round in range(ROUNDS):
                with scope(self.here):
                    queries.todo_own(self.actor)[:1].exists()  # the connection and its path are there
                    took.append(milliseconds(do))
            return took[5:]

        yield "to-do page in SQL", SQL_MS, in_sql(lambda: list(queries.todo(self.actor)[:51]))
        yield "count in SQL", SQL_MS, in_sql(lambda: queries.todo(self.actor).order_by()[:100].count())
        yield "done page in SQL", SQL_MS, in_sql(lambda: list(queries.done(self.actor)[:51]))
        client = Client(headers={"host": HOSTS["one"]})
        with scope(self.here):
            client.force_login(self.account)
        for name, path in (("to-do page", "/workflow/"), ("done page", "/workflow/done/")):
            for _round in range(5):
                answer = client.get(path)
                assert answer.status_code == 200, (path, answer.status_code)
            yield name, PAGE_MS, [milliseconds(lambda path=path: client.get(path)) for _round in range(ROUNDS)]  # type: ignore[misc]


_INSTANCE = (
    "id", "process_id", "version_id", "plan_id", "title", "starter", "status", "rev", "round", "held", "values",
    "current", "created_at", "updated_at",
)  # fmt: skip
_TASK = (
    "id", "instance_id", "process", "title", "starter", "step_name", "activation", "step", "kind", "assignee", "owner",
    "created_at", "status", "seq", "weight", "veto", "depth", "group", "mode", "held", "groups", "was", "hops",
    "result", "vote", "reason", "pool", "done_at", "done_by", "urges",
)  # fmt: skip
_count = 0


def _copy(cursor: Any, table: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _id(number: int | None = None) -> UUID:
    """Keys in the order of making, as the product's are."""
    global _count
    if number is not None:
        return UUID(int=(0x0190 << 112) | (7 << 76) | (2 << 62) | number)
    _count += 1
    return UUID(int=(0x0193 << 112) | (_count << 80) | (7 << 76) | (2 << 62) | _STREAM.getrandbits(60))


def _one(rows: list[UUID]) -> UUID:
    return rows[_STREAM.randrange(len(rows))]
