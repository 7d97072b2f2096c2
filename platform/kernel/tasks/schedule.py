"""The schedule of all manifests, and one tick of it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from kernel.ports import tenancy
from kernel.registry import manifests
from kernel.scope import PUBLIC, public
from kernel.tasks.definition import REGISTERED, Task, task
from kernel.tasks.models import ScheduleRun
from kernel.tasks.timetable import Every


@dataclass(frozen=True)
class Line:
    """A line of the schedule with the module it comes from."""

    module: str
    licence: str | None
    every: Every

    @property
    def name(self) -> str:
        """What the last run is remembered by."""
        return f"{self.every.run} {self.every.where}"


def lines() -> Iterator[Line]:
    """Every line of every manifest."""
    for manifest in manifests():
        for every in manifest.schedule:
            yield Line(manifest.slug, manifest.licence, every)


def resolve(name: str) -> Task[..., object]:
    """The task behind a dotted name. Raises LookupError when the schedule names none."""
    importlib.import_module(name.rpartition(".")[0])
    try:
        return REGISTERED[name]
    except KeyError:
        raise LookupError(f"the schedule names {name}, which is no task") from None


def tick(now: datetime) -> list[str]:
    """Enqueue what is due, and answer its names. Two schedulers at once do it once."""
    done = []
    with public():
        last = dict(ScheduleRun.objects.values_list("name", "last_at"))
    for line in lines():
        before = last.get(line.name)
        if line.every.is_due(before, now) and _claim(line.name, before, now):
            _enqueue(line)
            done.append(line.name)
    return done


def _claim(name: str, last: datetime | None, now: datetime) -> bool:
    with public():
        if last is not None:
            return ScheduleRun.objects.filter(name=name, last_at=last).update(last_at=now) == 1
        try:
            with transaction.atomic():
                ScheduleRun.objects.create(name=name, last_at=now)
        except IntegrityError:
            return False
        return True


def _enqueue(line: Line) -> None:
    if line.every.where == "public":
        resolve(line.every.run).send(PUBLIC)
    else:
        fan_out.send(PUBLIC, line.every.run, line.licence)


@task(queue="soon", limit=300)
def fan_out(name: str, licence: str | None = None) -> None:
    """Enqueue a task once for every tenant that has the module: a slow tenant then delays nobody."""
    found = resolve(name)
    for to in list(tenancy().every(licence)):
        found.send(to)
