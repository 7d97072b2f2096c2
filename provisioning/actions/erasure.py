"""The end of a tenant's row."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import require
from provisioning.events import TenantErased
from provisioning.models import AddressClaim, Creation, HandOver, SignUp
from tenants import hosts
from tenants.lifecycle import State
from tenants.models import Domain, Tenant
from tenants.policies import TenantPolicy

#: How long the address of an erased company belongs to nobody.
HOLD = timedelta(days=90)


@act
def close_row(tenant_id: UUID, *, by: Actor, now: datetime, tables: int, files: int) -> None:
    """The data is gone: the row stays as proof, the domains go. The address rests before anybody else gets it, so
    that nobody receives what is still sent to those who had it; a demo's, which nobody chose, is free at once."""
    require(TenantPolicy.make, None, by)
    tenant = Tenant.objects.select_for_update().get(pk=tenant_id)
    if tenant.state != State.DELETING or not tenant.life.is_due(now):
        return
    was_demo = tenant.was_demo
    tenant.live(tenant.life.tick(now))
    tenant.bytes_used = tenant.files_used = tenant.accounts = tenant.failures = 0
    tenant.save()
    record(TenantErased, tenant, by=by, schema=tenant.schema_name, tables=tables, files=files)
    Domain.objects.filter(tenant=tenant).delete()
    # Who signed up is personal data, too.
    SignUp.objects.filter(creation__tenant=tenant).delete()
    Creation.objects.filter(tenant=tenant).delete()
    HandOver.objects.filter(tenant=tenant).delete()
    if was_demo:
        AddressClaim.objects.filter(tenant=tenant).delete()
    hosts.forget_soon()


@act
def free_addresses(*, by: Actor, now: datetime) -> int:
    """Let go of the addresses of companies that were erased long ago; answers how many."""
    require(TenantPolicy.make, None, by)
    rested = Tenant.objects.filter(state=State.DELETED, state_since__lt=now - HOLD)
    return AddressClaim.objects.filter(tenant__in=rested).delete()[0]
