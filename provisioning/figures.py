"""What the operator's collector is told about the installation."""

from __future__ import annotations

from django.db.models import Sum
from prometheus_client import CollectorRegistry, Gauge

from kernel.events.models import Delivery
from kernel.scope import public
from provisioning import pooling
from tenants.models import Tenant


def collect(registry: CollectorRegistry) -> None:
    """Effects of events that were given up, and how many ready schemas the pool holds."""
    dead = Gauge(
        "tongban_events_dead", "Effects of events that were given up; tenants' are counted each hour", ["where"],
        registry=registry,
    )  # fmt: skip
    ready = Gauge("tongban_pool_ready", "Ready schemas of the present release", ["stock"], registry=registry)
    with public():
        dead.labels("console").set(Delivery.objects.filter(dead_at__isnull=False).count())
        dead.labels("tenants").set(Tenant.objects.aggregate(sum=Sum("failures"))["sum"] or 0)
        for stock in Tenant.Stock.values:
            ready.labels(stock).set(pooling.ready(stock))
