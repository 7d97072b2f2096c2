"""Which of the public rows about tenants somebody may see."""

from __future__ import annotations

from uuid import UUID

from kernel.actor import Actor
from kernel.policies import NotFound
from kernel.scope import current, public
from tenants.functions import DOMAINS
from tenants.models import Domain, DomainRequest


def domains_visible_to(actor: Actor) -> list[Domain]:
    """The tenant's addresses, the main one first; none for who does not manage them. One query in the public schema."""
    here = current().tenant
    if here is None or not actor.may(DOMAINS):
        return []
    with public():
        return list(Domain.objects.filter(tenant_id=here).order_by("-is_primary", "id"))


def requests_visible_to(actor: Actor) -> list[DomainRequest]:
    """What the tenant has asked for, the newest first; at most ten. One query in the public schema."""
    here = current().tenant
    if here is None or not actor.may(DOMAINS):
        return []
    with public():
        return list(DomainRequest.objects.filter(tenant_id=here).order_by("-id"))


def request(id: UUID, *, for_: Actor) -> DomainRequest:
    """One of the tenant's requests. Raises NotFound."""
    for row in requests_visible_to(for_):
        if row.pk == id:
            return row
    raise NotFound
