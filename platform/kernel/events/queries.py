"""Reading the event log: filtered by what was asked for."""

from __future__ import annotations

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
    """The events that fit, in no order."""
    filters = filters.bounded(timezone.localdate())
    rows = within(visible_to(for_), filters.since, filters.until)
    if filters.who:
        rows = done_by(rows, filters.who)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.subject:
        rows = rows.filter(subject_id=filters.subject)
    if filters.subject_kind:
        rows = rows.filter(subject_kind=filters.subject_kind)
    if filters.address:
        rows = rows.filter(address=filters.address)
    return saying(rows, filters.text) if filters.text else rows


def within(rows: QuerySet[EventRow], since: date | None, until: date | None) -> QuerySet[EventRow]:
    """The events of some days, both included. Times are compared by key, whose first bits are the time."""
    if since:
        start = _begin_of(since)
        rows = rows.filter(id__gte=key_at(start - _SLACK), at__gte=start)
    if until:
        end = _begin_of(until + timedelta(days=1))
        rows = rows.filter(id__lt=key_at(end + _SLACK), at__lt=end)
    return rows


def done_by(rows: QuerySet[EventRow], person: UUID | str) -> QuerySet[EventRow]:
    """What a person did, also through an agent."""
    return rows.filter(Q(actor_person=person) | Q(agent_for=person))


def concerning(rows: QuerySet[EventRow], thing: str) -> QuerySet[EventRow]:
    """What happened to one thing, named "kind:id"; all of them for what names nothing."""
    kind, _mark, key = thing.partition(":")
    try:
        return rows.filter(subject_kind=kind, subject_id=UUID(key))
    except ValueError:
        return rows


def saying(rows: QuerySet[EventRow], text: str) -> QuerySet[EventRow]:
    """What has a text in the name of the thing or of whoever did it. No index helps: give it a period."""
    return rows.filter(Q(subject_label__icontains=text) | Q(actor_name__icontains=text))


def label_of(thing: str, for_: Actor) -> str | None:
    """What a thing, named "kind:id", was last called; None for what names nothing."""
    kind, _mark, key = thing.partition(":")
    try:
        of = visible_to(for_).filter(subject_kind=kind, subject_id=UUID(key))
    except ValueError:
        return None
    return of.order_by("-id").values_list("subject_label", flat=True).first() or kind


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
