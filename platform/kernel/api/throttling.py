"""Rate limits per actor and per tenant. Without Valkey nobody is limited rather than everybody locked out.

A sliding minute out of two counters: what was counted in the minute before weighs by how much of it
still lies within the last sixty seconds. Two numbers a limit, whatever the rate.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from typing import Any, Literal

import redis
import structlog
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from kernel.valkey import scoped_key, valkey

WINDOW = 60
log = structlog.get_logger("tongban.api")


class Throttle(BaseThrottle, ABC):
    """So many requests within a minute; `API_LIMITS` in the settings says how many."""

    kind: Literal["actor", "tenant"]

    @abstractmethod
    def subject(self, request: Request) -> str:
        """Who is counted."""

    @property
    def limit(self) -> int:
        """Requests a minute."""
        return int(settings.API_LIMITS[self.kind])

    @abstractmethod
    def words(self, seconds: int) -> str:
        """Which limit was met, and for how long, in words."""

    def allow_request(self, request: Request, view: Any) -> bool:
        now = time.time()
        minute, spent = int(now // WINDOW), now % WINDOW
        name = scoped_key("rate", self.kind, self.subject(request))
        try:
            with valkey().pipeline(transaction=False) as pipe:
                pipe.incr(f"{name}:{minute}")
                pipe.expire(f"{name}:{minute}", 2 * WINDOW)
                pipe.get(f"{name}:{minute - 1}")
                counted, _expires, before = pipe.execute()
        except redis.RedisError:
            log.warning("rate limits are off: the cache does not answer")
            return True
        before = int(before or 0)
        if counted + before * (WINDOW - spent) / WINDOW <= self.limit:
            return True
        room = self.limit - counted
        free = WINDOW * (1 - room / before) if before and room > 0 else WINDOW
        self._wait = max(1, math.ceil(free - spent))
        return False

    def wait(self) -> float:
        """Seconds until there is room again."""
        return self._wait


class ActorThrottle(Throttle):
    """So many requests a minute from one account, or from one address without an account."""

    kind = "actor"

    def subject(self, request: Request) -> str:
        actor = request._request.actor  # type: ignore[attr-defined]
        return str(actor.account or actor.address)

    def words(self, seconds: int) -> str:
        return _("More than %(limit)d requests a minute came from this account. Go on in %(seconds)d seconds.") % {
            "limit": self.limit,
            "seconds": seconds,
        }


class TenantThrottle(Throttle):
    """So many requests a minute from one tenant as a whole; the key carries the tenant by itself."""

    kind = "tenant"

    def subject(self, request: Request) -> str:
        return "all"

    def words(self, seconds: int) -> str:
        return _("More than %(limit)d requests a minute came from this company. Go on in %(seconds)d seconds.") % {
            "limit": self.limit,
            "seconds": seconds,
        }
