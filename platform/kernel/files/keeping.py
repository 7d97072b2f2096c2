"""How a file comes to its key, and an upload to the size of its parts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kernel.actor import Actor
from kernel.files.models import File, Owner
from kernel.files.purposes import Purpose
from kernel.keys import uuid7
from kernel.scope import current

_MEGABYTE = 1024 * 1024
SMALLEST_PART = 8 * _MEGABYTE
#: Stores take 10,000 parts; fewer keep the listing of what has arrived short.
MOST_PARTS = 2000


def new_file(purpose: Purpose, *, by: Actor, owner: Owner, name: str, size: int, **given: Any) -> File:
    """A file of the tenant in hand with its key, not yet saved."""
    now, key = datetime.now(UTC), uuid7()
    return File(
        id=key,
        owner=owner,
        key=f"{current().key}/{now:%Y}/{key}",
        purpose=purpose.name,
        name=name,
        size=size,
        personal=purpose.personal,
        unit=by.unit,
        created_by_account=by.account,
        created_by_person=by.person,
        created_by_name=by.name[:150],
        created_at=now,
        **given,
    )


def parts_of(size: int) -> int:
    """The size of the parts that a file of `size` bytes is sent in: whole megabytes."""
    wanted = -(-size // MOST_PARTS)
    return max(SMALLEST_PART, -(-wanted // _MEGABYTE) * _MEGABYTE)


def sizes(file: File) -> list[tuple[int, int]]:
    """The parts of an upload: number and size in bytes."""
    step = file.part_size or file.size
    count = -(-file.size // step)
    return [(number, min(step, file.size - (number - 1) * step)) for number in range(1, count + 1)]
