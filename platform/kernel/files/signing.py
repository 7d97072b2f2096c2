"""Addresses for browsers, signed after the policy has been asked, for five minutes at most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.files import names, scanner, store
from kernel.files.actions.usage import still_fits
from kernel.files.keeping import sizes
from kernel.files.models import File
from kernel.files.policies import FilePolicy
from kernel.files.purposes import PURPOSES
from kernel.files.verdicts import REFUSALS, OtherOwner
from kernel.policies import Conflict, Invalid, Refused, require
from kernel.scope import current

#: How many parts are signed at once.
BATCH = 100


@dataclass(frozen=True)
class Address:
    """Where a part (or with number 0 the whole) is sent: the PUT must have exactly `size` bytes and these headers."""

    number: int
    url: str
    size: int
    headers: dict[str, str]


def download(file: File, *, for_: Actor, inline: bool = False) -> str:
    """Where the actor may fetch the content. In place only when asked, and only types on the list.

    Raises Refused for who may not and for what the scanner locked, Conflict for what is not there.
    """
    require(FilePolicy.read, file, for_)
    if not file.is_ready:
        raise Conflict(_("This file is not there any more, or not yet."))
    if file.infection:
        raise Refused(REFUSALS["infected"])
    if file.awaits_scan(datetime.now(UTC), scanner=scanner.is_configured()):
        raise Conflict(_("The virus scanner is looking at this file. Try again in a moment."))
    purpose = PURPOSES.get(file.purpose)
    shown = inline and file.may_be_shown and (purpose is None or purpose.inline)
    kind = file.served_type if shown else "application/octet-stream"
    return store.signed_get(_own(file), kind=kind, disposition=names.disposition(file.name, inline=shown))


def addresses(file: File, numbers: Iterable[int] | None = None, *, for_: Actor) -> list[Address]:
    """Where the parts of an upload are sent: those of `numbers` (at most 100), or the first ones.

    Raises Refused, Conflict when the upload is over, Invalid when the room it was promised is gone.
    """
    require(FilePolicy.finish, file, for_)
    if file.state != "uploading":
        raise Conflict(_("This upload is over. Begin again."))
    if not still_fits(file):
        raise Invalid({"size": [REFUSALS["quota"]]})
    key = _own(file)
    if not file.upload:
        headers = {"x-amz-checksum-sha256": store.base64_of(file.promised_checksum)}
        return [Address(0, store.signed_put(key, file.size, file.promised_checksum), file.size, headers)]
    wanted = dict(sizes(file))
    chosen = [number for number in (numbers if numbers is not None else wanted) if number in wanted][:BATCH]
    return [
        Address(number, store.signed_part(key, file.upload, number, wanted[number]), wanted[number], {})
        for number in chosen
    ]


def arrived(file: File, *, for_: Actor) -> list[int]:
    """The numbers of the parts that the store has whole; after a reload the upload goes on from there."""
    require(FilePolicy.finish, file, for_)
    if file.state != "uploading" or not file.upload:
        return []
    wanted = dict(sizes(file))
    found = store.parts(_own(file), file.upload)
    if found is None:
        return list(wanted)
    return [part.number for part in found if wanted.get(part.number) == part.size]


def _own(file: File) -> str:
    # The row says whose it is, the scope says who asks: signed is only where both agree.
    if file.owner_id != current().key or not file.key.startswith(f"{current().key}/"):
        raise OtherOwner(f"{file.key} was to be signed for {current().key}")
    return file.key
