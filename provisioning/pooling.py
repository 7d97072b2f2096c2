"""Keeping ready schemas: build what is missing, drop what is of an earlier release.

Each step can be repeated: the row comes first, then the schema and "ready" in one transaction. Whoever
dies in between leaves a row that the next filling takes up.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog

from kernel.actor import Actor
from kernel.preferences.actions import sync_enumerations
from kernel.scope import public, scope
from provisioning.actions import pool
from provisioning.erasing import drop_schema
from provisioning.filling import fill_showcase
from provisioning.models import Creation, PoolTarget
from tenants.lifecycle import State
from tenants.models import Tenant
from tenants.release import release
from tenants.templatefile import replay, template

BY = Actor.system("pool")
#: A row in the state of building that is older than this belongs to nobody any more.
ABANDONED = timedelta(minutes=2)
log = structlog.get_logger("tongban.pool")


def ready(stock: str) -> int:
    """How many members of the present release stand ready. In the public scope."""
    made = release()
    rows = Tenant.objects.filter(state=State.POOLED, stock=stock, fingerprint=made.fingerprint, template=made.template)
    return rows.count()


def wanted(stock: str) -> int:
    """How many are wanted. In the public scope."""
    target = PoolTarget.objects.filter(pk=stock).first()
    return target.wanted if target else pool.DEFAULTS[Tenant.Stock(stock)]


def fill(stock: str, *, most: int = 20) -> int:
    """Build until as many as wanted stand ready, at most `most` in one go; answers how many were built."""
    built = 0
    for tenant_id in _abandoned(stock):
        built += build(tenant_id)
    while built < most:
        with public():
            if ready(stock) >= wanted(stock):
                break
            tenant_id = pool.announce(by=BY, stock=stock, now=datetime.now(UTC)).pk
        built += build(tenant_id)
    with public():
        pool.note_filling(stock, by=BY, now=datetime.now(UTC))
    return built


def build(tenant_id: UUID) -> bool:
    """Build the schema of an announced row; False when another process does, or has done.

    One transaction holds the row's lock, the schema and the row's new state: all or nothing.
    """
    made = template()
    with public():
        tenant = Tenant.objects.get(pk=tenant_id)
    with scope(tenant.scope):
        with public():
            taken = pool.take_for_building(tenant_id, by=BY)
        if taken is None:
            return False
        replay(made)
        sync_enumerations(by=BY)
        if taken.stock == Tenant.Stock.DEMO:
            fill_showcase()
        with public():
            pool.finish(tenant_id, by=BY, now=datetime.now(UTC))
    return True


def drop_stale() -> int:
    """Drop members of earlier releases, and what an erasure left half done of them; answers how many."""
    with public():
        ids = pool.condemn_stale(by=BY, now=datetime.now(UTC))
    for tenant_id in ids:
        with public():
            schema = Tenant.objects.values_list("schema_name", flat=True).get(pk=tenant_id)
        drop_schema(schema)
        with public():
            pool.forget(tenant_id, by=BY)
    return len(ids)


def _abandoned(stock: str) -> list[UUID]:
    with public():
        busy = Creation.objects.filter(done_at=None).exclude(tenant=None).values_list("tenant_id", flat=True)
        rows = Tenant.objects.filter(
            state=State.BUILDING, stock=stock, state_since__lt=datetime.now(UTC) - ABANDONED
        ).exclude(pk__in=list(busy))
        return list(rows.order_by("id").values_list("pk", flat=True))


def keep_full() -> None:
    """Drop what is stale, then fill every stock. An error in one stock is noted and stops no other."""
    drop_stale()
    for stock in Tenant.Stock.values:
        try:
            fill(stock)
        except Exception as error:
            log.exception("the pool could not be filled", stock=stock)
            with public():
                pool.note_filling(stock, by=BY, now=datetime.now(UTC), error=repr(error))
    with public():
        pool.beat("pool", by=BY, now=datetime.now(UTC))
