"""A kept file: renamed, deleted, restored, and at last deleted for good."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.files import names, store
from kernel.files.actions import usage
from kernel.files.events import FileDeleted, FilePurged, FileRenamed, FileRestored
from kernel.files.kinds import is_disguised
from kernel.files.models import File
from kernel.files.policies import FilePolicy
from kernel.files.verdicts import REFUSALS
from kernel.policies import Conflict, Invalid, require, require_function
from kernel.scope import after_commit_outside


@act
def rename_file(file: File, *, by: Actor, name: str) -> File:
    """Give a file another name. Raises Invalid when a program would get a document's ending."""
    require(FilePolicy.change, file, by)
    file = _fresh(file)
    if not file.is_ready:
        raise Conflict(_("Only a file that is there can be renamed."))
    before, after = file.name, names.clean(name)
    if not name.strip():
        raise Invalid({"name": [_("Give the file a name.")]})
    if is_disguised(names.ending(after), file.detected_type):
        raise Invalid({"name": [REFUSALS["disguised"]]})
    if before != after:
        file.name = after
        file.save(update_fields=["name"])
        record(FileRenamed, file, by=by, before={"name": before}, after={"name": after})
    return file


@act
def delete_file(file: File, *, by: Actor) -> File:
    """Put a file into the bin; it can be restored for 30 days."""
    require(FilePolicy.change, file, by)
    file = _fresh(file)
    if file.is_ready:
        file.deleted_at, file.deleted_by_name = datetime.now(UTC), by.name[:150]
        file.save(update_fields=["deleted_at", "deleted_by_name"])
        record(FileDeleted, file, by=by)
    return file


@act
def restore_file(file: File, *, by: Actor) -> File:
    """Take a file out of the bin. Raises Conflict when it is gone for good."""
    require(FilePolicy.change, file, by)
    file = _fresh(file)
    if file.purged_at is not None:
        raise Conflict(_("This file was deleted for good and cannot be restored."))
    if file.deleted_at is not None:
        file.deleted_at, file.deleted_by_name = None, ""
        file.save(update_fields=["deleted_at", "deleted_by_name"])
        record(FileRestored, file, by=by)
    return file


@act
def purge_file(file: File, *, by: Actor) -> File:
    """Delete a file of the bin for good: its bytes go, its row stays as a trace."""
    require_function("system.manage", by)
    file = _fresh(file)
    if file.deleted_at is None:
        raise Conflict(_("Only a deleted file can be deleted for good."))
    if file.purged_at is None:
        file.purged_at = datetime.now(UTC)
        file.save(update_fields=["purged_at"])
        usage.free(file)
        record(FilePurged, file, by=by, size=file.size)
        key = file.key
        after_commit_outside(lambda: store.delete([key]))
    return file


def _fresh(file: File) -> File:
    return File.objects.select_for_update(of=("self",)).get(pk=file.pk)
