"""The life of a tenant as a machine, tried in orders that nobody would think of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.lifecycle import DEMO_HOURS, EDGES, UNDO, Life, NotAllowed, State, may_follow

pytestmark = pytest.mark.feature("SAAS-05")
START = datetime(2026, 1, 1, tzinfo=UTC)
ENTITLED = {State.ACTIVE, State.PAST_DUE}

EVENTS = st.sampled_from(
    [
        "wait",
        "tick",
        "demo",
        "trial",
        "active",
        "keep",
        "convert",
        "convert_for_good",
        "suspend",
        "resume",
        "delete",
        "undelete",
    ]
)
ORDERS = st.lists(st.tuples(EVENTS, st.integers(0, 60 * 24)), min_size=1, max_size=25)


def apply(life: Life, event: str, now: datetime) -> Life:
    match event:
        case "demo":
            return life.claim(State.DEMO, now, now + timedelta(hours=DEMO_HOURS))
        case "trial" | "active":
            return life.claim(State(event), now, now + timedelta(days=30))
        case "keep":
            return life.keep(now, now + timedelta(days=30))
        case "convert":
            return life.convert(now, now + timedelta(days=365))
        case "convert_for_good":
            return life.convert(now, None)
        case "wait":
            return life
    return getattr(life, event)(now)  # type: ignore[no-any-return]


@settings(max_examples=10_000, deadline=None)
@given(ORDERS)
def test_no_order_of_events_leaves_the_table_or_deletes_who_has_paid(order: list[tuple[str, int]]) -> None:
    life, now = Life(State.POOLED, START), START
    ordered_at: datetime | None = None
    for event, hours in order:
        now += timedelta(hours=hours)
        before = life
        try:
            life = apply(life, event, now)
        except NotAllowed:
            assert life is before
            continue
        assert life.state is before.state or may_follow(before.state, life.state) or event == "resume"
        if event == "delete":
            ordered_at = now
        if event == "tick":
            if before.state in ENTITLED and (before.entitled_until is None or before.entitled_until > now):
                assert life is before, "the clock took something from somebody who is entitled"
            if life.state is State.DELETING and before.state is not State.DELETING:
                assert before.state is State.DEMO, "only a demo is deleted by the clock"
            if before.state is State.DELETING and life.state is State.DELETED and not before.was_demo:
                assert ordered_at is not None
                assert now - before.since >= UNDO
        if event.startswith("convert"):
            due = life.next()
            assert due is None or due[0] > now, "something that was due before the payment is still due"


@given(ORDERS)
def test_time_alone_always_comes_to_rest(order: list[tuple[str, int]]) -> None:
    life, now = Life(State.POOLED, START), START
    for event, hours in order:
        now += timedelta(hours=hours)
        try:
            life = apply(life, event, now)
        except NotAllowed:
            continue
    for _ in range(10):
        if (due := life.next()) is None:
            return
        life = life.tick(due[0])
    assert life.next() is None


def test_the_clock_does_nothing_before_the_time_and_one_step_after() -> None:
    life = Life(State.POOLED, START).claim(State.TRIAL, START, START + timedelta(days=30))
    assert life.tick(START + timedelta(days=30, seconds=-1)) is life
    grace = life.tick(START + timedelta(days=31))
    assert grace.state is State.GRACE
    assert grace.tick(START + timedelta(days=40)) is grace
    assert grace.convert(START + timedelta(days=40), None).next() is None


def test_a_suspension_goes_back_to_what_it_was() -> None:
    trial = Life(State.POOLED, START).claim(State.TRIAL, START, None)
    assert trial.suspend(START).resume(START).state is State.TRIAL
    assert trial.convert(START, None).suspend(START).resume(START).state is State.ACTIVE
    back = trial.delete(START).undelete(START)
    assert back.state is State.SUSPENDED
    assert back.resume(START).state is State.ACTIVE


def test_every_state_can_be_left_or_is_the_end() -> None:
    assert [state for state, after in EDGES.items() if not after] == [State.DELETED]
