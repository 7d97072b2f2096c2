"""Files that we make ourselves: exports, pictures of a seed, documents written by a program."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from typing import BinaryIO

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.files import names, store
from kernel.files.actions import usage
from kernel.files.detecting import detected
from kernel.files.events import FileUploaded
from kernel.files.keeping import new_file
from kernel.files.models import File
from kernel.files.policies import FilePolicy
from kernel.files.purposes import by_name
from kernel.files.verdicts import REFUSALS
from kernel.policies import Invalid, require


@act
def create_file(purpose: str, *, by: Actor, name: str, content: bytes | BinaryIO) -> File:
    """Keep a content under a name for a purpose; ready at once. Raises Refused, Invalid, StoreDown."""
    wanted = by_name(purpose)
    require(FilePolicy.start, wanted, by)
    size, checksum = _measured(content)
    if size > wanted.max_bytes:
        raise Invalid({"size": [REFUSALS["quota"]]})
    file = new_file(wanted, by=by, owner=usage.owner(), name=names.clean(name), size=size)
    usage.reserve(file)
    store.put(file.key, content)
    file.checksum = checksum
    file.detected_type, file.charset = detected(file.key, size)
    if not wanted.takes(file.detected_type):
        raise Invalid({"": [REFUSALS["type"]]})
    usage.settle(file)
    file.ready_at = datetime.now(UTC)
    file.save(force_insert=True)
    record(FileUploaded, file, by=by, after={"name": file.name}, purpose=file.purpose, size=file.size)
    return file


def _measured(content: bytes | BinaryIO) -> tuple[int, str]:
    if isinstance(content, bytes):
        return len(content), hashlib.sha256(content).hexdigest()
    content.seek(0)
    checksum = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    return size, checksum
