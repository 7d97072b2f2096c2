"""The chain over the event log: each link's digest covers its event and the link before.

SHA-256 (FIPS 180-4) over the digest before and the event as canonical JSON (keys sorted, no blanks,
UTF-8). One changed, missing, added or moved row breaks every later link.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.events.facts import plain
from kernel.events.models import ChainHead, EventRow, Seal

START = bytes(32)
_SEALED = tuple(field.attname for field in EventRow._meta.concrete_fields if field.attname != "dispatched_at")


def digest(event: EventRow, before: bytes) -> bytes:
    """The digest of a link: 32 bytes."""
    row = {name: plain(getattr(event, name)) for name in _SEALED}
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(before + text.encode()).digest()


def extend(events: Iterable[EventRow]) -> None:
    """Add links for events, in their order. The head must be locked by the caller's transaction."""
    head = ChainHead.objects.select_for_update().get(id=1)
    number, last = head.number, bytes(head.digest)
    links = []
    for event in events:
        number, last = number + 1, digest(event, last)
        links.append(Seal(number=number, event=event, digest=last))
    Seal.objects.bulk_create(links)
    head.number, head.digest = number, last
    head.save(update_fields=["number", "digest"])


_REASONS: dict[str, Any] = {
    "a link is missing": _("A sealed event was taken away."),
    "the event was changed": _("The event at this seal, or the seal itself, was changed, moved or put in between."),
    "links are missing at the end": _("Seals at the end were taken away, or the record of the end was changed."),
    "an event was added without a link": _("An event was put in past the product, without a seal."),
}


@dataclass(frozen=True)
class Verdict:
    """What a verification found. `broken_at` is the number of the first link that does not hold."""

    links: int
    unsealed: int
    broken_at: int | None
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether the whole chain holds."""
        return self.broken_at is None

    @property
    def words(self) -> Any:
        """The reason in the reader's language."""
        return _REASONS.get(self.reason, self.reason)


@dataclass(frozen=True)
class End:
    """Where the chain ends now: its number and its digest in hex, to be kept elsewhere and compared later."""

    number: int
    digest: str


def end() -> End:
    """The end of the chain of the scope in hand."""
    head = ChainHead.objects.filter(id=1).first()
    return End(head.number, bytes(head.digest).hex()) if head else End(0, START.hex())


def verify() -> Verdict:
    """Recompute the chain of the scope in hand from its first link. Memory is constant."""
    last, number = START, 0
    head = ChainHead.objects.filter(id=1).first()
    unsealed = EventRow.objects.filter(dispatched_at=None).count()
    for seal in Seal.objects.select_related("event").order_by("number").iterator(chunk_size=1000):
        number += 1
        if seal.number != number:
            return Verdict(number - 1, unsealed, number, "a link is missing")
        last = digest(seal.event, last)
        if last != bytes(seal.digest):
            return Verdict(number - 1, unsealed, number, "the event was changed")
    if head is not None and (head.number != number or bytes(head.digest) != last):
        return Verdict(number, unsealed, number + 1, "links are missing at the end")
    if EventRow.objects.filter(seal=None).exclude(dispatched_at=None).exists():
        return Verdict(number, unsealed, number + 1, "an event was added without a link")
    return Verdict(number, unsealed, None)
