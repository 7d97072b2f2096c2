"""Outbox and handlers: at least once, in units of their own, given up visibly, and tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel.actor import Actor
from kernel.events import dispatch, fact, record
from kernel.events.actions import deliveries
from kernel.events.facts import FACTS, HANDLERS
from kernel.events.models import Delivery, EventRow
from kernel.policies import Conflict, Refused
from kernel.scope import scope
from tests.support.databases import ONE

Dispatched = FACTS.get("tests.dispatch.noted") or fact("tests.dispatch.noted", "Noted")
SYSTEM = Actor.system("tests")
ADMIN = Actor(kind="person", name="周正", functions=frozenset({"system.manage"}))


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A handler that can be told to fail."""
    told: dict[str, Any] = {"fail": False, "seen": []}

    def effect(event: EventRow) -> None:
        if told["fail"]:
            raise RuntimeError("the post office is closed")
        told["seen"].append(event.pk)

    monkeypatch.setitem(HANDLERS, "tests.dispatch.noted", {"tests.effect": effect})
    monkeypatch.delitem(HANDLERS, "*", raising=False)
    return told


def test_every_handler_gets_every_event_once(tenant: object, handler: dict[str, Any]) -> None:
    row = record(Dispatched, None, by=SYSTEM)
    ids = dispatch.hand_out()
    assert [dispatch.attempt(pk) for pk in ids] == [True]
    assert dispatch.hand_out() == [] and [dispatch.attempt(pk) for pk in ids] == [False]
    assert handler["seen"] == [row.pk]


def test_a_handler_that_fails_is_tried_again_later_and_given_up_visibly(
    tenant: object, handler: dict[str, Any]
) -> None:
    handler["fail"] = True
    record(Dispatched, None, by=SYSTEM)
    (pk,) = dispatch.hand_out()
    for attempt in range(1, dispatch.ATTEMPTS + 1):
        assert not dispatch.attempt(pk)
        row = Delivery.objects.get(pk=pk)
        assert row.attempts == attempt
        if attempt < dispatch.ATTEMPTS:
            assert row.dead_at is None and row.due_at > datetime.now(UTC)
            assert pk not in dispatch.due(datetime.now(UTC))
            assert pk in dispatch.due(datetime.now(UTC) + timedelta(days=1))
    assert row.dead_at is not None and "the post office is closed" in row.error
    assert pk not in dispatch.due(datetime.now(UTC) + timedelta(days=30))


def test_what_was_given_up_is_tried_again_by_whoever_may(tenant: object, handler: dict[str, Any]) -> None:
    handler["fail"] = True
    record(Dispatched, None, by=SYSTEM)
    (pk,) = dispatch.hand_out()
    for _ in range(dispatch.ATTEMPTS):
        dispatch.attempt(pk)
    row = Delivery.objects.get(pk=pk)
    with pytest.raises(Refused):
        deliveries.retry(row, by=Actor(kind="person", name="林岚"), now=datetime.now(UTC))
    deliveries.retry(row, by=ADMIN, now=datetime.now(UTC))
    with pytest.raises(Conflict):
        deliveries.retry(row, by=ADMIN, now=datetime.now(UTC))
    handler["fail"] = False
    assert dispatch.attempt(pk)
    assert len(handler["seen"]) == 1
    assert EventRow.objects.filter(kind="events.delivery.retried", actor_name="周正").exists()


def test_a_handler_that_fails_keeps_nothing_of_its_work(tenant: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from kernel.accounts.models import Account

    def half(event: EventRow) -> None:
        Account.objects.create(username="half")
        raise RuntimeError

    monkeypatch.setitem(HANDLERS, "tests.dispatch.noted", {"tests.half": half})
    record(Dispatched, None, by=SYSTEM)
    for pk in dispatch.hand_out():
        dispatch.attempt(pk)
    assert not Account.objects.exists()


def test_draining_empties_the_outbox_of_one_tenant(own_database: str, handler: dict[str, Any]) -> None:
    with scope(ONE):
        for _ in range(3):
            record(Dispatched, None, by=SYSTEM)
    assert dispatch.drain(ONE) == 3
    with scope(ONE):
        assert not EventRow.objects.filter(dispatched_at=None).exists()
        assert Delivery.objects.filter(done_at__isnull=False).count() == 3
