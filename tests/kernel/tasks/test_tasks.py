"""Tasks carry their scope and language, start only after the commit, and never fall back to public."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import dramatiq
import pytest
from django.utils import translation
from dramatiq.brokers.stub import StubBroker

from kernel.accounts.models import Account
from kernel.scope import PUBLIC, OutsideScope, Scope, current, scope
from kernel.tasks import Every, task
from kernel.tasks.definition import NoSuchScope
from kernel.tasks.models import ScheduleRun
from tests.support.databases import ONE, TWO

seen: list[tuple[Any, ...]] = []


@task(queue="now")
def look(thing: str, count: int = 0) -> None:
    seen.append((current(), translation.get_language(), thing, count))
    Account.objects.create(username=thing)


@task(queue="bulk", own_units=True)
def look_alone(here: Scope) -> None:
    with pytest.raises(OutsideScope):
        current()
    seen.append((here,))


@pytest.fixture
def queued() -> list[dict[str, Any]]:
    broker = dramatiq.get_broker()
    assert isinstance(broker, StubBroker)
    broker.flush_all()
    seen.clear()

    class Messages(list[Any]):
        def take(self) -> list[dict[str, Any]]:
            found = []
            for queue in broker.queues.values():
                while not queue.empty():
                    found.append(dramatiq.Message.decode(queue.get()).asdict())
                    queue.task_done()
            return found

    return Messages()


def do(message: dict[str, Any]) -> None:
    dramatiq.get_broker().get_actor(message["actor_name"]).fn(*message["args"], **message["kwargs"])


def test_a_task_is_sent_after_the_commit_and_runs_in_the_same_scope_and_language(
    own_database: str, queued: Any
) -> None:
    key = UUID(int=9)
    with scope(ONE), translation.override("en"):
        look.later(str(key), count=2)
        assert queued.take() == []
    (message,) = queued.take()
    assert message["queue_name"] == "now"
    assert message["options"]["scope"]["tenant"] == str(ONE.tenant)
    do(message)
    assert seen == [(ONE, "en", str(key), 2)]
    with scope(ONE):
        assert Account.objects.filter(username=str(key)).exists()
    with scope(TWO):
        assert not Account.objects.exists()


def test_a_task_of_a_unit_that_failed_is_never_sent(own_database: str, queued: Any) -> None:
    with pytest.raises(RuntimeError), scope(ONE):
        look.later("x")
        raise RuntimeError
    assert queued.take() == []


def test_asking_for_a_task_outside_a_scope_is_refused() -> None:
    with pytest.raises(OutsideScope):
        look.later("x")


@pytest.mark.parametrize(
    "to", [Scope(UUID(int=77), "t_gone"), Scope(ONE.tenant, "t_two"), Scope(UUID(int=78), "t_one")]
)
def test_a_message_for_no_tenant_becomes_a_dead_letter(own_database: str, queued: Any, to: Scope) -> None:
    look.send(to, "x")
    (message,) = queued.take()
    with pytest.raises(NoSuchScope):
        do(message)
    assert seen == []


def test_a_message_without_a_scope_or_with_half_a_scope_is_refused(own_database: str) -> None:
    with pytest.raises(TypeError):
        look.actor.fn("x")
    with pytest.raises((ValueError, KeyError)):
        look.actor.fn("x", in_scope={"tenant": None, "schema": "t_one"}, language="en")


def test_a_failed_task_keeps_nothing(own_database: str, queued: Any) -> None:
    with scope(ONE):
        Account.objects.create(username="twice")
    look.send(ONE, "twice")
    (message,) = queued.take()
    with pytest.raises(Exception, match="duplicate"):
        do(message)
    with scope(ONE):
        assert Account.objects.count() == 1


def test_a_task_with_units_of_its_own_gets_the_scope(own_database: str, queued: Any) -> None:
    look_alone.send(TWO)
    (message,) = queued.take()
    do(message)
    assert seen == [(TWO,)]


def test_the_schedule_runs_what_is_due_once_and_fans_out_per_tenant(
    own_database: str, queued: Any, monkeypatch: Any
) -> None:
    from kernel.tasks import schedule

    line = schedule.Line("probe", None, Every(minutes=5, run=f"{__name__}.look_alone"))
    monkeypatch.setattr(schedule, "lines", lambda: iter([line]))
    now = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    assert schedule.tick(now) == [line.name]
    assert schedule.tick(now + timedelta(minutes=4)) == []
    assert schedule.tick(now + timedelta(hours=9)) == [line.name]
    first, second = queued.take()
    assert first["actor_name"] == second["actor_name"] == "kernel.tasks.schedule.fan_out"
    do(first)
    sent = [Scope.from_dict(message["kwargs"]["in_scope"]) for message in queued.take()]
    assert sent == [ONE, TWO]
    with scope(PUBLIC):
        assert ScheduleRun.objects.get().last_at == now + timedelta(hours=9)


def test_an_interval_must_be_positive() -> None:
    with pytest.raises(ValueError):
        _ = Every(run="x").interval
