"""While the database does not answer, nobody waits in line for it: everybody is told at once, and it is asked again once
a second by one request, beside the pool, which would have us wait for its own patience.
"""

from __future__ import annotations

import threading
import time

import structlog

from kernel.watching import health

#: How long nobody asks again after the database gave no answer.
PAUSE_SECONDS = 1.0
log = structlog.get_logger("tongban.tenants")


class Outage:
    """Whether this process has seen the database fall silent. It begins with a failure and ends with an answer."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_on = False
        self.next = 0.0

    def lets_through(self) -> bool:
        """Whether a request may go to the database."""
        if not self.is_on:
            return True
        if not self.lock.acquire(blocking=False):
            return False
        try:
            if self.is_on and time.monotonic() >= self.next:
                self._ask()
            return not self.is_on
        finally:
            self.lock.release()

    def is_seen(self) -> bool:
        """Whether what just failed is the database itself and not one connection to it; asks it."""
        with self.lock:
            self._ask()
            return self.is_on

    def _ask(self) -> None:
        was, self.is_on = self.is_on, not health.database_answers()
        self.next = time.monotonic() + PAUSE_SECONDS
        if self.is_on != was:
            log.error("the database does not answer") if self.is_on else log.warning("the database answers again")


outage = Outage()
