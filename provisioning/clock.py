"""What time does: it turns the lives of tenants, looked at again under the lock, and says that it has been there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog

from kernel.actor import Actor
from kernel.scope import public, scope
from provisioning.actions import measuring, pool
from provisioning.erasing import erase
from provisioning.models import Heartbeat
from tenants import catalogue
from tenants.actions import life
from tenants.lifecycle import OPEN, State
from tenants.models import Tenant

BY = Actor.system("clock")
#: A clock or pool silent for longer than this is an alarm.
SILENT = {"clock": timedelta(minutes=10), "pool": timedelta(minutes=20)}
log = structlog.get_logger("tongban.clock")


def turn(now: datetime) -> int:
    """One step for everybody who is due; answers how many. One bad tenant stops nobody."""
    with public():
        due = list(Tenant.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", "state", "claimed_at"))
    done = 0
    for tenant_id, state, claimed_at in due:
        try:
            if state == State.DELETING:
                # Members of the pool that nobody ever had are the pool's to drop.
                done += claimed_at is not None and erase(tenant_id, now=now)
                continue
            with public():
                moved = life.turn(tenant_id, by=BY, now=now)
            done += 1
            if moved.state == State.DELETING and moved.life.is_due(now):
                erase(tenant_id, now=now)
        except Exception:
            log.exception("a tenant's clock could not be turned", tenant=str(tenant_id))
    with public():
        pool.beat("clock", by=BY, now=now, note=f"{done}/{len(due)}")
    return done


def alarms(now: datetime) -> list[str]:
    """The names of recurring work that has gone silent, and "erasure" when something is long overdue. In the public scope."""
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    silent = [name for name, term in SILENT.items() if name not in beats or now - beats[name] > term]
    overdue = Tenant.objects.filter(due_at__lt=now - timedelta(hours=1)).exclude(claimed_at=None).exists()
    return silent + (["erasure"] if overdue else [])


def measure() -> int:
    """Size, number of accounts and last visit of every open tenant; answers how many."""
    with public():
        tenants = list(Tenant.objects.filter(state__in=OPEN).exclude(schema_name="public"))
    for tenant in tenants:
        with scope(tenant.scope):
            figures = measuring.look()
            size = catalogue.counts(tenant.schema_name)["bytes"]
        with public():
            measuring.note(tenant.pk, figures, size, by=BY, now=datetime.now(UTC))
    return len(tenants)
