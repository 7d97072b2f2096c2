"""Trying again what was given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

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
    found = _given_up([delivery.pk])
    if not found:
        raise Conflict(_("This has been tried again already."))
    return _back(found[0], by, now)


@act
def retry_several(keys: Sequence[UUID], *, by: Actor, now: datetime) -> int:
    """The same for several; answers how many of them were still given up."""
    require(DeliveryPolicy.retry, None, by)
    return len([_back(row, by, now) for row in _given_up(keys)])


def _given_up(keys: Sequence[UUID]) -> list[Delivery]:
    rows = Delivery.objects.select_for_update(of=("self",)).filter(pk__in=keys, dead_at__isnull=False)
    return list(rows.order_by("pk"))


def _back(row: Delivery, by: Actor, now: datetime) -> Delivery:
    row.dead_at, row.due_at, row.attempts = None, now, dispatch.ATTEMPTS - 1
    row.save(update_fields=["dead_at", "due_at", "attempts"])
    record(events.DeliveryRetried, None, by=by, handler=row.handler)
    return row
