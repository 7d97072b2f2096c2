"""Reading the event log: filtered, newest first, page by page by key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from kernel.actor import Actor
from kernel.events.facts import FACTS
from kernel.events.models import Delivery, EventRow
from kernel.events.policies import DeliveryPolicy, EventPolicy
from kernel.policies import NotFound, require

PAGE = 50
#: Text is looked for in this many days unless a period is chosen: no index helps to find it.
TEXT_DAYS = 31
#: Days beyond these are taken for these.
FIRST, LAST = date(2000, 1, 1), date(9000, 1, 1)
_SLACK = timedelta(seconds=2)


@dataclass(frozen=True)
class Filters:
    """What is asked for; everything empty means the whole log. `since` and `until` are days, both included."""

    who: UUID | None = None
    kind: str = ""
    subject_kind: str = ""
    subject: UUID | None = None
    since: date | None = None
    until: date | None = None
    address: str = ""
    text: str = ""

    @property
    def plain(self) -> dict[str, str]:
        """The filters that are set, as they are written down."""
        return {name: str(value) for name, value in vars(self).items() if value}

    def bounded(self, today: date) -> Filters:
        """With a period where text is looked for without one, and with days that there can be events on."""
        since = None if self.since is None else min(max(self.since, FIRST), LAST)
        until = None if self.until is None else min(max(self.until, FIRST), LAST)
        if self.text and since is None:
            since = (until or today) - timedelta(days=TEXT_DAYS)
        return replace(self, since=since, until=until)


@dataclass(frozen=True)
class Page:
    """A page of the log. `older` and `newer` are the keys to go on from, None at an end."""

    rows: list[EventRow]
    older: UUID | None
    newer: UUID | None


def visible_to(actor: Actor) -> QuerySet[EventRow]:
    """The events an actor reads: all or, refused, none."""
    require(EventPolicy.read, None, actor)
    return EventRow.objects.all()


def event(pk: UUID, for_: Actor) -> EventRow:
    """One event. Raises NotFound, and Refused for whoever does not audit."""
    row = visible_to(for_).select_related("seal").filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def matching(filters: Filters, for_: Actor) -> QuerySet[EventRow]:
    """The events that fit, in no order. Times are compared by key, whose first bits are the time."""
    filters = filters.bounded(timezone.localdate())
    rows = visible_to(for_)
    if filters.who:
        rows = rows.filter(Q(actor_person=filters.who) | Q(agent_for=filters.who))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.subject:
        rows = rows.filter(subject_id=filters.subject)
    if filters.subject_kind:
        rows = rows.filter(subject_kind=filters.subject_kind)
    if filters.since:
        start = _begin_of(filters.since)
        rows = rows.filter(id__gte=key_at(start - _SLACK), at__gte=start)
    if filters.until:
        end = _begin_of(filters.until + timedelta(days=1))
        rows = rows.filter(id__lt=key_at(end + _SLACK), at__lt=end)
    if filters.address:
        rows = rows.filter(address=filters.address)
    if filters.text:
        rows = rows.filter(Q(subject_label__icontains=filters.text) | Q(actor_name__icontains=filters.text))
    return rows


def page(
    filters: Filters, for_: Actor, *, older_than: UUID | None = None, newer_than: UUID | None = None, size: int = PAGE
) -> Page:
    """One page, newest first; one query whatever the size of the log."""
    rows = matching(filters, for_)
    if newer_than is not None:
        found = list(rows.filter(id__gt=newer_than).order_by("id")[: size + 1])
        more, shown = len(found) > size, found[:size][::-1]
        return Page(shown, shown[-1].pk if shown else None, shown[0].pk if shown and more else None)
    if older_than is not None:
        rows = rows.filter(id__lt=older_than)
    found = list(rows.order_by("-id")[: size + 1])
    shown = found[:size]
    older = shown[-1].pk if len(found) > size else None
    return Page(shown, older, shown[0].pk if older_than is not None and shown else None)


def every(filters: Filters, for_: Actor, *, most: int) -> Iterator[EventRow]:
    """The events that fit, newest first, without holding them all in memory."""
    yield from matching(filters, for_).order_by("-id")[:most].iterator(chunk_size=2000)


def dead(for_: Actor) -> QuerySet[Delivery]:
    """The deliveries that were given up, the last one first."""
    require(DeliveryPolicy.retry, None, for_)
    return Delivery.objects.filter(dead_at__isnull=False).select_related("event").order_by("-dead_at", "-id")


def dead_delivery(pk: UUID, for_: Actor) -> Delivery:
    """One of them. Raises NotFound."""
    row = dead(for_).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def title_of(kind: str) -> Any:
    """The words for a kind of event; the kind itself for one that is no longer declared."""
    known = FACTS.get(kind)
    return known.title if known else kind


def kinds() -> dict[str, list[tuple[str, Any]]]:
    """All kinds by module: "accounts" → [(kind, title)]."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for kind in sorted(FACTS):
        found.setdefault(kind.partition(".")[0], []).append((kind, FACTS[kind].title))
    return found


def key_at(moment: datetime) -> UUID:
    """The smallest key of a millisecond: 48 bits of Unix time, then zeros (RFC 9562, section 5.7)."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone()).astimezone(UTC)
