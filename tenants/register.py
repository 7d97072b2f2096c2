"""Which tenants the vendor's staff see, and what they are told about one. All in the public scope."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from kernel.actor import Actor
from kernel.events.models import EventRow
from kernel.policies import NotFound, require
from kernel.scope import PUBLIC
from tenants.lifecycle import State
from tenants.models import Domain, Tenant, UpgradeFailure, UpgradeRun
from tenants.policies import TenantPolicy

HISTORY = 100
#: States that are no company's, or none's any more: the pool's, visitors', erased.
ASIDE = (State.BUILDING, State.POOLED, State.DEMO, State.DELETED)


def visible_to(actor: Actor) -> QuerySet[Tenant]:
    """The companies, for all staff. Without the vendor's own row."""
    require(TenantPolicy.see, None, actor)
    return Tenant.objects.exclude(schema_name=PUBLIC.schema)


def tenant(pk: UUID, for_: Actor) -> Tenant:
    """One company. Raises NotFound."""
    found = visible_to(for_).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def with_domain(rows: QuerySet[Tenant]) -> QuerySet[Tenant]:
    """Companies with their own address as `domain`."""
    primary = Domain.objects.filter(tenant_id=OuterRef("pk"), is_primary=True).values("domain")[:1]
    return rows.annotate(domain=Subquery(primary))


def in_states(rows: QuerySet[Tenant], states: Sequence[str]) -> QuerySet[Tenant]:
    """Those in some states; without any every company, demos and erased ones left aside."""
    return rows.filter(state__in=states) if states else rows.exclude(state__in=ASIDE).exclude(claimed_at=None)


def saying(rows: QuerySet[Tenant], text: str) -> QuerySet[Tenant]:
    """Those with a text in their name or one of their addresses, or with that schema."""
    named = Domain.objects.filter(tenant_id=OuterRef("pk"), domain__icontains=text.lower())
    return rows.filter(Q(name__icontains=text) | Q(schema_name=text) | Q(Exists(named)))


def by_state(for_: Actor) -> dict[str, int]:
    """How many companies are in each state. One query."""
    counted = visible_to(for_).exclude(Q(claimed_at=None) & Q(state=State.DELETING)).order_by().values_list("state")
    return dict(counted.annotate(count=Count("id")))


def history(tenant: Tenant, for_: Actor) -> list[EventRow]:
    """What was done to a tenant, the latest first."""
    require(TenantPolicy.see, tenant, for_)
    rows = EventRow.objects.filter(subject_kind=Tenant._meta.label_lower, subject_id=tenant.pk)
    return list(rows.order_by("-id")[:HISTORY])


def runs(for_: Actor) -> QuerySet[UpgradeRun]:
    """The runs of upgrades, the latest first."""
    require(TenantPolicy.upgrade, None, for_)
    return UpgradeRun.objects.order_by("-began_at")


def run(pk: UUID, for_: Actor) -> UpgradeRun:
    """One run. Raises NotFound."""
    found = runs(for_).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def laggards(for_: Actor) -> QuerySet[UpgradeFailure]:
    """The tenants that could not be upgraded, the latest first."""
    require(TenantPolicy.upgrade, None, for_)
    return UpgradeFailure.objects.select_related("tenant").order_by("-at")
