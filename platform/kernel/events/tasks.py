"""Background entry points of the event log."""

from __future__ import annotations

from kernel.events import dispatch as dispatching
from kernel.scope import Scope
from kernel.tasks import task
from kernel.valkey import scoped_key, valkey


@task(queue="now", limit=300, own_units=True)
def dispatch(here: Scope) -> None:
    """Seal and hand out what waits in this outbox."""
    valkey().delete(scoped_key("outbox", to=here))
    dispatching.drain(here)


@task(queue="soon", limit=300, own_units=True)
def sweep(here: Scope) -> None:
    """Hand out what was committed while the queue could not be reached, and try again what failed and is due."""
    dispatching.drain(here)
    dispatching.retry(here)
