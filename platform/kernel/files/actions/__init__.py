"""The acts on files."""

from kernel.files.actions.content import create_file
from kernel.files.actions.inspection import note_damage, note_inspection
from kernel.files.actions.lifecycle import delete_file, purge_file, rename_file, restore_file
from kernel.files.actions.uploads import abort_upload, complete_upload, start_upload
from kernel.files.actions.usage import recount_usage

__all__ = [
    "abort_upload",
    "complete_upload",
    "create_file",
    "delete_file",
    "note_damage",
    "note_inspection",
    "purge_file",
    "recount_usage",
    "rename_file",
    "restore_file",
    "start_upload",
]
