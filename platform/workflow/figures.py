"""How processes go: how many matters, how long each step takes in working time, where they pile up, what is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from organization import queries as people
from organization.calendars.queries import calendar_for
from organization.models import Position
from organization.worktime import between
from workflow.engine.rows import At, Status, Todo
from workflow.models import ActivationRow, Instance, Process, TaskRow

#: So many arrivals, the latest, tell how long steps take.
MOST = 5000


@dataclass
class OfProcess:
    """The matters of a process that were sent in a period."""

    name: str
    sent: int = 0
    under_way: int = 0
    approved: int = 0
    rejected: int = 0
    other: int = 0
    late: int = 0


@dataclass
class OfStep:
    """A step: how often it was passed, how many hours of working time it took, and what lies there now."""

    process: str
    name: str
    passed: int = 0
    hours: list[float] = field(default_factory=list)
    open_now: int = 0

    @property
    def average(self) -> float:
        """Hours."""
        return sum(self.hours) / len(self.hours) if self.hours else 0.0

    @property
    def middle(self) -> float:
        """Half of them took less, in hours."""
        return median(self.hours) if self.hours else 0.0

    @property
    def longest(self) -> float:
        """Hours."""
        return max(self.hours, default=0.0)

    share: float = 0.0


@dataclass
class OfPerson:
    """A person or department: what is open, what of it is late, and what was done late in the period."""

    name: str
    open_now: int = 0
    late_now: int = 0
    done: int = 0
    done_late: int = 0


@dataclass(frozen=True)
class Figures:
    """Everything that the page shows."""

    processes: list[OfProcess]
    steps: list[OfStep]
    people: list[OfPerson]
    departments: list[OfPerson]


def figures(matters: QuerySet[Instance], *, since: datetime, until: datetime, now: datetime) -> Figures:
    """The figures of some matters for a period. About a dozen queries, whatever the number of rows."""
    names = dict(Process.objects.values_list("pk", "name"))
    persons, departments = _people(matters, since, until, now)
    return Figures(
        _processes(matters, names, since, until, now), _steps(matters, names, since, until), persons, departments
    )


def _processes(
    matters: QuerySet[Instance], names: dict[UUID, str], since: datetime, until: datetime, now: datetime
) -> list[OfProcess]:
    found: dict[UUID, OfProcess] = {}
    sent = matters.filter(created_at__gte=since, created_at__lt=until)
    for process, status, number in sent.values_list("process", "status").annotate(n=Count("pk")).order_by():
        one = found.setdefault(process, OfProcess(names.get(process, "")))
        one.sent += number
        match Status(status):
            case Status.APPROVED:
                one.approved += number
            case Status.REJECTED:
                one.rejected += number
            case Status.RUNNING | Status.BLOCKED | Status.SUSPENDED:
                one.under_way += number
            case _:
                one.other += number
    late = TaskRow.objects.filter(status=Todo.OPEN, due_at__lt=now, instance__in=matters.order_by())
    for process, number in late.values_list("process").annotate(n=Count("pk")).order_by():
        found.setdefault(process, OfProcess(names.get(process, ""))).late = number
    return sorted(found.values(), key=lambda one: -one.sent)


def _steps(matters: QuerySet[Instance], names: dict[UUID, str], since: datetime, until: datetime) -> list[OfStep]:
    found: dict[tuple[UUID, str], OfStep] = {}
    drawn = Process.objects.filter(current__isnull=False).values_list("pk", "current__graph")
    words = {
        (process, node["key"]): node.get("name") or (_("Sender") if node["kind"] == "start" else "")
        for process, graph in drawn
        for node in graph.get("nodes", ())
    }
    rows = ActivationRow.objects.filter(
        instance__in=matters.order_by(), status=At.DONE, left_at__gte=since, left_at__lt=until, total__gt=0
    ).order_by("-left_at")
    calendars: dict[UUID | None, Any] = {}
    for process, unit, step, entered, left in rows.values_list(
        "instance__process", "instance__unit", "step", "entered_at", "left_at"
    )[:MOST]:
        one = found.setdefault((process, step), OfStep(names.get(process, ""), words.get((process, step)) or step))
        if unit not in calendars:
            calendars[unit] = calendar_for(unit)
        one.passed += 1
        if left is not None:
            one.hours.append(between(calendars[unit], entered, left).total_seconds() / 3600)
    now_open = ActivationRow.objects.filter(instance__in=matters.order_by(), status__in=[At.ACTIVE, At.BLOCKED])
    for process, step, number in now_open.values_list("instance__process", "step").annotate(n=Count("pk")).order_by():
        one = found.setdefault((process, step), OfStep(names.get(process, ""), words.get((process, step)) or step))
        one.open_now = number
    listed = sorted(found.values(), key=lambda one: (-one.average, -one.open_now))
    most = max((one.average for one in listed), default=0.0) or 1.0
    for one in listed:
        one.share = one.average / most
    return listed


def _people(
    matters: QuerySet[Instance], since: datetime, until: datetime, now: datetime
) -> tuple[list[OfPerson], list[OfPerson]]:
    tasks = TaskRow.objects.filter(instance__in=matters.order_by(), assignee__isnull=False)
    is_open, in_time = Q(status=Todo.OPEN), Q(status=Todo.DONE, done_at__gte=since, done_at__lt=until)
    rows = list(
        tasks.filter(is_open | in_time).values_list("assignee").annotate(
            open_now=Count("pk", filter=is_open),
            late_now=Count("pk", filter=is_open & Q(due_at__lt=now)),
            done=Count("pk", filter=in_time),
            done_late=Count("pk", filter=in_time & Q(due_at__lt=F("done_at"))),
        ).order_by()
    )  # fmt: skip
    names = people.names(row[0] for row in rows)
    places = _departments(row[0] for row in rows)
    persons, departments = [], defaultdict[str, OfPerson](lambda: OfPerson(""))
    for person, *numbers in rows:
        persons.append(OfPerson(names.get(person, ""), *numbers))
        place = departments[places.get(person, "")]
        place.name = places.get(person, "")
        place.open_now, place.late_now = place.open_now + numbers[0], place.late_now + numbers[1]
        place.done, place.done_late = place.done + numbers[2], place.done_late + numbers[3]
    return sorted(persons, key=_lateness)[:200], sorted(departments.values(), key=_lateness)


def _lateness(one: OfPerson) -> tuple[int, ...]:
    return -one.late_now, -one.done_late, -one.open_now


def _departments(persons: Iterable[UUID]) -> dict[UUID, str]:
    seats = Position.objects.filter(person__in=set(persons), ended_on=None, kind=Position.Kind.MAIN)
    return {
        person: department or unit
        for person, department, unit in seats.values_list("person", "department__name", "unit__name")
    }
