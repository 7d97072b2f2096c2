"""When recurring work is due: a line of a manifest's schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Where = Literal["public", "each_tenant"]


@dataclass(frozen=True)
class Every:
    """Recurring work: run a task (dotted name) every so often, in the public schema or once per tenant.

    `each_tenant` reaches the tenants that have the module of the manifest. What fell due while
    nothing ran is done once at the next start.
    """

    run: str
    minutes: int = 0
    hours: int = 0
    days: int = 0
    where: Where = "each_tenant"

    @property
    def interval(self) -> timedelta:
        """The time between two runs. Raises ValueError when it is not positive."""
        interval = timedelta(minutes=self.minutes, hours=self.hours, days=self.days)
        if interval <= timedelta(0):
            raise ValueError(f"{self.run}: the interval must be positive")
        return interval

    def is_due(self, last: datetime | None, now: datetime) -> bool:
        """Whether a run is due, given when the last one was enqueued."""
        return last is None or now - last >= self.interval
