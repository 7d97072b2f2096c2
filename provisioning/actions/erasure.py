"""The end of a tenant's row."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import require
from provisioning.events import TenantErased
from provisioning.models import AddressClaim
from tenants import hosts
from tenants.lifecycle import State
from tenants.models import Domain, Tenant
from tenants.policies import TenantPolicy


@act
def close_row(tenant_id: UUID, *, by: Actor, now: datetime, tables: int) -> None:
    """The data is gone: the row stays as proof, the domains and the name go, the address is free again."""
    require(TenantPolicy.make, None, by)
    tenant = Tenant.objects.select_for_update().get(pk=tenant_id)
    if tenant.state != State.DELETING or not tenant.life.is_due(now):
        return
    tenant.live(tenant.life.tick(now))
    tenant.bytes_used = 0
    tenant.save()
    record(TenantErased, tenant, by=by, schema=tenant.schema_name, tables=tables)
    Domain.objects.filter(tenant=tenant).delete()
    AddressClaim.objects.filter(tenant=tenant).delete()
    hosts.forget_soon()
