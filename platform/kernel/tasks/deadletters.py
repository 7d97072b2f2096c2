"""Dead letters: tasks that nobody will try again by themselves. To be looked at, and put back once the cause is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dramatiq import Message
from dramatiq.common import xq_name

from kernel.tasks.broker import FairBroker
from kernel.tasks.definition import QUEUES


@dataclass(frozen=True)
class DeadLetter:
    """A task that was given up: what it was to do, for which tenant (its key), when it died and what it said last."""

    id: str
    queue: str
    task: str
    tenant: str
    arguments: tuple[Any, ...]
    at: datetime
    said: str


def letters(broker: FairBroker, limit: int = 200) -> list[DeadLetter]:
    """The last dead letters of all queues, newest first. They are kept for a week."""
    client: Any = broker.client
    found = []
    for queue in QUEUES:
        name = f"{broker.namespace}:{xq_name(queue)}"
        dead = client.zrevrange(name, 0, limit - 1, withscores=True)
        bodies = client.hmget(f"{name}.msgs", [key for key, _ in dead]) if dead else []
        found += [_letter(queue, body, score) for (_, score), body in zip(dead, bodies, strict=True) if body]
    return sorted(found, key=lambda letter: letter.at, reverse=True)[:limit]


def counts(broker: FairBroker) -> dict[str, int]:
    """How many dead letters each queue has."""
    return {queue: int(broker.client.zcard(f"{broker.namespace}:{xq_name(queue)}")) for queue in QUEUES}


def put_back(broker: FairBroker, id: str) -> bool:
    """Let a dead letter be done after all, its tries counted anew; False when it is not there (any more)."""
    client: Any = broker.client
    for queue in QUEUES:
        name = f"{broker.namespace}:{xq_name(queue)}"
        for key in client.zrange(name, 0, -1):
            body = client.hget(f"{name}.msgs", key)
            if body is None or (message := Message.decode(body)).message_id != id:
                continue
            options = {name: value for name, value in message.options.items() if name not in {"retries", "traceback"}}
            # Into the queue first: a crash in between leaves it twice, which tasks do not mind.
            broker.enqueue(message.copy(queue_name=queue, options=options | {"redis_message_id": None}))
            client.zrem(name, key)
            client.hdel(f"{name}.msgs", key)
            return True
    return False


def _letter(queue: str, body: bytes, milliseconds: float) -> DeadLetter:
    message = Message.decode(body)
    lines = str(message.options.get("traceback") or "").strip().splitlines()
    return DeadLetter(
        id=message.message_id,
        queue=queue,
        task=message.actor_name,
        tenant=str((message.options.get("scope") or {}).get("tenant") or "public"),
        arguments=tuple(message.args),
        at=datetime.fromtimestamp(milliseconds / 1000, UTC),
        said=lines[-1] if lines else "",
    )
