"""Erasing: a tenant's tables in batches, its files, then its row says so.

A schema of two hundred tables dropped at once takes more locks than a server has by default; so tables go
a few at a time, each batch a transaction of its own. Whoever dies in between leaves a smaller schema.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog

from kernel.actor import Actor
from kernel.files import sweeping
from kernel.scope import Scope, public
from provisioning.actions import erasure
from tenants import catalogue
from tenants.lifecycle import State
from tenants.models import Tenant

BY = Actor.system("clock")
BATCH = 10
ROWS = 200
log = structlog.get_logger("tongban.erasure")


class LeftOver(RuntimeError):
    """The store still holds something of a tenant that was to be erased."""


def erase(tenant_id: UUID, *, now: datetime) -> bool:
    """Erase a tenant whose time has come; False when, looked at again, it has not.

    The order: tables, files, row. Each can be repeated; the row is asked under its lock before and after.
    """
    with public():
        tenant = Tenant.objects.filter(pk=tenant_id).first()
        if tenant is None or tenant.state != State.DELETING or not tenant.life.is_due(now):
            return False
        here, schema = tenant.scope, tenant.schema_name
    tables = drop_schema(schema)
    files = delete_files(here)
    with public():
        erasure.close_row(tenant_id, by=BY, now=now, tables=tables, files=files)
    log.info("a tenant was erased", tenant=here.key, tables=tables, files=files)
    return True


def drop_schema(schema: str) -> int:
    """Drop a schema table by table; answers how many tables it had. A schema that is gone already is no error."""
    dropped = 0
    while True:
        with public():
            gone = catalogue.drop_tables(schema, BATCH)
        dropped += gone
        if gone == 0:
            break
    with public():
        catalogue.drop_empty_schema(schema)
    return dropped


def delete_files(here: Scope) -> int:
    """Delete everything under the tenant's prefix in the object store, half-sent uploads included; answers how many.

    Raises LeftOver when, looked at again, something is still there: the row then does not say that it is gone.
    """
    deleted = sweeping.erase(here)
    if left := sweeping.remaining(here):
        raise LeftOver(f"{left} objects of {here.key} are still in the store")
    return deleted


def prune(now: datetime) -> int:
    """Let go of what is kept of those erased long ago, a batch of rows a transaction; answers how many demos' rows
    went. Whoever dies in between leaves the rest to the next day."""
    gone = 0
    with public():
        erasure.free_addresses(by=BY, now=now)
        erasure.prune_contracts(by=BY, now=now)
    while True:
        with public():
            batch = erasure.prune_demos(by=BY, now=now, most=ROWS)
        gone += batch
        if batch < ROWS:
            return gone
