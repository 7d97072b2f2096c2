"""Tasks that were given up: seen and tried again at the console, by whoever looks after operations; counted for the
operator's collector."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import dramatiq
import pytest
import redis
from django.test import Client
from dramatiq import Message
from dramatiq.worker import Worker
from prometheus_client import CollectorRegistry, generate_latest

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.config.environment import environment
from kernel.events.models import EventRow
from kernel.policies import NotFound, Refused
from kernel.scope import public
from kernel.tasks import deadletters, figures
from kernel.tasks.actions import letters
from kernel.tasks.broker import FairBroker
from kernel.watching import metrics
from provisioning import figures as installation

pytestmark = pytest.mark.feature("SAAS-10")
TENANT = str(UUID(int=1))
OPERATOR = Actor(kind="staff", name="运维", account=UUID(int=7), functions=frozenset({"console.operations"}))


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[FairBroker]:
    """A broker of this test's own, with one task that was given up."""
    broker = FairBroker(url=environment.redis_url, namespace=f"letters-{uuid4().hex}", maintenance_chance=100_000)
    broker.declare_queue("soon")

    def probe() -> None:
        raise RuntimeError("the reason")

    dramatiq.actor(broker=broker, queue_name="soon", actor_name="probe", max_retries=1, min_backoff=1, max_backoff=2)(
        probe
    )
    broker.enqueue(
        Message(queue_name="soon", actor_name="probe", args=(), kwargs={}, options={"scope": {"tenant": TENANT}})
    )
    worker = Worker(broker, worker_threads=1, worker_timeout=20)
    worker.start()
    try:
        broker.join("soon", timeout=20_000)
        worker.join()
    finally:
        worker.stop()
    monkeypatch.setattr(dramatiq, "get_broker", lambda: broker)
    yield broker
    for key in broker.client.scan_iter(f"{broker.namespace}*"):
        broker.client.delete(key)


@pytest.fixture
def operator(client_for: Callable[..., Client], db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody at the console who looks after operations."""
    from datetime import UTC, datetime

    from provisioning.actions import staff

    with public():
        account = Account.objects.create(username="operator", name="运维")
        staff.appoint(account, "operations", by=Actor.system("test"), now=datetime.now(UTC))
    return client_for(account, "console")


def test_the_console_shows_what_was_given_up_and_has_it_tried_again(
    operator: Client, broker: FairBroker, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    (letter,) = deadletters.letters(broker)
    shown = operator.get("/tasks/letters/").content.decode()
    assert "probe" in shown and "the reason" in shown and TENANT in shown
    assert letter.id in operator.get("/api/v1/tasks/letters/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined] # a context manager of pytest-django
        answer = operator.post(f"/tasks/letters/{letter.id}/revival/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/tasks/letters/")
    assert deadletters.letters(broker) == []
    with public():
        event = EventRow.objects.get(kind="tasks.letter.revived")
        assert (event.data["task"], event.data["letter"]) == ("probe", letter.id)
    assert operator.post(f"/tasks/letters/{letter.id}/revival/").status_code == 404
    assert "没有失败的后台任务" in operator.get("/tasks/letters/").content.decode()


def test_only_operations_sees_and_revives(
    client_for: Callable[..., Client], visit: Callable[..., Client], broker: FairBroker, db: None
) -> None:
    (letter,) = deadletters.letters(broker)
    with public():
        nobody = Account.objects.create(username="nobody", name="无权")
    client = client_for(nobody, "console")
    assert client.get("/tasks/letters/").status_code == 403
    assert client.post(f"/tasks/letters/{letter.id}/revival/").status_code == 403
    assert client.get("/api/v1/tasks/letters/").status_code == 403
    for host in ("one", "site"):
        assert visit(host).get("/tasks/letters/").status_code == 404
    with public():
        with pytest.raises(Refused):
            letters.revive(letter.id, broker, by=Actor.visitor("10.0.0.7"))
        with pytest.raises(NotFound):
            letters.revive(str(uuid4()), broker, by=OPERATOR)
    assert len(deadletters.letters(broker)) == 1


def test_queues_that_do_not_answer_are_said_in_words(
    operator: Client, broker: FairBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(broker: FairBroker) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(deadletters, "letters", silent)
    assert "任务队列没有响应" in operator.get("/tasks/letters/").content.decode()


def test_the_collector_counts_what_was_given_up(broker: FairBroker, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = CollectorRegistry()
    figures.collect(registry)
    installation.collect(registry)
    told = generate_latest(registry).decode()
    assert 'tongban_queue_dead{queue="soon"} 1.0' in told and 'tongban_queue_dead{queue="now"} 0.0' in told
    assert 'tongban_events_dead{where="console"} 0.0' in told and 'tongban_pool_ready{stock="plain"}' in told

    def broken(registry: CollectorRegistry) -> None:
        raise RuntimeError("no database")

    monkeypatch.setattr(installation, "collect", broken)
    assert b"tongban_queue_dead" in metrics.exposition(), "one that cannot count stops no other"
