"""Which files somebody may see. There is no list of all files: a file is found through what it belongs to, or among
those that one has sent."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from kernel.actor import Actor
from kernel.files import allowance
from kernel.files.models import File, Usage
from kernel.files.policies import FilePolicy
from kernel.policies import NotFound, allowed
from kernel.scope import current


def file(id: UUID, *, for_: Actor) -> File:
    """A file that the actor may read. Raises NotFound for absent and not theirs alike."""
    found = File.objects.filter(pk=id).first()
    if found is None or not allowed(FilePolicy.read, found, for_):
        raise NotFound()
    return found


def own(actor: Actor, *, purpose: str = "", state: str = "") -> QuerySet[File]:
    """The files that the actor has sent, those deleted for good left out. `state` as in File.state."""
    rows = (
        File.objects.filter(created_by_account=actor.account, purged_at=None) if actor.account else File.objects.none()
    )
    if purpose:
        rows = rows.filter(purpose=purpose)
    match state:
        case "uploading":
            return rows.filter(ready_at=None, refused_at=None, deleted_at=None)
        case "ready":
            return rows.filter(ready_at__isnull=False, deleted_at=None)
        case "refused":
            return rows.filter(refused_at__isnull=False, deleted_at=None)
        case "deleted":
            return rows.filter(deleted_at__isnull=False)
    return rows


def upload(id: UUID, *, for_: Actor) -> File:
    """An upload that the actor began. Raises NotFound."""
    found = File.objects.filter(pk=id).first()
    if found is None or not allowed(FilePolicy.finish, found, for_):
        raise NotFound()
    return found


def uploaded(ids: Iterable[UUID], *, purpose: str, for_: Actor) -> list[File]:
    """Files that the actor has just sent for a purpose, in the order of `ids`; others are left out. One query."""
    wanted = list(ids)
    rows = File.objects.filter(pk__in=wanted, purpose=purpose, ready_at__isnull=False, deleted_at=None)
    found = {row.pk: row for row in rows if allowed(FilePolicy.finish, row, for_)}
    return [found[pk] for pk in wanted if pk in found]


def files(ids: Iterable[UUID]) -> dict[UUID, File]:
    """Files by id, for whoever has checked the right to the thing they belong to. One query."""
    return {row.pk: row for row in File.objects.filter(pk__in=list(ids))}


def usage() -> tuple[int, int | None]:
    """Bytes that the tenant uses (with what is promised to uploads under way), and its limit or None."""
    row = Usage.objects.filter(level=Usage.Level.TENANT, subject=current().key).first()
    return (row.used + row.reserved if row else 0), allowance.of_tenant()
