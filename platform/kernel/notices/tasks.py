"""Background entry points of the notices."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from kernel.notices.actions import cleaning, delivering, outgoing
from kernel.scope import Scope, scope
from kernel.tasks import task


@task(queue="now", limit=60, own_units=True)
def deliver_mail(here: Scope, key: str) -> None:
    """Send one mail."""
    outgoing.deliver(here, UUID(key))


@task(queue="now", limit=120, own_units=True)
def deliver_notices(here: Scope) -> None:
    """Send on what is due: pushes, mails about one notice, and digests."""
    delivering.deliver_due(here, datetime.now(UTC))


@task(queue="soon", limit=300, own_units=True)
def sweep(here: Scope) -> None:
    """Send on what fell due, what failed and may be tried again, and what was written while the queue was away."""
    now = datetime.now(UTC)
    delivering.deliver_due(here, now)
    with scope(here):
        mails = outgoing.due(now)
    for key in mails:
        outgoing.deliver(here, key)


@task(queue="bulk", limit=600)
def clean() -> None:
    """Forget what is long read, and the traces of mails."""
    cleaning.clean(datetime.now(UTC))
