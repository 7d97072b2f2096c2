"""How the service stands, for everybody to see: what answers and what does not, without a word of why."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from kernel.scope import public
from kernel.watching import health
from provisioning import clock

#: Asking every service costs something; one question serves all visitors for so long.
TERM_SECONDS = 15.0
Level = Literal["ok", "warn", "bad"]

_SERVICES: dict[str, Any] = {
    "database": _("Database"),
    "valkey": _("Queues and cache"),
    "store": _("Files"),
}
_WORK: dict[str, Any] = {
    "clock": _("Trials, demos and other terms"),
    "pool": _("New sites"),
    "erasure": _("Erasure on order"),
}


@dataclass(frozen=True)
class Line:
    """One part of the service: its name, and whether it is well."""

    name: Any
    level: Level


@dataclass(frozen=True)
class Standing:
    """All parts, as they stood at a moment."""

    lines: tuple[Line, ...]
    at: datetime

    @property
    def level(self) -> Level:
        """The worst of all."""
        levels = {line.level for line in self.lines}
        return "bad" if "bad" in levels else "warn" if "warn" in levels else "ok"


_memory: dict[bool, tuple[float, Standing]] = {}
_lock = threading.Lock()


def standing(*, with_database: bool = True) -> Standing:
    """How everything stands, not older than `TERM_SECONDS`. Without the database it is not asked for what it holds."""
    with _lock:
        known = _memory.get(with_database)
        if known is None or known[0] <= time.monotonic():
            looked = _look(datetime.now(UTC)) if with_database else _look_without_database(datetime.now(UTC))
            known = _memory[with_database] = (time.monotonic() + TERM_SECONDS, looked)
        return known[1]


def forget() -> None:
    """Forget what was remembered, for tests."""
    with _lock:
        _memory.clear()


def _look(now: datetime) -> Standing:
    # Whoever reads this page has been answered by the web application.
    lines = [Line(_("Sites and sign-in"), "ok"), *_services()]
    with public():
        late = set(clock.alarms(now))
    lines += [Line(title, "warn" if name in late else "ok") for name, title in _WORK.items()]
    return Standing(tuple(lines), now)


def _look_without_database(now: datetime) -> Standing:
    # Nobody gets in, and what is to be done every minute waits.
    lines = [Line(_("Sites and sign-in"), "bad"), *_services()]
    return Standing((*lines, *(Line(title, "warn") for title in _WORK.values())), now)


def _services() -> list[Line]:
    return [
        Line(_SERVICES.get(finding.service, finding.service), "ok" if finding.ok else "bad")
        for finding in health.look()
    ]
