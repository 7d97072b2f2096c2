"""What the clock looks for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from workflow.engine.rows import OPEN, At, Todo
from workflow.models import ActivationRow, Instance, TaskRow

BATCH = 500


def late(now: datetime) -> list[UUID]:
    """Open tasks of running matters whose deadline has passed and has not been told."""
    rows = TaskRow.objects.filter(
        status=Todo.OPEN, due_at__lte=now, timed_out_at=None, instance__status__in=sorted(OPEN)
    )
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:BATCH])


def waiting(now: datetime) -> list[UUID]:
    """Waiting arrivals whose time has come, or whose child has ended."""
    ended = Instance.objects.filter(parent_activation=OuterRef("pk"), ended_at__isnull=False)
    rows = ActivationRow.objects.filter(
        Q(due_at__lte=now) | Q(Exists(ended), child__isnull=False),
        status=At.WAITING,
        instance__status__in=sorted(OPEN),
    )
    return list(rows.order_by("id").values_list("pk", flat=True)[:BATCH])


def orphans() -> list[UUID]:
    """Matters under way that a step started which has been cancelled since."""
    gone = ActivationRow.objects.filter(pk=OuterRef("parent_activation"), status=At.CANCELLED)
    rows = Instance.objects.filter(Exists(gone), parent__isnull=False, ended_at=None)
    return list(rows.values_list("pk", flat=True)[:BATCH])
