"""When a failed call is tried again, and when an endpoint is given a rest. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

#: Waits after the first, second, … failure: about three days in all.
WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 2 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600)
)
#: An endpoint that has failed for so long is paused.
REST = timedelta(days=3)
#: How long a call in hand keeps others from trying the same.
LEASE = timedelta(minutes=2)
#: Deliveries are forgotten after this time.
KEPT = timedelta(days=30)


def next_due(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many attempts; None: give it up."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def is_worn_out(failing_since: datetime | None, now: datetime) -> bool:
    """Whether an endpoint has failed for so long that it is paused."""
    return failing_since is not None and now - failing_since >= REST
