"""From the outbox to the handlers: seal, hand out, try, try again, give up visibly."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from django.db import connections, transaction

from kernel.events import chain
from kernel.events.facts import HANDLERS
from kernel.events.models import ChainHead, Delivery, EventRow
from kernel.ports import tenancy
from kernel.scope import Scope, after_commit_outside, current, scope
from kernel.valkey import scoped_key, valkey

BATCH = 200
ATTEMPTS = 8
log = structlog.get_logger("tongban.events")


def wake() -> None:
    """See to it that a worker looks into this tenant's outbox after the commit; once for many facts."""
    here = current()
    hooks = connections["default"].run_on_commit
    if any(getattr(entry[1], "outbox_of", None) == here.key for entry in hooks):
        return

    def send() -> None:
        from kernel.events.tasks import dispatch

        if not tenancy().is_open(here):
            return  # a company in the making: the sweep hands out once it is open
        # Set until the task begins to read: a fact committed in between is read by that same task.
        if valkey().set(scoped_key("outbox", to=here), 1, nx=True, ex=30):
            dispatch.send(here)

    send.outbox_of = here.key  # type: ignore[attr-defined]
    after_commit_outside(send)


def hand_out() -> list[UUID]:
    """Seal the oldest undispatched events and write a delivery for each subscribed handler.

    One transaction; answers the ids of the new deliveries. Runs of one tenant wait for each other.
    """
    now = datetime.now(UTC)
    ChainHead.objects.bulk_create([ChainHead(id=1)], ignore_conflicts=True)
    ChainHead.objects.select_for_update().get(id=1)
    events = list(EventRow.objects.filter(dispatched_at=None).order_by("id")[:BATCH])
    if not events:
        return []
    chain.extend(events)
    deliveries = [
        Delivery(event=event, handler=name, due_at=now)
        for event in events
        for name in sorted({**HANDLERS.get(event.kind, {}), **HANDLERS.get("*", {})})
    ]
    Delivery.objects.bulk_create(deliveries)
    EventRow.objects.filter(pk__in=[event.pk for event in events]).update(dispatched_at=now)
    return [delivery.pk for delivery in deliveries]


def drain(here: Scope) -> int:
    """Empty an outbox and try every new delivery once, each in a unit of its own; answers how many were tried."""
    tried = 0
    while True:
        with scope(here):
            ids = hand_out()
            more = EventRow.objects.filter(dispatched_at=None).exists()
        for pk in ids:
            with scope(here):
                attempt(pk)
        tried += len(ids)
        if not more:
            return tried


def retry(here: Scope) -> int:
    """Try the deliveries whose time has come again; answers how many."""
    with scope(here):
        ids = due(datetime.now(UTC))
    for pk in ids:
        with scope(here):
            attempt(pk)
    return len(ids)


def attempt(pk: UUID) -> bool:
    """Run one delivery in the unit in hand, its handler in a savepoint; answers whether it is done. Errors are kept on the row."""
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("event")
        .filter(pk=pk, done_at=None, dead_at=None)
        .first()
    )
    if delivery is None:
        return False
    function = {**HANDLERS.get(delivery.event.kind, {}), **HANDLERS.get("*", {})}.get(delivery.handler)
    now = datetime.now(UTC)
    delivery.attempts += 1
    try:
        if function is None:
            raise LookupError(f"no handler {delivery.handler} any more")
        with transaction.atomic():
            function(delivery.event)
    except Exception as error:
        delivery.error = "".join(traceback.format_exception(error))[-4000:]
        if delivery.attempts >= ATTEMPTS:
            delivery.dead_at = now
        else:
            delivery.due_at = now + timedelta(seconds=5 * 4 ** (delivery.attempts - 1))
        log.warning("handler failed", handler=delivery.handler, event_id=str(delivery.event_id), exc_info=True)
    else:
        delivery.done_at, delivery.error = now, ""
    delivery.save(update_fields=["attempts", "due_at", "done_at", "dead_at", "error"])
    return delivery.done_at is not None


def due(now: datetime, limit: int = 500) -> list[UUID]:
    """The deliveries whose time has come again."""
    rows = Delivery.objects.filter(done_at=None, dead_at=None, due_at__lte=now).order_by("due_at")
    return list(rows.values_list("pk", flat=True)[:limit])
