"""The broker: dramatiq on Valkey, with a fair queue per tenant in front.

Messages of a tenant wait in a list of its own; a ring names the tenants that wait. Only as many
messages as the workers can soon begin are let through, one of each tenant in turn. So a hundred
thousand messages of one tenant cost another tenant one turn of the ring.
"""

from __future__ import annotations

from typing import Any

from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from dramatiq.common import dq_name

from kernel.config.environment import environment
from kernel.tasks.poison import Poison

# KEYS: queue list, queue messages, ring. ARGV: prefix of the tenants' lists, room, [tenant, id, data].
_FAIR = """
if #ARGV > 2 then
    redis.call('hset', KEYS[2], ARGV[4], ARGV[5])
    if redis.call('rpush', ARGV[1] .. ARGV[3], ARGV[4]) == 1 then
        redis.call('rpush', KEYS[3], ARGV[3])
    end
end
local room = tonumber(ARGV[2]) - redis.call('llen', KEYS[1])
while room > 0 do
    local tenant = redis.call('lpop', KEYS[3])
    if not tenant then break end
    local id = redis.call('lpop', ARGV[1] .. tenant)
    if id then
        redis.call('rpush', KEYS[1], id)
        room = room - 1
        if redis.call('llen', ARGV[1] .. tenant) > 0 then
            redis.call('rpush', KEYS[3], tenant)
        end
    end
end
return room
"""

ROOM = 8


class FairBroker(RedisBroker):
    """A Redis broker whose queues are fed one tenant at a time."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self.fair = self.client.register_script(_FAIR)
        self.add_middleware(Poison())

    def _feed(self, queue: str, *message: str | bytes) -> None:
        name = f"{self.namespace}:{queue}"
        self.fair(keys=[name, f"{name}.msgs", f"{name}.ring"], args=[f"{name}.of.", ROOM, *message])

    def do_enqueue(self, queue: str, message_id: str, data: bytes) -> None:
        """Dramatiq's own enqueue, except that what is not delayed takes its place in the ring."""
        if queue in self.queues:
            scope = Message.decode(data).options.get("scope") or {}
            self._feed(queue, scope.get("tenant") or "public", message_id, data)
        else:
            self._dispatch("enqueue")(queue, message_id, data)  # type: ignore[no-untyped-call]

    def do_fetch(self, queue: str, prefetch: int) -> list[bytes]:
        """Let the next tenants through, then fetch."""
        if queue in self.queues:
            self._feed(queue)
        return self._dispatch("fetch")(queue, prefetch)  # type: ignore[no-untyped-call,no-any-return]

    def waiting(self, queue: str) -> dict[str, int]:
        """How many messages wait in a queue, by tenant key ("" for those already let through)."""
        name = f"{self.namespace}:{queue}"
        tenants = [
            key.decode() if isinstance(key, bytes) else str(key) for key in self.client.lrange(f"{name}.ring", 0, -1)
        ]
        counts = {tenant: int(self.client.llen(f"{name}.of.{tenant}")) for tenant in tenants}
        counts[""] = int(self.client.llen(name)) + int(self.client.llen(f"{self.namespace}:{dq_name(queue)}"))
        return counts


def make_broker() -> FairBroker:
    """The broker of this installation. Killed workers' messages come back after about 18 seconds."""
    return FairBroker(url=environment.redis_url, namespace="tbq", heartbeat_timeout=15_000, maintenance_chance=100_000)
