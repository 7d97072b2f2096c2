"""A company's own addresses: asked for, proven, made the main one, given up.

The people of a tenant do this, so the facts stand in their own log; the rows stand in the public schema, where hosts are looked up.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, NotFound, require
from kernel.ports import tenancy
from kernel.scope import current, public
from tenants import domains, hosts
from tenants.events import DomainAsked, DomainGivenUp, DomainMadeMain, DomainProven
from tenants.models import Domain, DomainRequest
from tenants.policies import DomainPolicy

#: How many a company can have or wait for.
MOST = 10


@act
def ask(*, by: Actor, domain: str, now: datetime) -> DomainRequest:
    """Ask for an address; again: the same request. Raises Invalid at the field, Conflict in a demo."""
    require(DomainPolicy.manage, None, by)
    here = _here()
    if tenancy().is_inert(current()):
        raise Conflict(_("This is a demo. Keep it as a trial to give it an address of your own."))
    name = domains.clean(domain)
    with public():
        mine = DomainRequest.objects.filter(tenant_id=here)
        request = mine.filter(domain=name).first()
        if request is not None:
            return request
        if Domain.objects.filter(domain=name).exists():
            raise Invalid({"domain": [_("This name is in use here already.")]})
        if mine.count() >= MOST:
            raise Invalid({"domain": [_("At most {count} addresses. Give one up first.").format(count=MOST)]})
        request = DomainRequest(
            tenant_id=here, domain=name, token=secrets.token_urlsafe(24), requested_at=now, requested_by=by.name
        )
        request.save(force_insert=True)
    record(DomainAsked, request, by=by, domain=name)
    return request


@act
def note_look(request_id: UUID, *, by: Actor, problem: str, leads_here: bool, now: datetime) -> DomainRequest:
    """Keep what a look found. Without a problem the name is the company's, and its site answers there from now on."""
    require(DomainPolicy.prove, None, by)
    with public():
        request = _locked(request_id)
        request.checked_at, request.problem, request.leads_here = now, problem, leads_here
        proven = not problem and request.verified_at is None
        if proven:
            row, made = Domain.objects.get_or_create(
                domain=request.domain,
                defaults={"tenant_id": request.tenant_id, "is_primary": False, "verified_at": now},
            )
            if not made and row.tenant_id != request.tenant_id:
                request.problem, proven = "taken", False
            else:
                request.verified_at = now
                hosts.forget_soon()
        request.save()
    if proven:
        record(DomainProven, request, by=by, domain=request.domain)
    return request


@act
def make_main(domain_id: UUID, *, by: Actor) -> Domain:
    """Links in mail and messages lead to this address from now on; the others still open. Raises NotFound."""
    require(DomainPolicy.manage, None, by)
    here = _here()
    with public():
        rows = Domain.objects.select_for_update().filter(tenant_id=here).order_by("id")
        known = {row.pk: row for row in rows}
        if domain_id not in known:
            raise NotFound
        before = next((row.domain for row in known.values() if row.is_primary), "")
        for row in known.values():
            Domain.objects.filter(pk=row.pk).update(is_primary=row.pk == domain_id)
        hosts.forget_soon()
    chosen = known[domain_id]
    record(DomainMadeMain, chosen, by=by, before={"domain": before}, after={"domain": chosen.domain})
    return chosen


@act
def give_up(request_id: UUID, *, by: Actor) -> None:
    """Give an address up: the site no longer answers there. The main one becomes the address below our domain."""
    require(DomainPolicy.manage, None, by)
    here = _here()
    with public():
        request = _locked(request_id)
        if request.tenant_id != here:
            raise NotFound
        target = domains.target_of(request)
        rows = Domain.objects.filter(tenant_id=here)
        was_main = request.verified_at is not None and rows.filter(domain=request.domain, is_primary=True).exists()
        if request.verified_at is not None:
            rows.filter(domain=request.domain).delete()
        if was_main:
            rows.filter(domain=target).update(is_primary=True)
        hosts.forget_soon()
        record_of = request.domain
        DomainRequest.objects.filter(pk=request.pk).delete()
    record(DomainGivenUp, request, by=by, domain=record_of)


def _here() -> UUID:
    here = current().tenant
    if here is None:
        raise Conflict(_("Only a company's site has addresses of its own."))
    return here


def _locked(request_id: UUID) -> DomainRequest:
    request = DomainRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None:
        raise NotFound
    return request
