"""Which webhooks and deliveries somebody sees, who is told of what, and what can be told at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from kernel.actor import Actor
from kernel.events.facts import FACTS
from kernel.policies import NotFound
from kernel.webhooks.models import Attempt, Delivery, Endpoint, Pause
from kernel.webhooks.policies import manages

PAGE = 50


def visible_to(actor: Actor) -> QuerySet[Endpoint]:
    """Endpoints that were not removed, with `is_paused`; all of them for administrators, none for others."""
    rows = Endpoint.objects.filter(removed_at=None).annotate(is_paused=Exists(_open_pauses())).order_by("name")
    return rows if manages(actor) else rows.none()


def endpoint(id: UUID, *, for_: Actor) -> Endpoint:
    """One endpoint with `is_paused`. Raises NotFound."""
    found = visible_to(for_).filter(pk=id).first()
    if found is None:
        raise NotFound()
    return found


def delivery(id: UUID, *, for_: Actor) -> Delivery:
    """One delivery with its endpoint and attempts. Raises NotFound."""
    found = _deliveries().select_related("endpoint").filter(pk=id, endpoint__in=visible_to(for_)).first()
    if found is None:
        raise NotFound()
    return found


def deliveries(for_: Actor, *, endpoint: UUID | None = None, kind: str = "", state: str = "") -> QuerySet[Delivery]:
    """The deliveries of the endpoints that the actor sees, in no order. `state` as in Delivery.state."""
    rows = Delivery.objects.filter(endpoint__in=visible_to(for_).order_by())
    if endpoint:
        rows = rows.filter(endpoint=endpoint)
    if kind:
        rows = rows.filter(kind=kind)
    return in_state(rows, state)


def in_state(rows: QuerySet[Delivery], state: str) -> QuerySet[Delivery]:
    """Deliveries in a state as in Delivery.state; all of them for any other word."""
    match state:
        case "delivered":
            return rows.filter(delivered_at__isnull=False)
        case "given_up":
            return rows.filter(delivered_at=None, given_up_at__isnull=False)
        case "waiting":
            return rows.filter(delivered_at=None, given_up_at=None)
    return rows


def log_of(endpoint: Endpoint) -> QuerySet[Delivery]:
    """The deliveries of an endpoint with their attempts, in no order."""
    return _deliveries().filter(endpoint=endpoint)


def log(of: Endpoint, *, before: UUID | None = None) -> Sequence[Delivery]:
    """The newest deliveries of an endpoint with their attempts, 50 and one more; those before a key."""
    rows = log_of(of).order_by("-id")
    return list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])


def pause(of: Endpoint) -> Pause | None:
    """The open pause of an endpoint."""
    return Pause.objects.filter(endpoint=of, resumed_at=None).first()


def told_of(kind: str) -> list[Endpoint]:
    """Endpoints that want to hear of a fact and are not paused. One query; the choice is made here, there are few."""
    rows = Endpoint.objects.filter(removed_at=None).exclude(Exists(_open_pauses()))
    return [row for row in rows if kind in row.kinds]


def due(now: datetime, limit: int = 200) -> list[UUID]:
    """Deliveries whose time has come, of endpoints that are not paused."""
    rows = Delivery.objects.filter(delivered_at=None, given_up_at=None, due_at__lte=now)
    rows = rows.exclude(Exists(Pause.objects.filter(endpoint=OuterRef("endpoint"), resumed_at=None)))
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:limit])


def subscribable() -> dict[str, Any]:
    """The facts that may be told to other systems, with their titles: all but those about webhooks, sign-ins and the log,
    and those that only the vendor's own log holds."""
    return {
        kind: known.title
        for kind, known in sorted(FACTS.items())
        if not known.is_vendors and not kind.startswith(("webhooks.", "accounts.", "api.", "events."))
    }


def grouped() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """The same, under the titles of the packages that declare them."""
    from kernel.registry import manifests

    titles = {config.slug: config.title for config in manifests()}
    groups: dict[str, list[tuple[str, Any]]] = {}
    for kind, title in subscribable().items():
        groups.setdefault(kind.partition(".")[0], []).append((kind, title))
    return [(titles.get(slug, slug), kinds) for slug, kinds in groups.items()]


def _open_pauses() -> QuerySet[Pause]:
    return Pause.objects.filter(endpoint=OuterRef("pk"), resumed_at=None)


def _deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.prefetch_related(Prefetch("calls", queryset=Attempt.objects.order_by("id")))
