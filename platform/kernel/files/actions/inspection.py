"""What was found out about a content in the background: its checksum, the scanner's word, damage."""

from __future__ import annotations

from datetime import UTC, datetime

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.files.events import FileDamaged, FileScanned
from kernel.files.models import File
from kernel.files.scanner import Finding
from kernel.policies import require_function


@act
def note_inspection(file: File, *, by: Actor, checksum: str, finding: Finding | None) -> File:
    """Keep the checksum of a content and what the scanner said (None where there is no scanner)."""
    require_function("system.manage", by)
    file = File.objects.select_for_update(of=("self",)).get(pk=file.pk)
    now = datetime.now(UTC)
    expected = file.checksum or file.promised_checksum
    file.checksum, file.checked_at = file.checksum or checksum, now
    if expected and expected != checksum and file.damaged_at is None:
        file.damaged_at = now
        record(FileDamaged, file, by=by, reason="checksum")
    if finding is not None and finding.infection and not file.infection:
        file.infection, file.scanned_at = finding.infection[:120], now
        record(FileScanned, file, by=by, result="infected", after={"infection": file.infection})
    elif finding is not None and finding.unscanned_for:
        file.unscanned_for = finding.unscanned_for
    elif finding is not None:
        file.scanned_at, file.unscanned_for = now, ""
    file.save()
    return file


@act
def note_damage(file: File, *, by: Actor, reason: str) -> File:
    """Keep that a content is not what it was (`checksum`) or not there (`missing`)."""
    require_function("system.manage", by)
    file = File.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if file.damaged_at is None:
        file.damaged_at = datetime.now(UTC)
        file.save(update_fields=["damaged_at"])
        record(FileDamaged, file, by=by, reason=reason)
    return file
