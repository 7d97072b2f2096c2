"""The fair queue under load: from enqueuing to the start, how many a second, and what one company's flood costs another.

Real workers in processes of their own, as many and with as many threads as the product starts; a task only writes down
when it began. The same flood through the stock broker of the library stands beside it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import dramatiq
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from dramatiq.worker import Worker

from tests.support.measuring import Result, bar, in_own_process, per_cent

FLOOD, OTHERS, PROCESSES, THREADS = 100_000, 20, 2, 6
LOUD, QUIET = (str(UUID(int=number)) for number in (1, 2))
#: How long a task of the flood takes, so that it is worked off more slowly than others ask.
LOUD_SECONDS = 0.02
#: Seconds another company's task may be late because of the flood.
LATE = 5.0


def run(args: argparse.Namespace) -> Result:
    """`--scale` makes the flood smaller."""
    return in_own_process(__name__, args)


def measure(scale: float) -> Result:
    """Everything, in a process whose settings are the tests'."""
    flood = max(1_000, round(FLOOD * scale))
    with workers("fair") as broker:
        begun = [_start(broker, QUIET) for _ in range(100)]
        count = min(flood, 10_000)
        put_at = time.monotonic()
        for _ in range(count):
            _put(broker, LOUD, "short")
        put_seconds = time.monotonic() - put_at
        _wait(broker, "short", count)
        done_seconds = time.monotonic() - put_at
    with workers("fair", flood) as broker:
        late = [_start(broker, QUIET) for _ in range(OTHERS)]
        left = sum(broker.waiting("soon").values())
    with workers("stock", min(flood, 10_000)) as broker:
        stock = _start(broker, QUIET, patience=120.0)
    return {
        "figures": {
            "enqueue to start, p50 ms": round(per_cent(begun, 50) * 1000, 1),
            "enqueue to start, p95 ms": round(per_cent(begun, 95) * 1000, 1),
            "enqueued/s": round(count / put_seconds),
            "done/s while enqueuing": round(count / done_seconds),
            "flood": flood,
            "delay of another company, p50 ms": round(per_cent(late, 50) * 1000, 1),
            "of the flood still waiting after these": left,
            "the same with the library's own broker and a flood of at most 10,000, ms": round(stock * 1000),
        },
        "bars": [bar("delay of another company behind the flood, longest, s", max(late), LATE)],
    }


@contextmanager
def workers(kind: str, flood: int = 0) -> Iterator[Any]:
    """A broker of its own in Valkey with working processes, which find a flood; nothing of it is left at the end."""
    namespace = f"bench-{uuid4().hex}"
    broker = _broker(kind, namespace)
    for _ in range(flood):
        _put(broker, LOUD, "loud")
    command = [sys.executable, "-m", "tests.bench.tasks", kind, namespace]
    children = [subprocess.Popen(command) for _ in range(PROCESSES)]
    try:
        # The first is on its way as soon as one of them is up.
        while not broker.client.exists(f"{namespace}.up"):
            time.sleep(0.05)
        yield broker
    finally:
        for child in children:
            child.kill()
            child.wait()
        for key in broker.client.scan_iter(f"{namespace}*", count=10_000):
            broker.client.delete(key)


def work(kind: str, namespace: str) -> None:
    """What a working process does until it is killed."""
    broker = _broker(kind, namespace)
    worker = Worker(broker, worker_threads=THREADS)
    worker.start()
    broker.client.rpush(f"{namespace}.up", 1)
    while True:
        time.sleep(3600)


def _broker(kind: str, namespace: str) -> Any:
    from kernel.config.environment import environment
    from kernel.tasks.broker import FairBroker

    made = FairBroker if kind == "fair" else RedisBroker
    broker: Any = made(url=environment.redis_url, namespace=namespace)

    def probe(tag: str) -> None:
        broker.client.rpush(f"{namespace}.started.{tag}", repr(time.time()))
        if tag == "loud":
            time.sleep(LOUD_SECONDS)

    dramatiq.actor(broker=broker, queue_name="soon", actor_name="probe")(probe)
    return broker


def _put(broker: Any, tenant: str, tag: str) -> None:
    broker.enqueue(
        Message(queue_name="soon", actor_name="probe", args=(tag,), kwargs={}, options={"scope": {"tenant": tenant}})
    )


def _start(broker: Any, tenant: str, patience: float = 30.0) -> float:
    """Seconds from enqueuing one task to its beginning; `patience` where it never does."""
    tag, asked = uuid4().hex, time.time()
    _put(broker, tenant, tag)
    while (found := broker.client.lpop(f"{broker.namespace}.started.{tag}")) is None:
        if time.time() - asked > patience:
            return patience
        time.sleep(0.005)
    return max(0.0, float(found) - asked)


def _wait(broker: Any, tag: str, count: int) -> None:
    while broker.client.llen(f"{broker.namespace}.started.{tag}") < count:
        time.sleep(0.02)


if __name__ == "__main__":
    from tests.support import environment as _environment  # noqa: F401 - the settings of the tests, before anything else

    work(sys.argv[1], sys.argv[2])
