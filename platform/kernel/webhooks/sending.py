"""One call to an endpoint, between two units of work: the call itself holds no transaction."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from uuid import UUID

from kernel.actor import Actor
from kernel.outbound import OutboundFailed, OutboundRefused, fetch
from kernel.scope import Scope, scope
from kernel.webhooks import queries
from kernel.webhooks.actions import begin_attempt, forget_old, note_attempt
from kernel.webhooks.models import Delivery
from kernel.webhooks.payloads import signature

SYSTEM = Actor.system("webhooks")
#: Seconds that an endpoint has for its answer.
TIMEOUT = 15.0


def deliver(here: Scope, id: str | UUID) -> None:
    """Try a delivery once, if it is due; what came of it is kept. Never raises for what the other side does."""
    with scope(here):
        found = Delivery.objects.filter(pk=id).first()
        taken = begin_attempt(found, by=SYSTEM) if found is not None else None
    if taken is None:
        return
    at, began = datetime.now(UTC), time.monotonic()
    status, reason = _call(here, taken)
    spent = int((time.monotonic() - began) * 1000)
    with scope(here):
        note_attempt(taken, by=SYSTEM, at=at, status=status, reason=reason, milliseconds=spent)


def retry(here: Scope) -> int:
    """Try what is due again; answers how many."""
    with scope(here):
        ids = queries.due(datetime.now(UTC))
    for pk in ids:
        deliver(here, pk)
    return len(ids)


def forget(here: Scope, now: datetime | None = None) -> int:
    """Delete what is older than 30 days; answers how many."""
    with scope(here):
        return forget_old(by=SYSTEM, now=now or datetime.now(UTC))


def _call(here: Scope, delivery: Delivery) -> tuple[int | None, str]:
    at = int(time.time())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Tongban-Event": delivery.kind,
        "Tongban-Event-Id": str(delivery.event_id or delivery.pk),
        "Tongban-Delivery": str(delivery.pk),
        "Tongban-Attempt": str(delivery.attempts),
        "Tongban-Signature": signature(delivery.endpoint.secret, delivery.body, at),
    }
    try:
        answer = fetch(
            "POST",
            delivery.endpoint.url,
            headers=headers,
            body=delivery.body.encode(),
            timeout=TIMEOUT,
            most=64 * 1024,
            here=here,
        )
    except OutboundFailed as failed:
        return None, failed.reason
    except OutboundRefused as refused:
        return None, refused.reason
    return answer.status, ""
