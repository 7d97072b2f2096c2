"""Founding: the vendor's own row with its domains, and the showcase company in a schema of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from kernel.actor import Actor
from kernel.acts import act
from kernel.config.environment import environment
from kernel.keys import uuid7
from kernel.policies import require
from kernel.preferences.actions import sync_enumerations
from kernel.scope import PUBLIC, public, scope
from organization import seed as people
from provisioning.filling import fill_showcase
from tenants.actions import life
from tenants.lifecycle import State
from tenants.models import Domain, Tenant
from tenants.models.tenant import schema_for
from tenants.policies import TenantPolicy
from tenants.release import release
from tenants.templatefile import replay, template

SHOWCASE = "heyi"


def showcase_domain() -> str:
    """The host name of the showcase company."""
    return f"{SHOWCASE}.{environment.base_domain}"


@act
def found_vendor(*, by: Actor, now: datetime) -> Tenant:
    """The row that stands for the public schema, with the public site's and the console's domains. Repeatable."""
    require(TenantPolicy.make, None, by)
    vendor, _ = Tenant.objects.get_or_create(
        schema_name=PUBLIC.schema, defaults={"name": "Tongban", "state": State.ACTIVE, "state_since": now}
    )
    for domain, purpose, primary in (
        (environment.base_domain, Domain.Purpose.SITE, True),
        (f"console.{environment.base_domain}", Domain.Purpose.CONSOLE, False),
    ):
        Domain.objects.get_or_create(
            domain=domain, defaults={"tenant": vendor, "purpose": purpose, "is_primary": primary}
        )
    return vendor


@act
def announce_build(*, by: Actor, now: datetime) -> Tenant:
    """A row for a schema that is about to be built; a start that dies goes on with the same row."""
    require(TenantPolicy.make, None, by)
    found = Tenant.objects.filter(state__in=(State.BUILDING, State.POOLED), name=SHOWCASE).first()
    if found is not None:
        return found
    tenant_id = uuid7()
    return Tenant.objects.create(
        id=tenant_id, schema_name=schema_for(tenant_id), name=SHOWCASE, state=State.BUILDING, state_since=now
    )


@act
def finish_build(tenant_id: UUID, *, by: Actor, now: datetime) -> None:
    """The schema stands and is of the present release."""
    require(TenantPolicy.make, None, by)
    made = release()
    Tenant.objects.filter(pk=tenant_id, state=State.BUILDING).update(
        state=State.POOLED, state_since=now, fingerprint=made.fingerprint, template=made.template
    )


def found_showcase(password: str) -> list[people.SignIn]:
    """The showcase company, made and filled if it is not there yet; answers who can sign in.

    Schema, then data, then the domain that opens it: each a unit of its own, and each can be repeated.
    """
    by, now = Actor.system("seed"), datetime.now(UTC)
    with public():
        domain = Domain.objects.select_related("tenant").filter(domain=showcase_domain()).first()
    if domain is not None:
        with scope(domain.tenant.scope):
            return people.sign_ins()
    with public():
        tenant = announce_build(by=by, now=now)
    if tenant.state == State.BUILDING:
        made = template()
        with scope(tenant.scope):
            replay(made)
            sync_enumerations(by=by)
            # The row and the schema become true together: both are on one server here.
            with public():
                finish_build(tenant.pk, by=by, now=now)
    with scope(tenant.scope):
        sign_ins = fill_showcase(password)
    with public():
        life.claim_built(
            tenant.pk, by=by, state=State.ACTIVE, name=people.GROUP, domain=showcase_domain(), until=None, now=now
        )
    return sign_ins
