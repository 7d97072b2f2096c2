"""Making a site, step by step: a schema, its first data, the door opened. Each step is one transaction that holds the
creation's lock and notes itself; whoever dies in between is followed by somebody who goes on at the next step.
"""

from __future__ import annotations

import traceback
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.ports import tenancy
from kernel.preferences import actions as preferences
from kernel.scope import PUBLIC, after_commit_outside, public, scope
from organization import seed as people
from organization.actions import founding
from organization.actions.founding import Founder
from organization.calendars import actions as calendars
from provisioning import pooling
from provisioning.actions import creations, demos, pool
from provisioning.filling import fill_showcase
from provisioning.models import Creation, SignUp
from tenants.actions import life
from tenants.lifecycle import DEMO_HOURS, TRIAL_DAYS, State
from tenants.models import Tenant

BY = Actor.system("creation")
#: The order of the steps as people are told it.
STEPS = ("schema", "claimed", "filled", "ready")
ATTEMPTS = Creation.TRIES
#: Untouched for longer than this, a creation is taken up by whoever comes by.
IDLE = timedelta(seconds=20)
log = structlog.get_logger("tongban.creation")


def advance_soon(creation_id: UUID) -> None:
    """After the commit in hand: do all that takes a moment at once, and leave what takes longer to a worker."""
    after_commit_outside(lambda: advance(creation_id, build=False))


def advance(creation_id: UUID, *, build: bool = True) -> bool:
    """Do the steps that are left; whether the site is ready. Without `build` an empty pool is left to a worker.

    An error is noted on the creation and not raised: it is tried again by the schedule and by the waiting page.
    """
    try:
        return _advance(creation_id, build)
    except Exception:
        log.exception("a creation failed", creation=str(creation_id))
        with public():
            creations.note_error(creation_id, traceback.format_exc(), by=BY, now=datetime.now(UTC))
        return False


def _advance(creation_id: UUID, build: bool) -> bool:
    creation = _look(creation_id)
    if creation.done_at is not None:
        return True
    if creation.kind == Creation.Kind.KEEP:
        return _keep(creation_id)
    if "claimed" not in creation.steps and not _claim(creation_id):
        if not build:
            from provisioning.tasks import advance as later

            later.send(PUBLIC, creation_id)
            return False
        _build(creation_id)
    return _fill(creation_id)


def _claim(creation_id: UUID) -> bool:
    """A ready schema, and the note that it is ours, in one transaction; False when the pool is empty."""
    now = datetime.now(UTC)
    with public():
        creation = creations.take(creation_id, by=BY, now=now)
        if creation is None or "claimed" in creation.steps:
            return _look(creation_id).tenant_id is not None
        if creation.tenant_id is not None:
            return False
        is_demo = creation.kind == Creation.Kind.DEMO
        tenant = life.claim(
            by=BY, state=_state(creation), name=creation.name, domain=creation.domain, until=_until(creation, now),
            now=now, stock="demo" if is_demo else "plain",
        )  # fmt: skip
        if tenant is None:
            return False
        creations.note_step(creation, "schema", "claimed", by=BY, now=now, tenant=tenant)
        return True


def _build(creation_id: UUID) -> None:
    """A schema of our own: its row first, then its tables, then the claim."""
    now = datetime.now(UTC)
    with public():
        creation = creations.take(creation_id, by=BY, now=now)
        if creation is None or "claimed" in creation.steps:
            return
        if creation.tenant_id is None:
            tenant = pool.announce(by=BY, stock=Tenant.Stock.PLAIN, now=now)
            Creation.objects.filter(pk=creation.pk).update(tenant=tenant)
            creation.tenant = tenant
    assert creation.tenant_id is not None
    pooling.build(creation.tenant_id)
    with public():
        creation = creations.take(creation_id, by=BY, now=now)
        if creation is None or "claimed" in creation.steps:
            return
        assert creation.tenant_id is not None
        tenant = life.claim_built(
            creation.tenant_id, by=BY, state=_state(creation), name=creation.name, domain=creation.domain,
            until=_until(creation, now), now=now,
        )  # fmt: skip
        creations.note_step(creation, "schema", "claimed", by=BY, now=now)


def _fill(creation_id: UUID) -> bool:
    """The first data inside, and the note outside, in one transaction."""
    creation = _look(creation_id)
    if creation.tenant is None or "claimed" not in creation.steps:
        return False
    now = datetime.now(UTC)
    with scope(creation.tenant.scope):
        with public():
            taken = creations.take(creation_id, by=BY, now=now)
        if taken is None:
            return _look(creation_id).done_at is not None
        if taken.kind == Creation.Kind.DEMO:
            sign_ins = people.sign_ins() or fill_showcase()
            account = next(one.account for one in sign_ins if one.role == "employee")
        else:
            account = _found(taken, now)
        with public():
            creations.note_step(taken, "filled", by=BY, now=now)
            creations.finish(taken, by=BY, account=account, now=datetime.now(UTC))
    return True


def _found(creation: Creation, now: datetime) -> UUID:
    """The company with its first administrator, and what it needs to be usable at once: the built-in enumerations and
    a working calendar of this year and, once announced, the next. Can be repeated; answers the account."""
    founder = _founder(creation)
    # What is written into the company is in its founder's language, whoever happens to run this.
    with translation.override(founder.language):
        account = founding.found(creation.name, founder, by=BY, now=now)
        preferences.sync_enumerations(by=BY)
        calendars.found(by=BY, name=_("Working calendar"), year=timezone.localdate(now).year)
    return account


def _keep(creation_id: UUID) -> bool:
    """A demo becomes a trial under its new address; everything done in it stays."""
    creation = _look(creation_id)
    if creation.tenant is None:
        return False
    now = datetime.now(UTC)
    with scope(creation.tenant.scope):
        with public():
            taken = creations.take(creation_id, by=BY, now=now)
        if taken is None:
            return _look(creation_id).done_at is not None
        demos.shut_doors(by=BY, now=now)
        account = founding.join(_founder(taken), by=BY, now=now)
        with public():
            tenant = life.keep(
                creation.tenant.pk, by=BY, until=now + timedelta(days=TRIAL_DAYS), now=now, name=taken.name,
                domain=taken.domain,
            )  # fmt: skip
            creations.note_step(taken, "claimed", by=BY, now=now, tenant=tenant)
            creations.finish(taken, by=BY, account=account, now=datetime.now(UTC))
    return True


def unfinished(now: datetime) -> list[UUID]:
    """Creations that nobody has worked on for a while. In the public scope."""
    rows = Creation.objects.filter(done_at=None, attempts__lt=ATTEMPTS, began_at__lt=now - IDLE)
    return [row.pk for row in rows.order_by("began_at") if is_idle(row, now)]


def is_idle(creation: Creation, now: datetime) -> bool:
    """Whether nobody has worked on an unfinished creation for a while."""
    return creation.attempts < ATTEMPTS and (creation.tried_at or creation.began_at) < now - IDLE


def progress(creation: Creation) -> int:
    """How far a creation is, in percent."""
    done = sum(step in creation.steps for step in STEPS)
    return 100 if creation.done_at else 10 + 80 * done // len(STEPS)


def address(creation: Creation, path: str = "/") -> str:
    """The absolute address of a path on the new site."""
    assert creation.tenant is not None
    return tenancy().address(creation.tenant.scope, path)


def _look(creation_id: UUID) -> Creation:
    with public():
        return Creation.objects.select_related("tenant", "signup").get(pk=creation_id)


def _state(creation: Creation) -> State:
    return State.DEMO if creation.kind == Creation.Kind.DEMO else State.TRIAL


def _until(creation: Creation, now: datetime) -> datetime:
    is_demo = creation.kind == Creation.Kind.DEMO
    return now + (timedelta(hours=DEMO_HOURS) if is_demo else timedelta(days=TRIAL_DAYS))


def _founder(creation: Creation) -> Founder:
    with public():
        signup = SignUp.objects.get(creation=creation)
    return Founder(
        name=signup.admin_name, username=signup.username, email=signup.email, password=signup.password,
        language=signup.language,
    )  # fmt: skip
