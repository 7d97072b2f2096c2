"""Trying again what was given up."""

from __future__ import annotations

from datetime import datetime

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import dispatch, events, record
from kernel.events.models import Delivery
from kernel.events.policies import DeliveryPolicy
from kernel.policies import Conflict, require


@act
def retry(delivery: Delivery, *, by: Actor, now: datetime) -> Delivery:
    """Bring a given-up delivery back into the queue, with one try; the next sweep makes it. Raises Conflict when it
    is no longer given up."""
    require(DeliveryPolicy.retry, delivery, by)
    row = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if row.dead_at is None:
        from django.utils.translation import gettext as _

        raise Conflict(_("This has been tried again already."))
    row.dead_at, row.due_at, row.attempts = None, now, dispatch.ATTEMPTS - 1
    row.save(update_fields=["dead_at", "due_at", "attempts"])
    record(events.DeliveryRetried, None, by=by, handler=row.handler)
    return row
