"""Store and rows brought together again: what is in one and not in the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from kernel.actor import Actor
from kernel.files import store
from kernel.files.actions import abort_upload, note_damage, purge_file
from kernel.files.models import File
from kernel.scope import Scope, scope

log = structlog.get_logger("tongban.files")
SYSTEM = Actor.system("files")

UNFINISHED = timedelta(hours=24)
GRACE = timedelta(hours=48)
BIN = timedelta(days=30)


@dataclass
class Swept:
    """What a sweep did."""

    aborted: int = 0
    purged: int = 0
    orphans: int = 0
    abandoned: int = 0
    missing: int = 0


def sweep(here: Scope, now: datetime | None = None) -> Swept:
    """Bring a tenant's store and rows together. Every change is a unit of its own; can be run again at any time."""
    now = now or datetime.now(UTC)
    done = Swept()
    prefix = f"{here.key}/"
    with scope(here):
        unfinished = list(File.objects.filter(ready_at=None, refused_at=None, created_at__lt=now - UNFINISHED))
        over = list(File.objects.filter(deleted_at__lt=now - BIN, purged_at=None))
    for file in unfinished:
        with scope(here):
            abort_upload(file, by=SYSTEM)
        done.aborted += 1
    for file in over:
        with scope(here):
            purge_file(file, by=SYSTEM)
        done.purged += 1
    for page, rows in _side_by_side(here, prefix):
        here_now = {stored.key for stored in page}
        orphans = [
            stored.key
            for stored in page
            if stored.key not in rows and stored.changed_at is not None and stored.changed_at < now - GRACE
        ]
        done.orphans += store.delete(orphans) if orphans else 0
        for key, file in rows.items():
            if key not in here_now and file.is_ready and file.damaged_at is None:
                with scope(here):
                    note_damage(file, by=SYSTEM, reason="missing")
                done.missing += 1
    with scope(here):
        known = set(File.objects.filter(ready_at=None).exclude(upload="").values_list("upload", flat=True))
    for waiting in store.pending(prefix):
        if waiting.upload not in known and waiting.began_at < now - UNFINISHED:
            store.abandon_parts(waiting.key, waiting.upload)
            done.abandoned += 1
    log.info("files swept", **vars(done))
    if done.missing:
        log.error("files are missing in the store", files=done.missing)
    return done


def erase(to: Scope) -> int:
    """Delete everything of a tenant from the store, whatever the rows say; answers how many objects.

    For whoever erases tenants. Can be run again after a cut. Raises ValueError for the public schema.
    """
    if to.tenant is None:
        raise ValueError("the public schema's files are never erased as a whole")
    prefix = f"{to.key}/"
    done = 0
    for waiting in store.pending(prefix):
        store.abandon_parts(waiting.key, waiting.upload)
    while page := next(store.listing(prefix), []):
        gone = store.delete(stored.key for stored in page)
        if not gone:
            break
        done += gone
    return done


def remaining(to: Scope) -> int:
    """How many objects and uploads of a tenant the store still has, up to a page: the proof after an erasure."""
    return len(next(store.listing(f"{to.key}/"), [])) + len(store.pending(f"{to.key}/"))


def _side_by_side(here: Scope, prefix: str) -> Iterator[tuple[list[store.Stored], dict[str, File]]]:
    """Each page of the store with the rows of the same stretch of keys; the last stretch goes to the end."""
    after = ""
    pages = store.listing(prefix)
    page = next(pages, [])
    while True:
        following = next(pages, None)
        with scope(here):
            # Purged and refused rows own nothing any more; what lies under their keys is left over.
            rows = File.objects.filter(key__gt=after, purged_at=None, refused_at=None)
            if following is not None and page:
                rows = rows.filter(key__lte=page[-1].key)
            found = {file.key: file for file in rows.iterator(chunk_size=2000)}
        yield page, found
        if following is None:
            return
        after, page = page[-1].key, following
