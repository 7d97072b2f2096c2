"""What is counted: requests by route and status, their seconds; what packages count at the moment of asking."""

from __future__ import annotations

import os

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

from kernel.registry import parts

REQUESTS = Counter("tongban_requests_total", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram(
    "tongban_request_seconds",
    "Seconds from the first byte of a request to its answer",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.08, 0.12, 0.2, 0.3, 0.5, 1, 2, 5, 10),
)


def observe(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request. Routes are patterns, so the number of series is bounded."""
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def exposition() -> bytes:
    """All figures in the Prometheus text format, over all processes where they share a folder."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):  # set by the web process for its own workers
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUESTS)
        registry.register(SECONDS)
    _of_packages(registry)
    return generate_latest(registry)


def _of_packages(registry: CollectorRegistry) -> None:
    """What each package's figures.py adds at the moment of asking; one that cannot is left out and logged."""
    for manifest, part in parts("figures"):
        try:
            part.collect(registry)
        except Exception:
            structlog.get_logger("tongban.watching").exception("no figures", package=manifest.name)
