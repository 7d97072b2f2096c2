"""The bookkeeping of upgrades."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kernel.actor import Actor
from kernel.acts import act
from kernel.policies import require
from tenants.models import Tenant, UpgradeFailure, UpgradeRun
from tenants.policies import TenantPolicy


@act
def begin(fingerprint: str, *, checked: int, behind: int, by: Actor, now: datetime) -> UpgradeRun:
    """A run begins."""
    require(TenantPolicy.make, None, by)
    return UpgradeRun.objects.create(fingerprint=fingerprint, began_at=now, checked=checked, behind=behind)


@act
def end(run: UUID, *, done: int, failed: int, by: Actor, now: datetime) -> None:
    """A run came to its end."""
    require(TenantPolicy.make, None, by)
    UpgradeRun.objects.filter(pk=run).update(ended_at=now, done=done, failed=failed)


@act
def mark(tenant_id: UUID, fingerprint: str, *, by: Actor) -> None:
    """A tenant is of the release, in the transaction that migrated it."""
    require(TenantPolicy.make, None, by)
    Tenant.objects.filter(pk=tenant_id).update(fingerprint=fingerprint)
    UpgradeFailure.objects.filter(tenant_id=tenant_id).delete()


@act
def note_laggard(tenant_id: UUID, run: UUID, error: str, trace: str, *, by: Actor, now: datetime) -> None:
    """A tenant stayed behind."""
    require(TenantPolicy.make, None, by)
    row = UpgradeFailure.objects.filter(tenant_id=tenant_id).first() or UpgradeFailure(tenant_id=tenant_id, attempts=0)
    row.run_id, row.at, row.attempts = run, now, row.attempts + 1
    row.migration, row.error = error[:200], trace[-4000:]
    row.save()
