"""The number of what waits for somebody, remembered for a minute: every page shows it."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache

from kernel.actor import Actor
from workflow import queries

#: A larger number tells no more, and counting on would cost.
MOST = 100
SECONDS = 60


def waiting(actor: Actor) -> int:
    """How many tasks somebody has to do, at most `MOST`."""
    key = _key(actor.person)
    known = cache.get(key)
    if known is None:
        known = queries.todo(actor).order_by()[:MOST].count()
        cache.set(key, known, SECONDS)
    return int(known)


def forget(people: Iterable[object]) -> None:
    """Count anew for these people the next time."""
    cache.delete_many([_key(one) for one in people])


def _key(person: object) -> str:
    return f"workflow.todo.{person}"
