"""Who needs a second factor. The organization answers by roles; without it nobody does."""

from __future__ import annotations

import threading
import time
from typing import Protocol, cast
from uuid import UUID

from kernel.ports.sockets import port
from kernel.scope import current

TERM_SECONDS = 60.0
LIMIT = 50_000


class SecondFactorRule(Protocol):
    """The port: `offer(SecondFactorRule, …)` in a package's offers.py answers it."""

    def requires(self, account: UUID) -> bool:
        """Whether the account holds a role that may only be used with a second factor."""


class NobodyNeedsOne:
    """The null answer."""

    def requires(self, account: UUID) -> bool:
        return False


def second_factor_rule() -> SecondFactorRule:
    """Whoever knows the roles."""
    return cast(SecondFactorRule, port(SecondFactorRule, NobodyNeedsOne()))


_answers: dict[tuple[str, UUID], tuple[float, bool]] = {}
_lock = threading.Lock()


def requires(account: UUID) -> bool:
    """The port's answer, remembered for a minute in this process: it is asked on every page."""
    key, now = (current().key, account), time.monotonic()
    entry = _answers.get(key)
    if entry is not None and entry[0] > now:
        return entry[1]
    answer = second_factor_rule().requires(account)
    with _lock:
        if len(_answers) >= LIMIT:
            _answers.clear()
        _answers[key] = (now + TERM_SECONDS, answer)
    return answer


def forget() -> None:
    """Forget the remembered answers of this process, for tests."""
    with _lock:
        _answers.clear()
