"""Uploads: announced here, sent by the browser to the store itself, finished here."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.actor import Actor
from kernel.acts import act
from kernel.config.environment import environment
from kernel.events import record
from kernel.files import allowance, names, store
from kernel.files.actions import usage
from kernel.files.detecting import detected
from kernel.files.events import FileRefused, FileUploaded
from kernel.files.keeping import new_file, parts_of, sizes
from kernel.files.kinds import is_disguised
from kernel.files.models import File
from kernel.files.policies import FilePolicy
from kernel.files.purposes import PURPOSES, Purpose, by_name
from kernel.policies import Conflict, Invalid, require
from kernel.scope import after_commit_outside, current

#: Up to this size a file whose checksum is told goes in one request.
SINGLE = 16 * 1024 * 1024
_SHA256 = re.compile(r"^[0-9a-f]{64}$")


@act
def start_upload(purpose: str, *, by: Actor, name: str, size: int, declared_type: str = "", checksum: str = "") -> File:
    """Announce a file of `size` bytes; `checksum` is SHA-256 in hexadecimal where the sender knows it.

    Raises Refused, and Invalid for a size that is not possible or for which there is no room.
    """
    wanted = by_name(purpose)
    require(FilePolicy.start, wanted, by)
    checksum = checksum.lower()
    _check_size(wanted, size, by)
    if checksum and not _SHA256.match(checksum):
        raise Invalid({"checksum": [_("A checksum has 64 hexadecimal digits.")]})
    file = new_file(
        wanted, by=by, owner=usage.owner(), name=names.clean(name), size=size, declared_type=declared_type[:127]
    )
    file.promised_checksum = checksum
    usage.reserve(file)
    if not checksum or size > SINGLE:
        file.part_size = parts_of(size)
        file.upload = store.begin_parts(file.key)
    file.save(force_insert=True)
    return file


@act
def complete_upload(file: File, *, by: Actor) -> File:
    """Finish an upload: look at what the store has, and keep it (`is_ready`) or refuse it (`refused_for`).

    May be called again after a cut. Raises Invalid naming the parts that have not arrived.
    """
    require(FilePolicy.finish, file, by)
    file = File.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if file.state != "uploading":
        return file
    if file.upload:
        _join(file)
    stored = store.head(file.key)
    if stored is None:
        raise Invalid({"": [_("The file has not arrived yet. Send it, then finish.")]})
    if stored.size != file.size:
        return _refuse(file, "size", by)
    if file.promised_checksum and stored.checksum and stored.checksum != file.promised_checksum:
        return _refuse(file, "damaged", by)
    file.checksum = stored.checksum
    file.detected_type, file.charset = detected(file.key, file.size)
    purpose = PURPOSES.get(file.purpose)
    if purpose is None or not purpose.takes(file.detected_type):
        return _refuse(file, "type", by)
    if is_disguised(names.ending(file.name), file.detected_type):
        return _refuse(file, "disguised", by)
    if not usage.settle(file):
        return _refuse(file, "quota", by)
    file.ready_at = datetime.now(UTC)
    file.save()
    record(FileUploaded, file, by=by, after={"name": file.name}, purpose=file.purpose, size=file.size)
    if not file.checksum or environment.clamav:
        from kernel.files.tasks import inspect

        here, pk = current(), file.pk
        after_commit_outside(lambda: inspect.send(here, pk))
    return file


@act
def abort_upload(file: File, *, by: Actor) -> None:
    """Give an upload up; what has arrived of it is deleted. Raises Conflict when it is finished already."""
    require(FilePolicy.finish, file, by)
    file = File.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if file.state != "uploading":
        raise Conflict(_("This upload is finished already. Delete the file instead."))
    usage.release(file)
    key, upload = file.key, file.upload
    file.delete()
    after_commit_outside(lambda: _forget(key, upload))


def _check_size(purpose: Purpose, size: int, by: Actor) -> None:
    most = min(purpose.max_bytes, allowance.largest(by))
    if size <= 0:
        raise Invalid({"size": [_("The file is empty.")]})
    if size > most:
        words = _("The file is larger than the %(most)s that are possible here.")
        raise Invalid({"size": [words % {"most": _megabytes(most)}]})


def _join(file: File) -> None:
    arrived = store.parts(file.key, file.upload)
    if arrived is None:
        # Joined by an earlier attempt whose transaction was lost; the object itself tells.
        return
    here = {part.number: part.size for part in arrived}
    wanted = dict(sizes(file))
    missing = [number for number, length in wanted.items() if here.get(number) != length]
    if missing:
        words = ngettext(
            "Part %(parts)s has not arrived whole. Send it again, then finish.",
            "Parts %(parts)s have not arrived whole. Send them again, then finish.",
            len(missing),
        )
        raise Invalid({"parts": [words % {"parts": ", ".join(str(number) for number in missing[:20])}]})
    store.join(file.key, file.upload, [part for part in arrived if part.number in wanted])


def _refuse(file: File, reason: str, by: Actor) -> File:
    file.refused_at, file.refused_for = datetime.now(UTC), reason
    usage.release(file)
    file.save()
    record(FileRefused, file, by=by, after={"name": file.name}, reason=reason)
    key, upload = file.key, file.upload
    after_commit_outside(lambda: _forget(key, upload))
    return file


def _forget(key: str, upload: str) -> None:
    if upload:
        store.abandon_parts(key, upload)
    store.delete([key])


def _megabytes(size: int) -> str:
    return f"{size / 1024**3:.3g} GB" if size >= 1024**3 else f"{size / 1024**2:.3g} MB"
