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
from tenants.models import Domain, DomainRequest, ModuleGrant, Tenant, UpgradeFailure
from tenants.policies import TenantPolicy

#: How long the address of an erased company belongs to nobody.
HOLD = timedelta(days=90)
#: How long the row of an erased demo is kept: nobody chose it and nobody asks for it, but the console shows it meanwhile.
DEMO_ROWS = timedelta(days=30)


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
    DomainRequest.objects.filter(tenant=tenant).delete()
    UpgradeFailure.objects.filter(tenant=tenant).delete()
    if was_demo:
        AddressClaim.objects.filter(tenant=tenant).delete()
    hosts.forget_soon()


@act
def free_addresses(*, by: Actor, now: datetime) -> int:
    """Let go of the addresses of companies that were erased long ago; answers how many."""
    require(TenantPolicy.make, None, by)
    rested = Tenant.objects.filter(state=State.DELETED, state_since__lt=now - HOLD)
    return AddressClaim.objects.filter(tenant__in=rested).delete()[0]


@act
def prune_demos(*, by: Actor, now: datetime, most: int) -> int:
    """Delete up to `most` rows of demos that were erased long ago, the oldest first; answers how many. That each was
    there and was erased stays in the vendor's log."""
    require(TenantPolicy.make, None, by)
    rows = Tenant.objects.filter(state=State.DELETED, was_demo=True, state_since__lt=now - DEMO_ROWS)
    ids = list(rows.select_for_update(skip_locked=True).order_by("id").values_list("pk", flat=True)[:most])
    Tenant.objects.filter(pk__in=ids).delete()
    return len(ids)


@act
def prune_contracts(*, by: Actor, now: datetime) -> int:
    """Delete what erased companies had licensed, once their addresses are free; answers how many rows. The company's
    own row stays in the register for good: it proves that the data were there, and when they were erased."""
    require(TenantPolicy.make, None, by)
    rested = Tenant.objects.filter(state=State.DELETED, state_since__lt=now - HOLD)
    return ModuleGrant.objects.filter(tenant__in=rested).delete()[0]
