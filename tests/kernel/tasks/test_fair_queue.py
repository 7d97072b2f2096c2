"""The fair queue on a real Valkey: order between tenants, redelivery, delay, and what a flood costs others."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import dramatiq
import pytest
from dramatiq import Message
from dramatiq.worker import Worker

from kernel.config.environment import environment
from kernel.tasks.broker import ROOM, FairBroker

A, B, C = (str(UUID(int=number)) for number in (1, 2, 3))


@pytest.fixture
def broker() -> Iterator[FairBroker]:
    broker = FairBroker(url=environment.redis_url, namespace=f"probe-{uuid4().hex}", heartbeat_timeout=15_000)
    yield broker
    for key in broker.client.scan_iter(f"{broker.namespace}*"):
        broker.client.delete(key)


def put(broker: FairBroker, actor: str, tenant: str, *args: object) -> None:
    broker.enqueue(
        Message(queue_name="soon", actor_name=actor, args=args, kwargs={}, options={"scope": {"tenant": tenant}})
    )


def test_tenants_take_turns_whatever_one_of_them_queues(broker: FairBroker) -> None:
    broker.declare_queue("soon")
    for number in range(1000):
        put(broker, "probe", A, number)
    put(broker, "probe", B, "b")
    put(broker, "probe", C, "c")
    assert broker.waiting("soon") == {A: 1000 - ROOM, B: 1, C: 1, "": ROOM}
    fetched: list[Message] = []
    while len(fetched) < 20:
        fetched += [Message.decode(data) for data in broker.do_fetch("soon", 1)]
    order = [message.options["scope"]["tenant"] for message in fetched]
    assert order.index(B) <= ROOM + 3
    assert order.index(C) <= ROOM + 3
    own = [message.args[0] for message in fetched if message.options["scope"]["tenant"] == A]
    assert own == sorted(own)


def test_a_worker_does_every_message_of_everybody_once(broker: FairBroker) -> None:
    done: list[tuple[str, int]] = []

    def probe(tenant: str, number: int) -> None:
        done.append((tenant, number))

    dramatiq.actor(broker=broker, queue_name="soon", actor_name="probe")(probe)
    for number in range(50):
        for tenant in (A, B, C):
            put(broker, "probe", tenant, tenant, number)
    worker = Worker(broker, worker_threads=2, worker_timeout=50)
    worker.start()
    try:
        broker.join("soon", timeout=20_000)
        worker.join()
    finally:
        worker.stop()
    assert sorted(done) == sorted((tenant, number) for tenant in (A, B, C) for number in range(50))
    assert not any(broker.waiting("soon").values())


def test_what_failed_comes_back_through_the_ring(broker: FairBroker) -> None:
    tried: list[int] = []

    def probe(number: int) -> None:
        tried.append(number)
        if len(tried) < 3:
            raise RuntimeError("not yet")

    dramatiq.actor(broker=broker, queue_name="soon", actor_name="probe", max_retries=5, min_backoff=1, max_backoff=5)(
        probe
    )
    put(broker, "probe", A, 7)
    worker = Worker(broker, worker_threads=1, worker_timeout=20)
    worker.start()
    try:
        broker.join("soon", timeout=20_000)
        worker.join()
    finally:
        worker.stop()
    assert tried == [7, 7, 7]
