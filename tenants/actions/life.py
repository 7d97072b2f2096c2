"""What happens to a tenant: claimed, kept, suspended, resumed, ordered to be erased, moved on by the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.live import hang_up
from kernel.policies import Conflict, Invalid, NotFound, require
from tenants import hosts
from tenants.events import TenantClaimed, TenantMoved
from tenants.lifecycle import Life, NotAllowed, State
from tenants.models import Domain, Tenant
from tenants.policies import TenantPolicy
from tenants.release import release


@act
def claim(
    *, by: Actor, state: State, name: str, domain: str, until: datetime | None, now: datetime, stock: str = "plain"
) -> Tenant | None:
    """Hand a ready schema of the present release out under a domain; None when the pool has none.

    A row that another claim holds is passed over, never waited for. Raises Conflict when the domain is taken.
    """
    require(TenantPolicy.make, None, by)
    tenant = (
        Tenant.objects.select_for_update(skip_locked=True)
        .filter(state=State.POOLED, stock=stock, fingerprint=release().fingerprint, template=release().template)
        .order_by("id")
        .first()
    )
    return None if tenant is None else _hand_out(tenant, state, name, domain, until, now, by)


@act
def claim_built(
    tenant_id: UUID, *, by: Actor, state: State, name: str, domain: str, until: datetime | None, now: datetime
) -> Tenant:
    """Hand out one schema that was built for this purpose. Raises Conflict when it is no longer free."""
    require(TenantPolicy.make, None, by)
    tenant = Tenant.objects.select_for_update().get(pk=tenant_id)
    if tenant.state != State.POOLED or tenant.fingerprint != release().fingerprint:
        raise Conflict(_("This schema was handed out already."))
    return _hand_out(tenant, state, name, domain, until, now, by)


@act
def keep(tenant_id: UUID, *, by: Actor, until: datetime, now: datetime, name: str = "", domain: str = "") -> Tenant:
    """Keep a demo as a trial with everything that was done in it; a domain given becomes its primary one.

    Raises Conflict when it is no demo any more.
    """
    tenant = _locked(tenant_id)
    require(TenantPolicy.make, tenant, by)
    tenant.name = name or tenant.name
    if domain:
        Domain.objects.filter(tenant=tenant).update(is_primary=False)
        add_domain(tenant, domain)
    return _move(tenant, lambda life: life.keep(now, until), by=by, reason=_("kept as a trial"))


@act
def convert(tenant_id: UUID, *, by: Actor, until: datetime | None, now: datetime, reason: str = "") -> Tenant:
    """It is paid until a moment (None: for good). Whatever was about to happen is off.

    Raises Invalid at `until` for a moment that is over.
    """
    tenant = _locked(tenant_id)
    require(TenantPolicy.manage, tenant, by)
    if until is not None and until <= now:
        raise Invalid({"until": [_("This day is over. Choose a later one, or none for a contract without end.")]})
    return _move(tenant, lambda life: life.convert(now, until), by=by, reason=reason.strip() or _("paid"))


@act
def suspend(tenant: Tenant, *, by: Actor, reason: str, now: datetime) -> Tenant:
    """Close a tenant's site at once; its data stays. Raises Invalid without a reason, Conflict from a wrong state."""
    require(TenantPolicy.manage, tenant, by)
    return _move(_locked(tenant.pk), lambda life: life.suspend(now), by=by, reason=_given(reason))


@act
def resume(tenant: Tenant, *, by: Actor, reason: str = "", now: datetime) -> Tenant:
    """Open a suspended tenant's site again; an order to erase it is taken back first."""
    require(TenantPolicy.manage, tenant, by)
    locked = _locked(tenant.pk)

    def back(life: Life) -> Life:
        return (life.undelete(now) if life.state is State.DELETING else life).resume(now)

    return _move(locked, back, by=by, reason=reason)


@act
def take_back(tenant: Tenant, *, by: Actor, reason: str, now: datetime) -> Tenant:
    """Take an order to erase back. The site stays closed: resuming it is a decision of its own."""
    require(TenantPolicy.erase, tenant, by)
    return _move(_locked(tenant.pk), lambda life: life.undelete(now), by=by, reason=_given(reason))


@act
def end_demo(tenant_id: UUID, *, by: Actor, now: datetime) -> Tenant:
    """The visitor has seen enough: closed at once, erased at the clock's next turn."""
    tenant = _locked(tenant_id)
    require(TenantPolicy.end_demo, tenant, by)
    return _move(tenant, lambda life: life.delete(now), by=by, reason=_("ended by the visitor"))


@act
def order_erasure(tenant: Tenant, *, by: Actor, reason: str, now: datetime) -> Tenant:
    """Close a tenant's site and erase it once the time to take the order back is over (a demo: at once)."""
    require(TenantPolicy.erase, tenant, by)
    return _move(_locked(tenant.pk), lambda life: life.delete(now), by=by, reason=_given(reason))


@act
def turn(tenant_id: UUID, *, by: Actor, now: datetime) -> Tenant:
    """Let time do one step, if under the lock it is still due. Erasing itself is done by `provisioning`."""
    require(TenantPolicy.make, None, by)
    tenant = _locked(tenant_id)
    if not tenant.life.is_due(now) or tenant.state == State.DELETING:
        return tenant
    return _move(tenant, lambda life: life.tick(now), by=by, reason=_("the time was over"))


def add_domain(tenant: Tenant, domain: str, purpose: str = Domain.Purpose.TENANT) -> Domain:
    """A tenant's first, primary domain; part of an act. Raises Conflict when somebody has it."""
    row, made = Domain.objects.get_or_create(
        domain=domain, defaults={"tenant": tenant, "is_primary": True, "purpose": purpose}
    )
    if not made and row.tenant_id != tenant.pk:
        raise Conflict(_("This address is taken."))
    return row


def _hand_out(
    tenant: Tenant, state: State, name: str, domain: str, until: datetime | None, now: datetime, by: Actor
) -> Tenant:
    tenant.live(tenant.life.claim(state, now, until))
    tenant.name, tenant.claimed_at = name, now
    tenant.save()
    add_domain(tenant, domain)
    record(TenantClaimed, tenant, by=by, domain=domain, schema=tenant.schema_name)
    hosts.forget_soon()
    return tenant


def _move(tenant: Tenant, change: Callable[[Life], Life], *, by: Actor, reason: str) -> Tenant:
    before = tenant.state
    try:
        tenant.live(change(tenant.life))
    except NotAllowed as error:
        raise Conflict(_("This cannot be done to a tenant that is “{before}”.").format(before=error.before)) from error
    tenant.state_reason = reason[:300]
    tenant.save()
    record(TenantMoved, tenant, by=by, before={"state": before}, after={"state": tenant.state}, reason=reason)
    hosts.forget_soon()
    if not tenant.is_open:
        hang_up(tenant.scope)
    return tenant


def _locked(tenant_id: UUID) -> Tenant:
    tenant = Tenant.objects.select_for_update().filter(pk=tenant_id).first()
    if tenant is None:
        raise NotFound
    return tenant


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": [_("Say why: it stands in the history of this tenant.")]})
    return reason.strip()
