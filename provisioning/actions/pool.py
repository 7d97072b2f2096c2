"""The pool's bookkeeping: members announced, finished, condemned, gone; how many are wanted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.keys import uuid7
from kernel.policies import require
from provisioning.events import PoolFillingOrdered, PoolSet
from provisioning.models import Heartbeat, PoolTarget
from provisioning.policies import PoolPolicy
from tenants.lifecycle import State
from tenants.models import Tenant
from tenants.models.tenant import schema_for
from tenants.release import release

DEFAULTS = {Tenant.Stock.PLAIN: 3, Tenant.Stock.DEMO: 2}


@act
def announce(*, by: Actor, stock: str, now: datetime, name: str = "") -> Tenant:
    """A row for a schema that is about to be built; its name follows from its id."""
    require(PoolPolicy.fill, None, by)
    tenant_id = uuid7()
    return Tenant.objects.create(
        id=tenant_id, schema_name=schema_for(tenant_id), state=State.BUILDING, state_since=now, stock=stock, name=name
    )


@act
def take_for_building(tenant_id: UUID, *, by: Actor) -> Tenant | None:
    """Lock a row for building, unless another process has it or it is built already."""
    require(PoolPolicy.fill, None, by)
    rows = Tenant.objects.select_for_update(skip_locked=True)
    return rows.filter(pk=tenant_id, state=State.BUILDING).first()


@act
def finish(tenant_id: UUID, *, by: Actor, now: datetime) -> None:
    """The schema stands and is of the present release; in the transaction that built it."""
    require(PoolPolicy.fill, None, by)
    tenant = Tenant.objects.select_for_update().get(pk=tenant_id)
    made = release()
    tenant.live(tenant.life.to(State.POOLED, now))
    tenant.fingerprint, tenant.template = made.fingerprint, made.template
    tenant.save()


@act
def condemn_stale(*, by: Actor, now: datetime) -> list[UUID]:
    """Take members of an earlier release out of the pool; answers the ids of those to be dropped.

    Rows that a claim holds at this moment are left to it: it looks at the release, too.
    """
    require(PoolPolicy.fill, None, by)
    made = release()
    stale = ~Q(fingerprint=made.fingerprint, template=made.template)
    for tenant in Tenant.objects.select_for_update(skip_locked=True).filter(stale, state=State.POOLED):
        tenant.live(tenant.life.delete(now))
        tenant.state_reason = "stale"
        tenant.save()
    waiting = Tenant.objects.filter(state=State.DELETING, claimed_at=None).order_by("id")
    return list(waiting.values_list("pk", flat=True))


@act
def forget(tenant_id: UUID, *, by: Actor) -> None:
    """Delete the row of a member that nobody ever had, once its schema is gone."""
    require(PoolPolicy.fill, None, by)
    Tenant.objects.filter(pk=tenant_id, state=State.DELETING, claimed_at=None).delete()


@act
def want(stock: str, *, by: Actor, wanted: int) -> PoolTarget:
    """Set how many ready schemas are wanted."""
    require(PoolPolicy.set, None, by)
    before = PoolTarget.objects.filter(pk=stock).first()
    target, _made = PoolTarget.objects.update_or_create(stock=stock, defaults={"wanted": wanted})
    record(
        PoolSet,
        None,
        by=by,
        before={"wanted": before.wanted if before else None},
        after={"wanted": wanted},
        stock=stock,
    )
    return target


@act
def order_filling(*, by: Actor) -> None:
    """Somebody wants the pool filled at once."""
    require(PoolPolicy.set, None, by)
    record(PoolFillingOrdered, None, by=by)


@act
def note_filling(stock: str, *, by: Actor, now: datetime, error: str = "") -> None:
    """How a filling went."""
    require(PoolPolicy.fill, None, by)
    PoolTarget.objects.get_or_create(stock=stock, defaults={"wanted": DEFAULTS[Tenant.Stock(stock)]})
    PoolTarget.objects.filter(pk=stock).update(error=error[:4000], **({} if error else {"filled_at": now}))


@act
def beat(name: str, *, by: Actor, now: datetime, note: str = "") -> None:
    """A recurring piece of work came to its end."""
    require(PoolPolicy.fill, None, by)
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "note": note[:200]})
