"""Background entry points of the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kernel.api.models import IdempotencyKey
from kernel.tasks import task

KEPT = timedelta(hours=48)


@task(queue="bulk", limit=300)
def sweep() -> None:
    """Forget the answers kept for idempotency keys older than two days."""
    IdempotencyKey.objects.filter(at__lt=datetime.now(UTC) - KEPT).delete()
