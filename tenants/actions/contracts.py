"""What a tenant's contract gives: seats, storage, modules."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Invalid, NotFound, require
from kernel.registry import manifests
from tenants import hosts
from tenants.events import ContractChanged, ModuleGranted, ModuleRevoked
from tenants.models import ModuleGrant, Tenant
from tenants.policies import TenantPolicy


def licences() -> dict[str, str]:
    """The modules that need a licence, by its name, with their titles."""
    return {manifest.licence: str(manifest.title) for manifest in manifests() if manifest.licence}


@act
def change(tenant: Tenant, *, by: Actor, seats: int | None, storage_bytes: int | None) -> Tenant:
    """How many people and how many bytes the contract gives; None for no limit. What exceeds them already stays."""
    require(TenantPolicy.manage, tenant, by)
    row = Tenant.objects.select_for_update().get(pk=tenant.pk)
    before = {"seats": row.seats, "storage_bytes": row.storage_bytes}
    row.seats, row.storage_bytes = seats, storage_bytes
    after = {"seats": seats, "storage_bytes": storage_bytes}
    if after != before:
        row.save()
        record(ContractChanged, row, by=by, before=before, after=after)
    return row


@act
def grant(tenant: Tenant, licence: str, *, by: Actor, until: datetime | None, now: datetime) -> ModuleGrant:
    """Give a module until a moment, or for good; again: the new end holds. Raises Invalid by field."""
    require(TenantPolicy.manage, tenant, by)
    if licence not in licences():
        raise Invalid({"licence": [_("There is no module with this licence.")]})
    if until is not None and until <= now:
        raise Invalid({"until": [_("This day is over. Choose a later one, or none for a contract without end.")]})
    row, _made = ModuleGrant.objects.update_or_create(
        tenant=tenant, licence=licence, defaults={"until": until, "granted_by": by.name}
    )
    record(ModuleGranted, tenant, by=by, licence=licence, until=until)
    hosts.forget_soon()
    return row


@act
def revoke(tenant: Tenant, grant_id: UUID, *, by: Actor) -> None:
    """Take a module back: its pages close at once, its data stays. Raises NotFound for another tenant's grant."""
    require(TenantPolicy.manage, tenant, by)
    row = ModuleGrant.objects.filter(pk=grant_id, tenant=tenant).first()
    if row is None:
        raise NotFound
    licence = row.licence
    row.delete()
    record(ModuleRevoked, tenant, by=by, licence=licence)
    hosts.forget_soon()
