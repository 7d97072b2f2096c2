"""Reading contents in the background: checksums, the scanner, and a daily sample. Units of work stay short:
nothing is read while a transaction is open."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from django.db.models import F, Q

from kernel.actor import Actor
from kernel.files import reading, scanner
from kernel.files.actions import note_damage, note_inspection
from kernel.files.models import File
from kernel.files.models.file import SCAN_PATIENCE
from kernel.scope import Scope, scope

log = structlog.get_logger("tongban.files")
SYSTEM = Actor.system("files")
#: A daily sample: at most so many files and so many bytes.
SAMPLE = 50
SAMPLE_BYTES = 512 * 1024 * 1024


def inspect(here: Scope, id: str | UUID) -> None:
    """Read a content once, and keep its checksum and the scanner's word. Raises ScannerDown to be tried again."""
    with scope(here):
        file = File.objects.filter(pk=id).first()
    if file is None or not file.is_ready:
        return
    total = hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        for piece in reading.content(file, here=here):
            total.update(piece)
            yield piece

    try:
        finding = None
        if scanner.is_configured() and file.scan == "unscanned":
            finding = scanner.scan(pieces())
        if finding is None or finding.unscanned_for:
            # The scanner may have hung up in the middle.
            total = hashlib.sha256()
            for _ in pieces():
                pass
    except FileNotFoundError:
        with scope(here):
            note_damage(file, by=SYSTEM, reason="missing")
        return
    with scope(here):
        note_inspection(file, by=SYSTEM, checksum=total.hexdigest(), finding=finding)


def inspect_waiting(here: Scope) -> int:
    """Inspect what no task has reached: no checksum yet, or not scanned; answers how many were tried."""
    wanted = Q(checksum="")
    if scanner.is_configured():
        wanted |= Q(scanned_at=None, infection="", unscanned_for="")
    with scope(here):
        waiting = File.objects.filter(
            wanted, ready_at__lt=datetime.now(UTC) - SCAN_PATIENCE / 2, deleted_at=None, damaged_at=None
        )
        ids = list(waiting.order_by("ready_at").values_list("pk", flat=True)[:500])
    for number, pk in enumerate(ids):
        try:
            inspect(here, pk)
        except scanner.ScannerDown:
            log.warning("the virus scanner does not answer", waiting=len(ids) - number)
            return number
    return len(ids)


def check_sample(here: Scope, now: datetime | None = None) -> int:
    """Read again the contents that were not read for longest (a week at least); answers how many were wrong."""
    before = (now or datetime.now(UTC)) - timedelta(days=7)
    with scope(here):
        rows = (
            File.objects.filter(ready_at__isnull=False, deleted_at=None, damaged_at=None)
            .exclude(checksum="")
            .filter(Q(checked_at=None, ready_at__lt=before) | Q(checked_at__lt=before))
            .order_by(F("checked_at").asc(nulls_first=True), "ready_at")
        )
        chosen = list(rows[:SAMPLE])
    read = wrong = 0
    for file in chosen:
        if read and read + file.size > SAMPLE_BYTES:
            break
        read += file.size
        inspect(here, file.pk)
        with scope(here):
            wrong += File.objects.filter(pk=file.pk, damaged_at__isnull=False).count()
    if wrong:
        log.error("stored files are damaged", files=wrong)
    return wrong
