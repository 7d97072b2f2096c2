"""A worker process that a task takes down: `python -m tests.kernel.tasks.crashing NAMESPACE TIMES`.

The task notes each beginning; while fewer than TIMES beginnings are noted it kills its own process, as a lack of memory
would. The process ends by itself once the task is done or given up.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

import dramatiq
from dramatiq.worker import Worker

from kernel.config.environment import environment
from kernel.tasks.broker import FairBroker

HEARTBEAT = 1_000


def main(namespace: str, times: int) -> None:
    """Work until the task is done or dead."""
    broker = FairBroker(
        url=environment.redis_url, namespace=namespace, heartbeat_timeout=HEARTBEAT, maintenance_chance=100_000
    )
    ended = threading.Event()

    def crash(thing: str) -> None:
        if int(broker.client.incr(f"{namespace}:noted:{thing}")) <= times:
            os.kill(os.getpid(), signal.SIGKILL)
        broker.client.incr(f"{namespace}:done:{thing}")

    class Watch(dramatiq.Middleware):
        def after_ack(self, broker: object, message: object) -> None:
            ended.set()

        after_nack = after_ack

    broker.add_middleware(Watch())
    dramatiq.actor(broker=broker, queue_name="soon", actor_name="crash", max_retries=0)(crash)
    worker = Worker(broker, worker_threads=1, worker_timeout=50)
    worker.start()
    ended.wait(60)
    worker.stop()


if __name__ == "__main__":
    import tests.support.environment  # noqa: F401 - the services of the tests

    main(sys.argv[1], int(sys.argv[2]))
