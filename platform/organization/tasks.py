"""Background entry points."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from kernel.actor import Actor
from kernel.tasks import task
from organization.actions.changesets import apply_if_due
from organization.actions.exchange import apply_workbook
from organization.models import ChangeSet, ImportRun


@task(queue="soon", limit=300)
def apply_due_change_sets() -> None:
    """Apply the scheduled reorganisations whose day has come, each by itself."""
    today = timezone.localdate()
    due = ChangeSet.objects.filter(
        scheduled_at__isnull=False, applied_at=None, withdrawn_at=None, refused_at=None, effective_on__lte=today
    )
    for change_set in due.order_by("effective_on", "made_at"):
        apply_if_due(change_set, by=Actor.system("schedule"), today=today)


@task(queue="now", limit=300)
def apply_import(run: UUID) -> None:
    """Apply an import somebody started."""
    apply_workbook(ImportRun.objects.get(pk=run), by=Actor.system("import"))
