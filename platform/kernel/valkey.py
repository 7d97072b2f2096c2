"""The connection to Valkey (or Redis): queues, cache and live channels. Keys carry the scope's immutable key."""

from __future__ import annotations

from functools import lru_cache

import redis

from kernel.config.environment import environment
from kernel.scope import Scope, current


@lru_cache(maxsize=1)
def valkey() -> redis.Redis:
    """The shared client. Short time limits: a page must not wait for a cache that does not answer."""
    return redis.Redis.from_url(
        environment.redis_url, socket_timeout=5, socket_connect_timeout=1, health_check_interval=30
    )


def scoped_key(*parts: str, to: Scope | None = None) -> str:
    """A key of the scope in hand (or of `to`). Raises OutsideScope without one."""
    return ":".join(("tb", (to or current()).key, *parts))
