"""The figures of a tenant that the console shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.acts import act
from kernel.events.models import Delivery
from kernel.files.models import Usage
from kernel.policies import require
from tenants.models import Tenant
from tenants.policies import TenantPolicy


@dataclass(frozen=True)
class Figures:
    """What was counted inside."""

    accounts: int
    last_seen_at: datetime | None
    files: int = 0
    failures: int = 0


def look() -> Figures:
    """Count in the tenant in hand."""
    rows = Account.objects.filter(is_active=True)
    stored = Usage.objects.filter(level=Usage.Level.TENANT).values_list("used", flat=True).first()
    return Figures(
        accounts=rows.count(),
        last_seen_at=rows.aggregate(last=Max("last_login"))["last"],
        files=stored or 0,
        failures=Delivery.objects.filter(dead_at__isnull=False).count(),
    )


@act
def note(tenant_id: UUID, figures: Figures, size: int, *, by: Actor, now: datetime) -> None:
    """Write the figures to the tenant's row."""
    require(TenantPolicy.make, None, by)
    Tenant.objects.filter(pk=tenant_id).update(
        accounts=figures.accounts,
        last_seen_at=figures.last_seen_at,
        bytes_used=size,
        files_used=figures.files,
        failures=figures.failures,
    )
