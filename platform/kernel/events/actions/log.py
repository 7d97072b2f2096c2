"""Reading, exporting and verifying the log are facts themselves."""

from __future__ import annotations

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import chain, events, record
from kernel.events.policies import EventPolicy
from kernel.events.queries import Filters
from kernel.policies import require


@act
def note_reading(filters: Filters, *, by: Actor) -> None:
    """Somebody began to read the log, or asked it something else."""
    require(EventPolicy.read, None, by)
    record(events.LogRead, None, by=by, filters=filters.plain)


@act
def note_export(filters: Filters, *, by: Actor, format: str, rows: int) -> None:
    """Somebody took a copy of the log away."""
    require(EventPolicy.read, None, by)
    record(events.LogExported, None, by=by, filters=filters.plain, format=format, rows=rows)


@act
def verify(*, by: Actor) -> chain.Verdict:
    """Recompute the chain, and write down that somebody did and what came out."""
    require(EventPolicy.read, None, by)
    verdict = chain.verify()
    record(events.LogVerified, None, by=by, holds=verdict.holds, links=verdict.links, broken_at=verdict.broken_at)
    return verdict
