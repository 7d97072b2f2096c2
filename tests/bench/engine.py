"""Start and five approvals through the product's own acts, beside the same writes by plain psycopg in the same run.

Audit, outbox, opinion and log are included on both sides. Through HTTP and beside SpiffWorkflow it is not measured here.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from kernel.actor import Actor
from kernel.keys import uuid7
from kernel.scope import Scope, close_before_fork, scope
from kernel.showcase import Showcase
from organization import seed
from organization.models import Person
from tests.support import scratch
from tests.support.measuring import in_own_process
from workflow.actions import definitions, matters, tasks
from workflow.engine.rows import Todo
from workflow.models import Instance, Process, TaskRow

MATTERS = 300
WORKERS = 2
LOOPS = 60
PER_SECOND, P99_MILLISECONDS, OF_FLOOR, FLAT = 100.0, 300.0, 0.25, 1.3
RIGHTS = frozenset({"organization.manage", "workflow.manage", "workflow.design"})


def run(args: argparse.Namespace) -> dict[str, Any]:
    """`--scale 0.1` for a look; a minute at full size."""
    return in_own_process(__name__, args, bare=True)


def measure(scale: float) -> dict[str, Any]:
    """The figures and bars; the services run."""
    count = max(10, round(MATTERS * scale))
    with scratch.database("engine"):
        (tenant,) = scratch.tenants(1)
        here = Scope(tenant.pk, tenant.schema_name)
        people = _company(here)
        acts, seconds = _in_workers(lambda _worker: _approvals(here, people, count // WORKERS))
        floor, floor_seconds = _in_workers(lambda worker: _floor(here, count // WORKERS, worker))
        early, late = _loop(here, people)
    rate, bare = len(acts) / seconds, len(floor) / floor_seconds
    p99 = 1000 * statistics.quantiles(acts, n=100)[98]
    return {
        "figures": {
            "completions": len(acts),
            "completions a second": rate,
            "p50 (ms)": 1000 * statistics.median(acts),
            "p99 (ms)": p99,
            "floor: completions a second": bare,
            "floor: p50 (ms)": 1000 * statistics.median(floor),
            "step 1 to 20 of a long matter (ms)": early,
            f"step {2 * LOOPS - 20} to {2 * LOOPS} (ms)": late,
        },
        "bars": [
            _bar("completions a second", rate, PER_SECOND, rate >= PER_SECOND),
            _bar("p99 (ms)", p99, P99_MILLISECONDS, p99 <= P99_MILLISECONDS),
            _bar("part of the floor", rate / bare, OF_FLOOR, rate / bare >= OF_FLOOR),
            _bar("a late step against an early one", late / early, FLAT, late / early <= FLAT),
        ],
    }


def _company(here: Scope) -> list[Actor]:
    with scope(here):
        seed.run(Showcase("heyi-2026"))
        people = [
            Actor(kind="person", name=one.name, person=one.pk, functions=RIGHTS)
            for one in Person.objects.order_by("id")[:6]
        ]
        _publish("line", people[0], [_step(f"s{number}", one) for number, one in enumerate(people[1:])])
        again = {"kind": "condition", "key": "c", "branches": [
            {"when": "more", "steps": [{"kind": "again", "to": "a"}]}, {"otherwise": True}]}  # fmt: skip
        _publish("loop", people[0], [_step("a", people[1]), _step("b", people[2]), again], {"more": "boolean"})
    return people


def _step(key: str, person: Actor) -> dict[str, Any]:
    handler = {"rule": "people", "people": [str(person.person)]}
    return {"kind": "approve", "key": key, "name": "审批", "handler": handler, "same": "ask"}


def _publish(key: str, by: Actor, steps: list[dict[str, Any]], fields: dict[str, str] | None = None) -> None:
    process = definitions.create(by=by, key=key, name=key)
    definitions.publish(definitions.draw(process, by=by, source={"steps": steps}, fields=fields), by=by)


def _approvals(here: Scope, people: list[Actor], count: int) -> list[float]:
    took = []
    for number in range(count):
        with scope(here):
            process = Process.objects.select_related("current").get(key="line")
            matter = matters.start(process, by=people[0], title=f"采购申请 {number}", values={"金额": "1200.50"})
        for person in people[1:]:
            took.append(_decide(here, matter, person))
    return took


def _decide(here: Scope, matter: Instance, person: Actor, values: dict[str, Any] | None = None) -> float:
    began = time.perf_counter()
    with scope(here):
        task = TaskRow.objects.get(instance=matter, assignee=person.person, status=Todo.OPEN)
        tasks.decide(task, by=person, result="agree", opinion="同意，请尽快办理。", values=values)
    return time.perf_counter() - began


def _loop(here: Scope, people: list[Actor]) -> tuple[float, float]:
    with scope(here):
        process = Process.objects.select_related("current").get(key="loop")
        matter = matters.start(process, by=people[0], title="往复", values={"more": True})
    took = []
    for _number in range(LOOPS):
        took += [_decide(here, matter, people[1]), _decide(here, matter, people[2])]
    return 1000 * statistics.median(took[:20]), 1000 * statistics.median(took[-20:])


def _floor(here: Scope, count: int, worker: int) -> list[float]:
    """The writes of the same matters, with rows copied from real ones: sending, then one transaction each completion."""
    where: Any = settings.DATABASES["default"]
    name = connections["default"].settings_dict["NAME"]
    took = []
    with psycopg.connect(
        host=where["HOST"], port=where["PORT"] or 5432, user=where["USER"], password=where["PASSWORD"], dbname=str(name)
    ) as connection:
        path = sql.SQL("SET LOCAL search_path = {}, extensions").format(sql.Identifier(here.schema))
        connection.execute(path)
        columns = {table: _columns(connection, here, table) for table in _TABLES}
        samples = {
            table: connection.execute(
                sql.SQL("SELECT {} FROM {} ORDER BY id DESC LIMIT 1").format(
                    sql.SQL(", ").join(map(sql.Identifier, columns[table])), sql.Identifier(table)
                )
            ).fetchone()
            for table in _TABLES
        }
        connection.commit()

        def copied(table: str, **new: Any) -> UUID:
            row = dict(zip(columns[table], samples[table] or (), strict=True)) | {"id": uuid7()}
            row |= {name: value for name, value in new.items() if name in row}
            connection.execute(_insert(table, columns[table]), [_adapted(one) for one in row.values()])
            return UUID(str(row["id"]))

        for _number in range(count):
            # Sending it: the matter, its first two arrivals, the first task, and what is said about it.
            connection.execute(path)
            key = copied("workflow_instance")
            copied("workflow_activationrow", instance_id=key)
            made = {table: copied(table, instance_id=key, rev=1) for table in _COPIED}
            connection.execute("UPDATE workflow_instance SET rev = 1, updated_at = now() WHERE id = %s", (key,))
            connection.commit()
            for rev in range(2, 7):
                task, activation = made["workflow_taskrow"], made["workflow_activationrow"]
                began = time.perf_counter()
                connection.execute(path)
                connection.execute("SELECT * FROM workflow_instance WHERE id = %s FOR UPDATE", (key,))
                connection.execute("SELECT * FROM workflow_taskrow WHERE id = %s", (task,))
                connection.execute("UPDATE workflow_taskrow SET status = 2, done_at = now() WHERE id = %s", (task,))
                connection.execute(
                    "UPDATE workflow_activationrow SET status = 2, agreed = 1, total = 1 WHERE id = %s", (activation,)
                )
                made = {table: copied(table, instance_id=key, rev=rev) for table in _COPIED}
                connection.execute(
                    "UPDATE workflow_instance SET rev = rev + 1, updated_at = now() WHERE id = %s", (key,)
                )
                connection.commit()
                took.append(time.perf_counter() - began)
    return took


_COPIED = ("workflow_activationrow", "workflow_taskrow", "workflow_opinion", "workflow_logentry", "events_eventrow")
_TABLES = ("workflow_instance", *_COPIED)


def _columns(connection: psycopg.Connection[Any], here: Scope, table: str) -> list[str]:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
        " ORDER BY ordinal_position",
        (here.schema, table),
    )
    return [row[0] for row in rows]


def _insert(table: str, columns: list[str]) -> sql.Composed:
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
    )


def _adapted(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) and not _is_texts(value) else value


def _is_texts(value: Any) -> bool:
    # The only array of a copied row is the pool of a task, which is empty here; JSON lists hold lists.
    return isinstance(value, list) and not value


def _in_workers(work: Callable[[int], list[float]]) -> tuple[list[float], float]:
    close_before_fork()
    context = multiprocessing.get_context("fork")
    answers: Any = context.Queue()

    def body(number: int) -> None:
        answers.put(work(number))

    began = time.perf_counter()
    workers = [context.Process(target=body, args=(number,)) for number in range(WORKERS)]
    for worker in workers:
        worker.start()
    took = [one for _worker in workers for one in answers.get(timeout=1800)]
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.join()
    return took, seconds


def _bar(name: str, value: float, limit: float, ok: bool) -> dict[str, Any]:
    return {"name": name, "value": value, "limit": limit, "ok": ok}
