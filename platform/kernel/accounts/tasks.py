"""Background entry points of accounts."""

from __future__ import annotations

from datetime import UTC, datetime

from kernel.accounts.actions import signing, upkeep
from kernel.actor import Actor
from kernel.tasks import task


@task(queue="bulk", limit=120)
def sweep() -> None:
    """Throw away ended sessions, forgotten failures and used links."""
    upkeep.sweep(by=Actor.system("schedule"), now=datetime.now(UTC))


@task(queue="soon", limit=30)
def note_unknown_session(address: str) -> None:
    """Write down that a cookie was shown which nobody here knows."""
    signing.note_unknown_session(by=Actor.visitor(address), now=datetime.now(UTC))
