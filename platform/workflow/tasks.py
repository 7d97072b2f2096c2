"""Background entry points of processes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.policies import Conflict
from kernel.ports import directory
from kernel.scope import Scope, scope
from kernel.tasks import task
from workflow import due, handing
from workflow.actions import matters, tasks
from workflow.models import ActivationRow, Instance, TaskRow

CLOCK = Actor.system("clock")


@task(queue="soon", limit=300, own_units=True)
def look_at_the_clock(here: Scope) -> None:
    """Time out what is due, wake what has waited, and end the children of steps that are gone; each in its own unit."""
    now = datetime.now(UTC)
    with scope(here):
        late, waiting, orphans = due.late(now), due.waiting(now), due.orphans()
    for key in late:
        _each(here, partial(_time_out, key, now))
    for key in waiting:
        _each(here, partial(_wake, key, now))
    for key in orphans:
        _each(here, partial(_end, key))


@task(queue="bulk", limit=3600, own_units=True)
def hand_over_all(here: Scope, run: str, giver: str, taker: str, reason: str, account: str) -> None:
    """Hand all of somebody's open tasks over, by whoever asked; each matter in its own unit."""
    with scope(here):
        found = Account.objects.filter(pk=account, is_active=True).first()
        by = directory().actor_for(found) if found else None
    if by is not None:
        handing.hand_all_over(here, UUID(run), UUID(giver), UUID(taker), reason, by)


def _time_out(key: UUID, now: datetime) -> None:
    tasks.time_out(TaskRow.objects.get(pk=key), by=CLOCK, now=now)


def _wake(key: UUID, now: datetime) -> None:
    matters.wake(ActivationRow.objects.get(pk=key), by=CLOCK, now=now)


def _end(key: UUID) -> None:
    matter = Instance.objects.select_related("process").get(pk=key)
    matters.terminate(matter, by=CLOCK, reason=_("The step that started this matter is gone."))


def _each(here: Scope, do: Callable[[], object]) -> None:
    try:
        with scope(here):
            do()
    except Conflict:
        return  # somebody was faster; the next look finds it as it is then
