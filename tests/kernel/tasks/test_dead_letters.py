"""Workers that die in the middle of a task: it is done again, at least once; one that kills every worker is given up,
and what is given up can be seen and put back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from uuid import UUID, uuid4

import dramatiq
import pytest
from dramatiq import Message
from dramatiq.worker import Worker

from kernel.config.environment import environment
from kernel.tasks import deadletters
from kernel.tasks.broker import FairBroker
from kernel.tasks.poison import BEGUN_AT_MOST
from tests.kernel.tasks.crashing import HEARTBEAT
from tests.support.databases import ROOT

A = str(UUID(int=1))


@pytest.fixture
def broker() -> Iterator[FairBroker]:
    broker = FairBroker(
        url=environment.redis_url,
        namespace=f"probe-{uuid4().hex}",
        heartbeat_timeout=HEARTBEAT,
        maintenance_chance=100_000,
    )
    broker.declare_queue("soon")
    yield broker
    for key in broker.client.scan_iter(f"{broker.namespace}*"):
        broker.client.delete(key)


def put(broker: FairBroker, actor: str, *args: object) -> None:
    broker.enqueue(Message(queue_name="soon", actor_name=actor, args=args, kwargs={}, options={"scope": {"tenant": A}}))


def work(broker: FairBroker, times: int) -> int:
    """A worker process from its start to its end; answers how it ended."""
    environ = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"}
    command = [sys.executable, "-m", "tests.kernel.tasks.crashing", broker.namespace, str(times)]
    return subprocess.run(command, cwd=ROOT, env=environ, timeout=120, check=False).returncode


def noted(broker: FairBroker, what: str) -> int:
    return int(broker.client.get(f"{broker.namespace}:{what}:x") or 0)


def test_a_task_whose_worker_was_killed_runs_again(broker: FairBroker) -> None:
    put(broker, "crash", "x")
    assert work(broker, 1) == -9
    assert noted(broker, "done") == 0
    assert work(broker, 1) == 0
    assert (noted(broker, "noted"), noted(broker, "done")) == (2, 1)
    assert deadletters.letters(broker) == []
    assert not list(broker.client.scan_iter(f"{broker.namespace}:begun:*"))


def test_a_message_that_kills_every_worker_ends_as_a_visible_dead_letter(broker: FairBroker) -> None:
    put(broker, "crash", "x")
    assert [work(broker, 99) for _ in range(BEGUN_AT_MOST)] == [-9] * BEGUN_AT_MOST
    assert work(broker, 99) == 0
    assert noted(broker, "noted") == BEGUN_AT_MOST
    (letter,) = deadletters.letters(broker)
    assert (letter.queue, letter.task, letter.tenant, letter.arguments) == ("soon", "crash", A, ("x",))
    assert deadletters.counts(broker) == {"now": 0, "soon": 1, "bulk": 0}
    assert deadletters.put_back(broker, letter.id)
    assert deadletters.counts(broker)["soon"] == 0
    # The cause is gone: it is done.
    assert work(broker, 0) == 0
    assert noted(broker, "done") == 1


def test_what_failed_too_often_is_a_dead_letter_that_says_why(broker: FairBroker) -> None:
    def probe() -> None:
        raise RuntimeError("the reason")

    dramatiq.actor(broker=broker, queue_name="soon", actor_name="probe", max_retries=2, min_backoff=1, max_backoff=2)(
        probe
    )
    put(broker, "probe")
    worker = Worker(broker, worker_threads=1, worker_timeout=20)
    worker.start()
    try:
        broker.join("soon", timeout=20_000)
        worker.join()
    finally:
        worker.stop()
    (letter,) = deadletters.letters(broker)
    assert letter.task == "probe" and "the reason" in letter.said
    assert not deadletters.put_back(broker, str(uuid4()))
    assert not list(broker.client.scan_iter(f"{broker.namespace}:begun:*"))
