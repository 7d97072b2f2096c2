"""Somebody leaves: all their open tasks go to somebody else, in the background, with its progress."""

from __future__ import annotations

from uuid import UUID

from django.core.cache import cache

from kernel.actor import Actor
from kernel.policies import Conflict
from kernel.scope import Scope, scope
from workflow import queries
from workflow.actions import matters
from workflow.engine.rows import Todo
from workflow.models import Instance, TaskRow

DAY = 86400


def waiting_matters(giver: UUID, *, by: Actor) -> list[UUID]:
    """The matters that somebody looks after in which a person has open tasks."""
    tasks = TaskRow.objects.filter(assignee=giver, status=Todo.OPEN, instance__in=queries.managed(by).order_by())
    return list(tasks.order_by("instance").values_list("instance", flat=True).distinct())


def begin(run: UUID, number: int) -> None:
    """Note that a run has so many matters before it."""
    _keep(run, {"all": number, "done": 0, "moved": 0, "failed": 0})


def hand_all_over(here: Scope, run: UUID, giver: UUID, taker: UUID, reason: str, by: Actor) -> None:
    """Hand over matter by matter, each in its own unit of work; what cannot be is counted and the rest goes on."""
    with scope(here):
        keys = waiting_matters(giver, by=by)
    told = {"all": len(keys), "done": 0, "moved": 0, "failed": 0}
    for key in keys:
        try:
            with scope(here):
                row = Instance.objects.select_related("process").get(pk=key)
                told["moved"] += matters.hand_over(row, by=by, giver=giver, taker=taker, reason=reason)
        except Conflict:
            told["failed"] += 1
        told["done"] += 1
        with scope(here):
            _keep(run, told)
    with scope(here):
        _keep(run, {**told, "ended": 1})


def state(run: UUID) -> dict[str, int] | None:
    """How far a run is; None when it is not known, or was forgotten after a day."""
    found = cache.get(f"workflow.handing.{run}")
    return dict(found) if found else None


def _keep(run: UUID, told: dict[str, int]) -> None:
    cache.set(f"workflow.handing.{run}", told, DAY)
