"""Rate limits per actor and per tenant. Without the cache nobody is limited rather than everybody locked out."""

from __future__ import annotations

from typing import Any

import redis
import structlog
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

log = structlog.get_logger("tongban.api")


class _Throttle(SimpleRateThrottle):
    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except redis.RedisError:
            log.warning("rate limits are off: the cache does not answer")
            return True


class ActorThrottle(_Throttle):
    """So many requests a minute from one account, or from one address without an account."""

    scope = "actor"

    def get_cache_key(self, request: Request, view: Any) -> str:
        actor = request._request.actor  # type: ignore[attr-defined]
        return f"throttle:actor:{actor.account or self.get_ident(request)}"


class TenantThrottle(_Throttle):
    """So many requests a minute from one tenant as a whole; the cache key carries the tenant by itself."""

    scope = "tenant"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return "throttle:tenant"
