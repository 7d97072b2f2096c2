"""Background entry points of settings."""

from __future__ import annotations

from kernel.actor import Actor
from kernel.preferences.actions import sync_enumerations
from kernel.tasks import task


@task(queue="bulk", limit=120)
def follow() -> None:
    """Bring the built-in enumerations up to date with what packages declare by now."""
    sync_enumerations(by=Actor.system("sync"))
