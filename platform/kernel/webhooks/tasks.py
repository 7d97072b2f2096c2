"""Background work of the webhooks."""

from __future__ import annotations

from kernel.scope import Scope
from kernel.tasks import task
from kernel.webhooks import sending


@task(queue="soon", limit=120, own_units=True)
def deliver(here: Scope, id: str) -> None:
    """Try one delivery."""
    sending.deliver(here, id)


@task(queue="soon", limit=900, own_units=True)
def retry(here: Scope) -> None:
    """Try again what is due."""
    sending.retry(here)


@task(queue="bulk", limit=600, own_units=True)
def forget(here: Scope) -> None:
    """Delete what is old."""
    sending.forget(here)
