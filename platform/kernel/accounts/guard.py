"""How long somebody has to wait after wrong guesses, and when a picture has to be read first.

Pure arithmetic over counts and times, except for `standing`, which reads the tallies of the scope in hand; they are
added to in actions/counting.py. Nothing here needs the cache.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel.accounts.models import Tally
from kernel.scope import current

Kind = Tally.Kind


@dataclass(frozen=True)
class Rule:
    """Fewer than `free` failures within `memory` cost nothing; from then on each doubles the wait from `first` to
    `most`. With `free` None nothing is ever locked."""

    free: int | None
    first: timedelta
    most: timedelta
    memory: timedelta

    def wait(self, count: int) -> timedelta | None:
        """The wait after this many failures, or None."""
        if self.free is None or count < self.free:
            return None
        over = count - self.free
        doubled: timedelta = self.first * (1 << min(over, 16))
        return min(self.most, doubled)


RULES: dict[str, Rule] = {
    Kind.ACCOUNT: Rule(5, timedelta(seconds=30), timedelta(hours=1), timedelta(hours=24)),
    # A whole office stands behind one address: it may err more often, and is forgotten sooner.
    Kind.ADDRESS: Rule(30, timedelta(seconds=30), timedelta(hours=1), timedelta(hours=1)),
    Kind.CODE: Rule(5, timedelta(seconds=30), timedelta(hours=1), timedelta(hours=24)),
    Kind.RESET: Rule(3, timedelta(minutes=15), timedelta(hours=6), timedelta(hours=1)),
    Kind.COOKIE: Rule(1, timedelta(minutes=10), timedelta(minutes=10), timedelta(minutes=10)),
    # Nobody locks a whole company out: many failures together only make everybody read a picture.
    Kind.EVERYBODY: Rule(None, timedelta(0), timedelta(0), timedelta(minutes=10)),
}
PICTURE_AFTER: dict[str, int] = {Kind.ACCOUNT: 3, Kind.ADDRESS: 3, Kind.EVERYBODY: 100}


@dataclass(frozen=True)
class Standing:
    """What holds for a try now: the wait that is left, and whether a picture must be read."""

    wait: timedelta
    picture: bool

    @property
    def is_locked(self) -> bool:
        """Whether the try is refused unseen."""
        return self.wait > timedelta(0)


def key_of(kind: str, what: UUID | str) -> str:
    """The digest that something is counted under. It holds the tenant's id, so that two tenants' keys differ."""
    text = f"{current().key}\n{kind}\n{str(what).strip().casefold()}"
    return hashlib.sha256(text.encode()).hexdigest()


def standing(now: datetime, **counted: UUID | str) -> Standing:
    """What holds for a try that is counted for these: standing(now, account=id, address=ip). One query."""
    rows = Tally.objects.filter(key__in=[key_of(kind, what) for kind, what in counted.items()])
    wait, picture = timedelta(0), False
    for row in rows:
        if row.is_locked(now) and row.locked_until is not None:
            wait = max(wait, row.locked_until - now)
        if now - row.last_at < RULES[row.kind].memory and row.count >= PICTURE_AFTER.get(row.kind, 1 << 30):
            picture = True
    return Standing(wait, picture)
