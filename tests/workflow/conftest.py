"""The showcase company with processes of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from kernel.actor import Actor
from kernel.scope import Scope
from kernel.showcase import Showcase
from organization import seed
from tests.organization.conftest import Company
from workflow import functions
from workflow.actions import definitions, matters, tasks
from workflow.engine.rows import Status, Todo
from workflow.models import ActivationRow, Instance, LogEntry, Process, TaskRow


def handler(*people: UUID, **more: Any) -> dict[str, Any]:
    return {"rule": "people", "people": [str(one) for one in people], **more}


class Office(Company):
    """People who sign in, processes by their drawing, tasks by whose they are."""

    def pid(self, name: str) -> UUID:
        return self.person(name).pk

    @property
    def designer(self) -> Actor:
        return self.actor("何欣", functions.DESIGN, functions.MANAGE)

    def step(self, key: str, *names: str, **more: Any) -> dict[str, Any]:
        return {"kind": "approve", "key": key, "name": key, "handler": handler(*map(self.pid, names)), **more}

    def process(
        self, *steps: dict[str, Any], key: str = "p", fields: dict[str, str] | None = None, **more: Any
    ) -> Process:
        made = definitions.create(by=self.designer, key=key, name=f"流程{key}", **more)
        version = definitions.draw(made, by=self.designer, source={"steps": list(steps)}, fields=fields)
        definitions.publish(version, by=self.designer)
        made.refresh_from_db()
        return made

    def start(self, process: Process, name: str = "孟繁星", **more: Any) -> Instance:
        return matters.start(process, by=self.actor(name), title="采购十台电脑", **more)

    def todo(self, matter: Instance, name: str) -> TaskRow:
        return TaskRow.objects.get(instance=matter, assignee=self.pid(name), status=Todo.OPEN)

    def waiting(self, matter: Instance) -> list[tuple[str, str]]:
        rows = TaskRow.objects.filter(instance=matter, status=Todo.OPEN).order_by("id")
        from organization.models import Person

        names = dict(Person.objects.filter(pk__in=[one.assignee for one in rows]).values_list("pk", "name"))
        return sorted((one.step, names[one.assignee] if one.assignee else "") for one in rows)

    def agree(self, matter: Instance, name: str, **more: Any) -> Instance:
        return tasks.decide(self.todo(matter, name), by=self.actor(name), result="agree", **more)

    def disagree(self, matter: Instance, name: str) -> Instance:
        return tasks.decide(self.todo(matter, name), by=self.actor(name), result="disagree", opinion="不同意")

    def status(self, matter: Instance) -> str:
        return Status(Instance.objects.get(pk=matter.pk).status).name

    def live(self, matter: Instance, step: str) -> ActivationRow:
        return ActivationRow.objects.filter(instance=matter, step=step).exclude(status__in=[2, 3]).get()

    def last_log(self, matter: Instance) -> LogEntry:
        return LogEntry.objects.filter(instance=matter).order_by("-rev")[0]


@pytest.fixture
def office(tenant: Scope) -> Iterator[Office]:
    seed.run(Showcase("heyi-2026"))
    yield Office()


__all__ = ["Office", "handler", "office", "replace"]
