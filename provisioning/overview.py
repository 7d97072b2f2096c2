"""How the installation stands: what the console's first page shows, by what its reader looks after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.events.models import Delivery
from kernel.policies import allowed
from provisioning import clock, pooling, states
from provisioning.models import Creation, Heartbeat, PoolTarget
from provisioning.policies import CreationPolicy, PoolPolicy
from tenants import register
from tenants.lifecycle import State
from tenants.models import Tenant, UpgradeFailure

_STOCKS = {
    Tenant.Stock.PLAIN: gettext_lazy("Companies that sign up"),
    Tenant.Stock.DEMO: gettext_lazy("Demos of visitors"),
}
#: A creation that is not ready after so long is shown.
SLOW = timedelta(minutes=2)
SHOWN = 20


@dataclass(frozen=True)
class Stock:
    """A kind of ready schemas."""

    stock: str
    title: object
    wanted: int
    ready: int
    building: int
    filled_at: datetime | None
    error: str

    @property
    def is_short(self) -> bool:
        """Whether fewer are ready than wanted."""
        return self.ready < self.wanted


@dataclass(frozen=True)
class Alarm:
    """Something that somebody should look at, and where."""

    words: str
    url: str = ""


@dataclass
class Overview:
    """The first page. What the reader does not look after is empty."""

    states: list[tuple[str, str, int, str]]
    alarms: list[Alarm] = field(default_factory=list)
    stocks: list[Stock] = field(default_factory=list)
    creations: list[Creation] = field(default_factory=list)
    laggards: int = 0
    dead: int = 0
    dead_inside: int = 0
    looks_after: bool = False


def look(actor: Actor, now: datetime) -> Overview:
    """What an actor is shown. In the public scope."""
    counts = register.by_state(actor)
    order = [State.TRIAL, State.ACTIVE, State.PAST_DUE, State.GRACE, State.READ_ONLY, State.SUSPENDED, State.DELETING,
             State.DEMO]  # fmt: skip
    listing = reverse("provisioning:tenants")
    found = Overview(
        [
            (states.word(state), states.shape(state), counts.get(state, 0), f"{listing}?state={state.value}")
            for state in order
        ]
    )
    if not allowed(PoolPolicy.set, None, actor):
        return found
    found.looks_after = True
    found.stocks = stocks()
    found.creations = stuck(actor, now)
    found.laggards = UpgradeFailure.objects.count()
    found.dead = Delivery.objects.filter(dead_at__isnull=False).count()
    found.dead_inside = register.visible_to(actor).aggregate(sum=Sum("failures"))["sum"] or 0
    found.alarms = list(_alarms(found, now))
    return found


def stuck(actor: Actor, now: datetime) -> list[Creation]:
    """Creations that failed or take too long, the oldest first; none for whoever does not look after them."""
    if not allowed(CreationPolicy.look_after, None, actor):
        return []
    rows = Creation.objects.filter(done_at=None, began_at__lt=now - SLOW).order_by("began_at")
    return list(rows[:SHOWN])


def stocks() -> list[Stock]:
    """The pool by kinds."""
    targets = {target.stock: target for target in PoolTarget.objects.all()}
    found = []
    for stock in Tenant.Stock:
        target = targets.get(stock)
        building = Tenant.objects.filter(state=State.BUILDING, stock=stock, claimed_at=None).count()
        found.append(
            Stock(
                stock.value, _STOCKS[stock], pooling.wanted(stock), pooling.ready(stock), building,
                target.filled_at if target else None, target.error if target else "",
            )
        )  # fmt: skip
    return found


def beats() -> list[tuple[str, Heartbeat]]:
    """When recurring work last came to its end, in words."""
    return [(_recurring(row.name), row) for row in Heartbeat.objects.order_by("name")]


def _alarms(found: Overview, now: datetime) -> Any:
    for name in clock.alarms(now):
        if name == "erasure":
            yield Alarm(
                _("Something that was due more than an hour ago has not been done: a demo's end or an erasure.")
            )
        else:
            yield Alarm(_("“{work}” has been silent for too long. Look whether the scheduler and the workers run.").format(
                work=_recurring(name)))  # fmt: skip
    for stock in found.stocks:
        if stock.error:
            yield Alarm(
                _("The pool “{stock}” could not be filled.").format(stock=stock.title), reverse("provisioning:pool")
            )
        elif stock.wanted and not stock.ready:
            yield Alarm(_("The pool “{stock}” is empty: new sites are slower until it is filled.").format(stock=stock.title),
                        reverse("provisioning:pool"))  # fmt: skip


def _recurring(name: str) -> str:
    return {"clock": _("the clock of trials, demos and erasures"), "pool": _("filling the pool")}.get(name, name)
