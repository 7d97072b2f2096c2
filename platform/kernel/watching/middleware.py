"""The outermost middleware: health and metrics for machines, a log line and a measure for each request.

It stands before the scope is bound, answers health without a tenant, and asks the database nothing else.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from kernel.watching import health, metrics

log = structlog.get_logger("tongban.requests")
QUIET = ("/static/", "/healthz", "/readyz", "/metrics")


class WatchingMiddleware:
    """Answers /healthz, /readyz and /metrics; counts and logs everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        match request.path_info:
            case "/healthz":
                return HttpResponse("ok\n", content_type="text/plain")
            case "/readyz":
                return _ready()
            case "/metrics" if _is_near(request):
                return HttpResponse(metrics.exposition(), content_type="text/plain; version=0.0.4")
        structlog.contextvars.clear_contextvars()
        began = time.monotonic()
        response = self.get_response(request)
        seconds = time.monotonic() - began
        match_ = getattr(request, "resolver_match", None)
        route = match_.route if match_ is not None else "(none)"
        metrics.observe(route, request.method or "", response.status_code, seconds)
        if not request.path_info.startswith(QUIET):
            log.info(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                milliseconds=round(seconds * 1000, 1),
                request_id=response.get("X-Request-Id", ""),
                tenant=getattr(getattr(request, "scope", None), "key", ""),
                account=str(getattr(getattr(request, "actor", None), "account", None) or ""),
            )
        return response


def _ready() -> JsonResponse:
    findings = health.look()
    ok = all(finding.ok for finding in findings)
    body = {
        "ready": ok,
        "services": {
            finding.service: {"ok": finding.ok, "milliseconds": finding.milliseconds, "words": finding.words}
            for finding in findings
        },
    }
    return JsonResponse(body, status=200 if ok else 503)


def _is_near(request: HttpRequest) -> bool:
    # Figures are for the operator's collector on the same machine or private network, not for the world.
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return (address.is_private or address.is_loopback) and "HTTP_X_FORWARDED_FOR" not in request.META
