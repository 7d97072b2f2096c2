"""The making of sites, noted step by step; and coming over to them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, NotFound, require
from provisioning import demos
from provisioning.actions.signups import count
from provisioning.events import CreationResumed, DemoBegun, SiteReady, SomebodyArrived
from provisioning.models import AddressClaim, Creation, HandOver, SignUp
from provisioning.policies import CreationPolicy, SignUpPolicy
from tenants.models import Tenant

HAND_OVER_LIFE = timedelta(seconds=60)


@act
def begin_demo(*, by: Actor, now: datetime, name: str, key: str = "") -> Creation:
    """A demo for one visitor, under an address that nobody guesses; `key` is what the browser is known by.

    Clicked twice, even at the same moment: the same one. Raises Conflict when a browser has kept too many.
    """
    require(SignUpPolicy.go_on, None, by)
    key = key or secrets.token_hex(16)
    if (known := demos.live(key, now)) is not None:
        return known
    if not (domain := demos.free_domain(key)):
        raise Conflict(_("You have begun very many demos from this browser. Keep one of them, or sign up."))
    creation = Creation(kind=Creation.Kind.DEMO, name=name, domain=domain, began_at=now)
    # Whoever is second by a moment waits here for the first and finds its row.
    Creation.objects.bulk_create([creation], ignore_conflicts=True)
    found = Creation.objects.get(domain=domain)
    if found.pk == creation.pk:
        count(now, demo_address=by.address)
        record(DemoBegun, creation, by=by)
    return found


@act
def take(creation_id: UUID, *, by: Actor, now: datetime) -> Creation | None:
    """Lock an unfinished creation for its next step; None when another process has it, or it is done."""
    require(SignUpPolicy.go_on, None, by)
    creation = Creation.objects.select_for_update(skip_locked=True).filter(pk=creation_id, done_at=None).first()
    if creation is not None:
        Creation.objects.filter(pk=creation_id).update(tried_at=now)
    return creation


@act
def note_step(creation: Creation, *steps: str, by: Actor, now: datetime, tenant: Tenant | None = None) -> None:
    """Steps are done, in the transaction that did them."""
    require(SignUpPolicy.go_on, None, by)
    creation.steps = {**creation.steps, **dict.fromkeys(steps, now.isoformat())}
    creation.error = ""
    if tenant is not None:
        creation.tenant = tenant
    creation.save()


@act
def note_error(creation_id: UUID, error: str, *, by: Actor, now: datetime) -> None:
    """A step failed; it is tried again."""
    require(SignUpPolicy.go_on, None, by)
    creation = Creation.objects.select_for_update().get(pk=creation_id)
    creation.error, creation.attempts, creation.tried_at = error[-4000:], creation.attempts + 1, now
    creation.save()


@act
def try_again(creation_id: UUID, *, by: Actor) -> Creation:
    """Somebody has looked into why a creation failed: its tries count anew. Raises NotFound for one that is done."""
    require(CreationPolicy.look_after, None, by)
    creation = Creation.objects.select_for_update().filter(pk=creation_id, done_at=None).first()
    if creation is None:
        raise NotFound
    creation.attempts, creation.tried_at = 0, None
    creation.save(update_fields=["attempts", "tried_at"])
    record(CreationResumed, creation, by=by)
    return creation


@act
def finish(creation: Creation, *, by: Actor, account: UUID, now: datetime) -> None:
    """The site can be used. The password's hash is where it belongs and no longer here."""
    require(SignUpPolicy.go_on, None, by)
    creation.account, creation.done_at, creation.error = account, now, ""
    creation.steps = {**creation.steps, "ready": now.isoformat()}
    creation.save()
    if creation.signup_id:
        SignUp.objects.filter(pk=creation.signup_id).update(password="")
        AddressClaim.objects.filter(signup_id=creation.signup_id).update(tenant_id=creation.tenant_id)
    record(
        SiteReady, creation.tenant, by=by, domain=creation.domain,
        seconds=round((now - creation.began_at).total_seconds(), 1),
    )  # fmt: skip


@act
def hand_over(tenant: Tenant, account: UUID, *, by: Actor, goal: str, now: datetime) -> str:
    """A token with which a browser arrives signed in: once, within a minute, at this tenant. Only its digest is kept."""
    require(SignUpPolicy.go_on, None, by)
    token = secrets.token_urlsafe(32)
    HandOver.objects.create(
        digest=_digest(token), tenant=tenant, account=account, goal=goal, expires_at=now + HAND_OVER_LIFE
    )
    return token


@act
def redeem(token: str, tenant_id: UUID, *, by: Actor, now: datetime) -> HandOver:
    """Use a token up. Raises NotFound for one that is unknown, used, old, or another tenant's."""
    require(SignUpPolicy.go_on, None, by)
    found = HandOver.objects.select_for_update().filter(digest=_digest(token), tenant_id=tenant_id).first()
    if found is None or found.used_at is not None or found.expires_at < now:
        raise NotFound(_("This link was good for one minute and one use. Please sign in."))
    found.used_at = now
    found.save(update_fields=["used_at"])
    record(SomebodyArrived, found.tenant, by=by)
    return found


@act
def forget_hand_overs(*, by: Actor, now: datetime) -> int:
    """Delete those of yesterday."""
    require(SignUpPolicy.go_on, None, by)
    return HandOver.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()[0]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
