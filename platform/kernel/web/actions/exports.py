"""Lists that leave the house: written down, and for long ones asked for, finished and cleared away."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from kernel.actor import Actor
from kernel.acts import act, while_read_only
from kernel.events import record
from kernel.policies import require
from kernel.web.events import ExportAsked, ExportFailed, ExportFinished, ExportsCleared, ListExported
from kernel.web.models import ListExport
from kernel.web.policies import ExportPolicy

KEPT = timedelta(days=7)


@while_read_only
@act
def note_export(list_key: str, *, by: Actor, format: str, query: str) -> None:
    """Write down who took a list out of the house, and which part of it."""
    require(ExportPolicy.ask, None, by)
    record(ListExported, None, by=by, list=list_key, format=format, query=query[:2000])


@while_read_only
@act
def ask_export(list_key: str, *, by: Actor, format: str, query: str, rows: int, now: datetime) -> ListExport:
    """Have a long list written in the background, as the actor sees it in the position in use."""
    from kernel.web.tasks import write_export

    require(ExportPolicy.ask, None, by)
    assert by.account is not None
    asked = ListExport.objects.create(
        owner=by.account,
        position=by.position,
        list_key=list_key,
        format=format,
        query=query[:2000],
        rows=rows,
        asked_at=now,
    )
    record(ExportAsked, asked, by=by, list=list_key, format=format, query=query[:2000], rows=rows)
    write_export.later(asked.id)
    return asked


@while_read_only
@act
def finish_export(asked: ListExport, *, by: Actor, file: UUID, now: datetime) -> ListExport:
    """The file is there; whoever asked for it is told by who hears of the fact."""
    require(ExportPolicy.finish, asked, by)
    asked.file, asked.finished_at = file, now
    asked.save(update_fields=["file", "finished_at"])
    record(ExportFinished, asked, by=by, list=asked.list_key, format=asked.format, account=str(asked.owner))
    return asked


@while_read_only
@act
def fail_export(asked: ListExport, *, by: Actor, now: datetime) -> ListExport:
    """It cannot be written: the list is gone, or whoever asked may no longer see it."""
    require(ExportPolicy.finish, asked, by)
    asked.failed_at = now
    asked.save(update_fields=["failed_at"])
    record(ExportFailed, asked, by=by, list=asked.list_key, format=asked.format, account=str(asked.owner))
    return asked


@while_read_only
@act
def clear_exports(*, by: Actor, now: datetime) -> list[UUID]:
    """Forget exports older than a week; answers their files, which the caller deletes."""
    require(ExportPolicy.finish, None, by)
    old = list(ListExport.objects.filter(asked_at__lt=now - KEPT)[:1000])
    if old:
        ListExport.objects.filter(id__in=[one.id for one in old]).delete()
        record(ExportsCleared, None, by=by, count=len(old))
    return [one.file for one in old if one.file]
