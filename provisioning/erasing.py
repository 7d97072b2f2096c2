"""Erasing: a tenant's tables in batches, its files, then its row says so.

A schema of two hundred tables dropped at once takes more locks than a server has by default; so tables go
a few at a time, each batch a transaction of its own. Whoever dies in between leaves a smaller schema.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog

from kernel.actor import Actor
from kernel.files import store
from kernel.scope import Scope, public
from provisioning.actions import erasure
from tenants import catalogue
from tenants.lifecycle import State
from tenants.models import Tenant

BY = Actor.system("clock")
BATCH = 10
log = structlog.get_logger("tongban.erasure")


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
    delete_files(here)
    with public():
        erasure.close_row(tenant_id, by=BY, now=now, tables=tables)
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
    """Delete everything under the tenant's prefix in the object store; answers how many objects."""
    deleted = 0
    for page in store.listing(f"{here.key}/"):
        deleted += store.delete([stored.key for stored in page])
    return deleted
