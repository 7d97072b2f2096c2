"""Deliveries: made from a fact, tried, tried again, given up, repeated by hand, forgotten."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import Event, record
from kernel.keys import uuid7
from kernel.policies import Conflict, require
from kernel.ports import tenancy
from kernel.scope import after_commit_outside, current
from kernel.webhooks import patience
from kernel.webhooks.actions.endpoints import pause
from kernel.webhooks.events import DeliveryAsked, EndpointTried
from kernel.webhooks.models import Attempt, Delivery, Endpoint, Pause
from kernel.webhooks.payloads import PING, payload
from kernel.webhooks.policies import EndpointPolicy
from kernel.webhooks.queries import told_of


@act
def enqueue(event: Event, *, by: Actor) -> list[Delivery]:
    """Write a delivery for each endpoint that wants to hear of an event; once, however often it is asked."""
    require(EndpointPolicy.deliver, None, by)
    endpoints = told_of(event.kind)
    if not endpoints or tenancy().is_inert(current()):
        return []
    body = payload(
        id=event.pk,
        kind=event.kind,
        at=event.at,
        tenant=tenancy().address(current(), ""),
        subject=(event.subject_kind, event.subject_id, event.subject_label),
        actor=(event.actor_kind, event.actor_person or event.actor_account, event.actor_name),
        data=event.data,
    )
    known = set(
        Delivery.objects.filter(event=event, endpoint__in=endpoints, again_of=None).values_list("endpoint", flat=True)
    )
    return [_send_soon(endpoint, event.kind, body, event=event) for endpoint in endpoints if endpoint.pk not in known]


@act
def try_endpoint(endpoint: Endpoint, *, by: Actor) -> Delivery:
    """Send a test call, so that the other side can be set up."""
    require(EndpointPolicy.manage, endpoint, by)
    _may_leave(endpoint)
    delivery_id = uuid7()
    body = payload(
        id=delivery_id,
        kind=PING,
        at=datetime.now(UTC),
        tenant=tenancy().address(current(), ""),
        actor=(by.kind, by.person or by.account, by.name),
    )
    record(EndpointTried, endpoint, by=by)
    return _send_soon(endpoint, PING, body, id=delivery_id)


@act
def repeat_delivery(delivery: Delivery, *, by: Actor) -> Delivery:
    """Send the same body once more, as a delivery of its own with the same event id."""
    require(EndpointPolicy.manage, delivery.endpoint, by)
    _may_leave(delivery.endpoint)
    first = delivery.again_of or delivery
    record(DeliveryAsked, delivery.endpoint, by=by, kind=delivery.kind)
    return _send_soon(delivery.endpoint, delivery.kind, delivery.body, event=delivery.event, again_of=first)


@act
def begin_attempt(delivery: Delivery, *, by: Actor) -> Delivery | None:
    """Take a delivery in hand for two minutes; None when it is done, paused, or in other hands."""
    require(EndpointPolicy.deliver, delivery, by)
    now = datetime.now(UTC)
    found = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("endpoint")
        .filter(pk=delivery.pk, delivered_at=None, given_up_at=None, due_at__lte=now, endpoint__removed_at=None)
        .first()
    )
    if found is None or Pause.objects.filter(endpoint=found.endpoint_id, resumed_at=None).exists():
        return None
    found.attempts += 1
    found.due_at = now + patience.LEASE
    found.save(update_fields=["attempts", "due_at"])
    return found


@act
def note_attempt(
    delivery: Delivery, *, by: Actor, at: datetime, status: int | None, reason: str, milliseconds: int
) -> Delivery:
    """Keep what came of a call: a status, or the reason for which there is none. Sets what happens next."""
    require(EndpointPolicy.deliver, delivery, by)
    endpoint = Endpoint.objects.select_for_update().get(pk=delivery.endpoint_id)
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    Attempt.objects.create(
        delivery=delivery, at=at, status=status, reason=reason[:20], milliseconds=max(0, milliseconds)
    )
    if status is not None and 200 <= status < 300:
        delivery.delivered_at = at
        endpoint.failing_since, endpoint.succeeded_at = None, at
    else:
        due = patience.next_due(delivery.attempts, at)
        # 410 Gone: the other side says itself that it wants no more of this.
        if due is None or status == 410 or endpoint.removed_at is not None:
            delivery.given_up_at = at
        else:
            delivery.due_at = due
        endpoint.failing_since = endpoint.failing_since or at
    delivery.save(update_fields=["delivered_at", "given_up_at", "due_at"])
    endpoint.save(update_fields=["failing_since", "succeeded_at"])
    if endpoint.removed_at is None and patience.is_worn_out(endpoint.failing_since, at):
        pause(endpoint, Pause.Reason.FAILING, by)
    return delivery


@act
def forget_old(*, by: Actor, now: datetime) -> int:
    """Delete what is older than 30 days; answers how many deliveries."""
    require(EndpointPolicy.deliver, None, by)
    old = Delivery.objects.filter(created_at__lt=now - patience.KEPT).exclude(delivered_at=None, given_up_at=None)
    ids = list(old.order_by("created_at").values_list("pk", flat=True)[:5000])
    Delivery.objects.filter(again_of__in=ids).delete()
    Delivery.objects.filter(pk__in=ids).delete()
    return len(ids)


def _may_leave(endpoint: Endpoint) -> None:
    if endpoint.removed_at is not None:
        raise Conflict(_("This webhook was removed."))
    if tenancy().is_inert(current()):
        raise Conflict(_("This is a demo: nothing leaves it. Keep it as a trial to connect other systems."))
    if Pause.objects.filter(endpoint=endpoint, resumed_at=None).exists():
        raise Conflict(_("This webhook is paused. Resume it first."))


def _send_soon(
    endpoint: Endpoint,
    kind: str,
    body: str,
    *,
    id: UUID | None = None,
    event: Event | None = None,
    again_of: Delivery | None = None,
) -> Delivery:
    from kernel.webhooks.tasks import deliver

    now = datetime.now(UTC)
    made = Delivery.objects.create(
        id=id or uuid7(),
        endpoint=endpoint,
        event=event,
        kind=kind,
        body=body,
        again_of=again_of,
        created_at=now,
        due_at=now,
    )
    here, pk = current(), str(made.pk)
    after_commit_outside(lambda: deliver.send(here, pk))
    return made
