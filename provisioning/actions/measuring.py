"""The figures of a tenant that the console shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import act
from kernel.policies import require
from tenants.models import Tenant
from tenants.policies import TenantPolicy


@dataclass(frozen=True)
class Figures:
    """What was counted inside."""

    accounts: int
    last_seen_at: datetime | None


def look() -> Figures:
    """Count in the tenant in hand."""
    rows = Account.objects.filter(is_active=True)
    return Figures(rows.count(), rows.aggregate(last=Max("last_login"))["last"])


@act
def note(tenant_id: UUID, figures: Figures, size: int, *, by: Actor, now: datetime) -> None:
    """Write the figures to the tenant's row."""
    require(TenantPolicy.make, None, by)
    Tenant.objects.filter(pk=tenant_id).update(
        accounts=figures.accounts, last_seen_at=figures.last_seen_at, bytes_used=size
    )
