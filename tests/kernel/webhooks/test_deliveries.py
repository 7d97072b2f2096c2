"""Deliveries to a real receiver: signed, once, with patience, logged without a word of the answer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kernel.actor import Actor
from kernel.config.environment import environment
from kernel.events import dispatch
from kernel.events.models import EventRow
from kernel.outbound import rules
from kernel.policies import Conflict, Refused
from kernel.scope import scope
from kernel.webhooks import patience, queries, sending
from kernel.webhooks.actions import (
    enqueue,
    forget_old,
    note_attempt,
    pause_endpoint,
    repeat_delivery,
    resume_endpoint,
    try_endpoint,
)
from kernel.webhooks.models import Attempt, Delivery, Endpoint, Pause
from kernel.webhooks.payloads import is_signed, payload, signature
from kernel.webhooks.words import outcome
from tests.kernel.webhooks.conftest import LEAVE, happens
from tests.support.databases import ONE
from tests.support.hostile import Server

pytestmark = pytest.mark.feature("SAAS-10")

Added = Callable[..., tuple[Endpoint, str]]
SYSTEM = Actor.system("webhooks")


def all_deliveries() -> list[Delivery]:
    with scope(ONE):
        return list(Delivery.objects.order_by("id"))


def due_now(**changes: object) -> None:
    with scope(ONE):
        Delivery.objects.update(due_at=datetime.now(UTC) - timedelta(seconds=1), **changes)


def test_a_fact_reaches_the_other_system(own_database: str, added: Added, receiver: Server, admin: Actor) -> None:
    with scope(ONE):
        endpoint, secret = added()
        added(name="另一个", kinds=("files.file.uploaded",))
        event = happens(admin, days=3, who="林小满", kinds=["年假"])
    dispatch.drain(ONE)
    assert sending.retry(ONE) == 1
    (seen,) = receiver.seen
    assert (seen.method, seen.path) == ("POST", "/hook")
    body = seen.body.decode()
    assert is_signed(secret, body, seen.headers["tongban-signature"], int(time.time()))
    told = json.loads(body)
    assert all(not isinstance(value, (dict, list)) for value in told.values())
    assert (told["version"], told["id"], told["kind"]) == (1, str(event.pk), LEAVE)
    assert (told["data_days"], told["data_who"], told["data_kinds"]) == (3, "林小满", '["年假"]')
    assert told["tenant"] == "http://one.localhost:8000"
    assert "secret" not in body
    assert seen.headers["tongban-event-id"] == str(event.pk)
    assert seen.headers["tongban-event"] == LEAVE
    (delivery,) = all_deliveries()
    assert seen.headers["tongban-delivery"] == str(delivery.pk)
    assert delivery.state == "delivered"
    with scope(ONE):
        (call,) = Attempt.objects.all()
        assert (call.status, call.reason) == (200, "")
        assert Endpoint.objects.get(pk=endpoint.pk).succeeded_at is not None


def test_an_event_handed_out_twice_is_told_once(own_database: str, added: Added, admin: Actor) -> None:
    with scope(ONE):
        added()
        event = happens(admin)
        assert len(enqueue(event, by=SYSTEM)) == 1
        assert enqueue(event, by=SYSTEM) == []
    assert len(all_deliveries()) == 1


def test_a_delivery_is_not_made_twice_at_once(own_database: str, added: Added, receiver: Server, admin: Actor) -> None:
    with scope(ONE):
        added()
        (delivery,) = enqueue(happens(admin), by=SYSTEM)
    for _ in range(3):
        sending.deliver(ONE, delivery.pk)
    sending.deliver(ONE, "0" * 8 + "-0000-7000-8000-" + "0" * 12)
    assert len(receiver.seen) == 1


def test_a_failed_call_is_tried_again_with_patience(
    own_database: str, added: Added, receiver: Server, admin: Actor
) -> None:
    with scope(ONE):
        added()
        (delivery,) = enqueue(happens(admin), by=SYSTEM)
    receiver.answers += [500, 302, 404]
    before = datetime.now(UTC)
    sending.deliver(ONE, delivery.pk)
    (row,) = all_deliveries()
    assert row.state == "waiting"
    assert timedelta(seconds=9) < row.due_at - before < timedelta(seconds=20)
    assert sending.retry(ONE) == 0
    for _ in range(3):
        due_now()
        assert sending.retry(ONE) == 1
    (row,) = all_deliveries()
    assert (row.state, row.attempts) == ("delivered", 4)
    assert len({seen.body for seen in receiver.seen}) == 1
    assert [seen.headers["tongban-attempt"] for seen in receiver.seen] == ["1", "2", "3", "4"]
    with scope(ONE):
        assert list(Attempt.objects.order_by("id").values_list("status", flat=True)) == [500, 302, 404, 200]
        assert Endpoint.objects.get().failing_since is None


def test_no_word_of_an_answer_is_kept(own_database: str, added: Added, receiver: Server, admin: Actor) -> None:
    with scope(ONE):
        added()
        (delivery,) = enqueue(happens(admin), by=SYSTEM)
    receiver.answers.append(500)
    sending.deliver(ONE, delivery.pk)
    with scope(ONE):
        kept = [str(vars(row)) for model in (Delivery, Attempt, Endpoint, EventRow) for row in model.objects.all()]
        kept.append(str(outcome(queries.delivery(delivery.pk, for_=admin))))
    assert "secret of the inside" not in "".join(kept)


def test_it_is_given_up_at_last_and_at_once_when_the_other_side_says_so(
    own_database: str, added: Added, receiver: Server, admin: Actor
) -> None:
    with scope(ONE):
        added()
        (first,) = enqueue(happens(admin), by=SYSTEM)
        (second,) = enqueue(happens(admin), by=SYSTEM)
    receiver.answers += [500, 410]
    due_now(attempts=len(patience.WAITS))
    sending.deliver(ONE, first.pk)
    sending.deliver(ONE, second.pk)
    assert [row.state for row in all_deliveries()] == ["given_up", "given_up"]


def test_what_the_guard_refuses_is_logged_in_words(
    own_database: str, added: Added, receiver: Server, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope(ONE):
        added()
        (delivery,) = enqueue(happens(admin), by=SYSTEM)
    monkeypatch.setattr(rules, "environment", environment)
    sending.deliver(ONE, delivery.pk)
    assert receiver.seen == []
    with scope(ONE):
        (call,) = Attempt.objects.all()
        assert (call.status, call.reason) == (None, "private")
        assert outcome(queries.delivery(delivery.pk, for_=admin))[2]


def test_an_endpoint_that_fails_for_three_days_is_paused_and_that_is_a_fact(
    own_database: str, added: Added, receiver: Server, admin: Actor
) -> None:
    with scope(ONE):
        endpoint, _ = added()
        (delivery,) = enqueue(happens(admin), by=SYSTEM)
        Endpoint.objects.update(failing_since=datetime.now(UTC) - timedelta(days=3))
    receiver.answers += [500]
    sending.deliver(ONE, delivery.pk)
    due_now()
    assert sending.retry(ONE) == 0
    sending.deliver(ONE, delivery.pk)
    assert len(receiver.seen) == 1
    with scope(ONE):
        assert Pause.objects.get().reason == "failing"
        event = EventRow.objects.get(kind="webhooks.endpoint.paused")
        assert (event.actor_kind, event.data) == ("system", {"reason": "failing"})
        assert enqueue(happens(admin), by=SYSTEM) == []
        resume_endpoint(endpoint, by=admin)
    assert sending.retry(ONE) == 1
    assert all_deliveries()[0].state == "delivered"


def test_a_test_call_and_a_repetition(own_database: str, added: Added, receiver: Server, admin: Actor) -> None:
    with scope(ONE):
        endpoint, secret = added()
        ping = try_endpoint(endpoint, by=admin)
        (first,) = enqueue(happens(admin), by=SYSTEM)
    for delivery in (ping, first):
        sending.deliver(ONE, delivery.pk)
    with scope(ONE):
        again = repeat_delivery(repeat_delivery(first, by=admin), by=admin)
        assert again.again_of == first
    assert sending.retry(ONE) == 2
    assert json.loads(receiver.seen[0].body)["kind"] == "webhooks.endpoint.ping"
    bodies = [seen.body for seen in receiver.seen[1:]]
    assert len(bodies) == 3
    assert len(set(bodies)) == 1
    assert len({seen.headers["tongban-event-id"] for seen in receiver.seen[1:]}) == 1
    assert len({seen.headers["tongban-delivery"] for seen in receiver.seen[1:]}) == 3
    assert all(
        is_signed(secret, seen.body.decode(), seen.headers["tongban-signature"], int(time.time()))
        for seen in receiver.seen
    )


def test_nothing_leaves_a_demo(
    own_database: str, added: Added, receiver: Server, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kernel.ports import tenancy

    with scope(ONE):
        endpoint, _ = added()
        (delivery,) = enqueue(happens(admin), by=SYSTEM)
    monkeypatch.setattr(type(tenancy()), "is_inert", lambda self, to: True)
    with scope(ONE):
        assert enqueue(happens(admin), by=SYSTEM) == []
        for call in (lambda: try_endpoint(endpoint, by=admin), lambda: repeat_delivery(delivery, by=admin)):
            with pytest.raises(Conflict):
                call()
    sending.deliver(ONE, delivery.pk)
    assert receiver.seen == []
    with scope(ONE):
        assert Attempt.objects.get().reason == "inert"


def test_only_the_mechanism_keeps_results(own_database: str, added: Added, admin: Actor) -> None:
    with scope(ONE):
        added()
        event = happens(admin)
        (delivery,) = enqueue(event, by=SYSTEM)
        now = datetime.now(UTC)
        for call in (
            lambda: enqueue(event, by=admin),
            lambda: note_attempt(delivery, by=admin, at=now, status=200, reason="", milliseconds=1),
            lambda: forget_old(by=admin, now=now),
        ):
            with pytest.raises(Refused):
                call()


def test_the_log_is_paged_and_forgotten(own_database: str, added: Added, admin: Actor, receiver: Server) -> None:
    with scope(ONE):
        endpoint, _ = added()
        made = [try_endpoint(endpoint, by=admin) for _ in range(queries.PAGE + 5)]
        first = queries.log(endpoint)
        assert len(first) == queries.PAGE + 1
        rest = queries.log(endpoint, before=first[queries.PAGE - 1].pk)
        assert {row.pk for row in first[: queries.PAGE]} | {row.pk for row in rest} == {row.pk for row in made}
        Delivery.objects.filter(pk__in=[row.pk for row in made[:10]]).update(delivered_at=datetime.now(UTC))
        repeat_delivery(made[0], by=admin)
    assert sending.forget(ONE) == 0
    assert sending.forget(ONE, datetime.now(UTC) + timedelta(days=31)) == 10
    assert len(all_deliveries()) == queries.PAGE - 5


def test_a_paused_endpoint_is_told_nothing_later(
    own_database: str, added: Added, receiver: Server, admin: Actor
) -> None:
    with scope(ONE):
        endpoint, _ = added()
        (waiting,) = enqueue(happens(admin), by=SYSTEM)
        pause_endpoint(endpoint, by=admin)
        assert enqueue(happens(admin), by=SYSTEM) == []
    sending.deliver(ONE, waiting.pk)
    assert receiver.seen == []


def test_signatures() -> None:
    body = payload(id="1", kind="a.b.c", at=datetime.now(UTC), tenant="x", data={"long": "字" * 600, "none": None})
    assert len(json.loads(body)["data_long"]) == 500
    now = 1_800_000_000
    header = signature("whsec_a", body, now)
    assert is_signed("whsec_a", body, header, now + 300)
    assert not is_signed("whsec_a", body, header, now + 301)
    assert not is_signed("whsec_b", body, header, now)
    assert not is_signed("whsec_a", body + " ", header, now)
    for bad in ("", "t=1", "v1=x", "t=x,v1=y", header.replace("t=18", "t=19"), header[:-1]):
        assert not is_signed("whsec_a", body, bad, now)
    # RFC 4231's way of computing it, by hand.
    assert signature("key", "body", 1) == ("t=1,v1=" + __import__("hmac").new(b"key", b"1.body", "sha256").hexdigest())


def test_waits_reach_over_three_days() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    dues = [patience.next_due(attempt, now) for attempt in range(1, 12)]
    waits = [due - now for due in dues if due is not None]
    assert waits == sorted(waits)
    assert timedelta(days=2) < sum(waits, timedelta()) < timedelta(days=4)
    assert dues[-1] is None
