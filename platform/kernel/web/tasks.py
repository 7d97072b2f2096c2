"""Background work of the lists."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from kernel.actor import Actor
from kernel.tasks import task
from kernel.web.lists.background import clear, write
from kernel.web.models import ListExport


@task(queue="soon", limit=900, retries=3)
def write_export(export: UUID) -> None:
    """Write a long list into a file."""
    if (asked := ListExport.objects.filter(id=export, finished_at=None, failed_at=None).first()) is not None:
        write(asked, by=Actor.system("export"), now=datetime.now(UTC))


@task(queue="bulk", limit=300)
def clear_exports() -> None:
    """Clear old exports and their files away."""
    clear(by=Actor.system("export"), now=datetime.now(UTC))
