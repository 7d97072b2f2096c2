"""The bookkeeping of upgrades."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, require
from tenants.events import UpgradeOrdered
from tenants.models import Tenant, UpgradeFailure, UpgradeRun
from tenants.policies import TenantPolicy


@act
def order(fingerprint: str, *, by: Actor, now: datetime) -> UpgradeRun:
    """Somebody wants all tenants brought to the release. Raises Conflict while a run is under way."""
    require(TenantPolicy.upgrade, None, by)
    last = UpgradeRun.objects.select_for_update().order_by("-began_at").first()
    if last is not None and last.is_under_way(now):
        raise Conflict(_("A run is under way already. Wait for its end."))
    run = UpgradeRun.objects.create(fingerprint=fingerprint, began_at=now, told_at=now)
    record(UpgradeOrdered, run, by=by)
    return run


@act
def begin(
    fingerprint: str, *, checked: int, behind: int, by: Actor, now: datetime, run: UUID | None = None
) -> UpgradeRun:
    """A run begins, the one that was ordered or one of its own."""
    require(TenantPolicy.make, None, by)
    row = UpgradeRun.objects.filter(pk=run).first() if run else None
    row = row or UpgradeRun(began_at=now)
    row.fingerprint, row.told_at, row.checked, row.behind = fingerprint, now, checked, behind
    row.save()
    return row


@act
def tell(run: UUID, *, done: int, failed: int, by: Actor, now: datetime) -> None:
    """How far a run is."""
    require(TenantPolicy.make, None, by)
    UpgradeRun.objects.filter(pk=run).update(told_at=now, done=done, failed=failed)


@act
def hold(tenant_id: UUID, *, by: Actor) -> None:
    """Lock a tenant's row for the transaction in hand, so that two runs at once do not migrate the same schema."""
    require(TenantPolicy.make, None, by)
    Tenant.objects.select_for_update().filter(pk=tenant_id).values_list("pk", flat=True).first()


@act
def end(run: UUID, *, done: int, failed: int, by: Actor, now: datetime) -> None:
    """A run came to its end."""
    require(TenantPolicy.make, None, by)
    UpgradeRun.objects.filter(pk=run).update(ended_at=now, told_at=now, done=done, failed=failed)


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
