"""What the queues are asked for by the operator's collector."""

from __future__ import annotations

import dramatiq
from prometheus_client import CollectorRegistry, Gauge

from kernel.tasks import deadletters
from kernel.tasks.broker import FairBroker
from kernel.tasks.definition import QUEUES


def collect(registry: CollectorRegistry) -> None:
    """How many tasks wait in each queue, and how many were given up. Raises redis' errors."""
    broker = dramatiq.get_broker()
    if not isinstance(broker, FairBroker):
        return
    waiting = Gauge("tongban_queue_waiting", "Tasks that wait", ["queue"], registry=registry)
    dead = Gauge("tongban_queue_dead", "Tasks that were given up in the last week", ["queue"], registry=registry)
    given_up = deadletters.counts(broker)
    for queue in QUEUES:
        waiting.labels(queue).set(sum(broker.waiting(queue).values()))
        dead.labels(queue).set(given_up[queue])
