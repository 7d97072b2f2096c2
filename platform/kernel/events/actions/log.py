"""Reading, exporting and verifying the log are facts themselves."""

from __future__ import annotations

from collections.abc import Mapping

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import chain, events, record
from kernel.events.policies import EventPolicy
from kernel.policies import require


@act
def note_reading(filters: Mapping[str, str], *, by: Actor) -> None:
    """Somebody began to read the log, or asked it something else: the filters by their names."""
    require(EventPolicy.read, None, by)
    record(events.LogRead, None, by=by, filters=filters)


@act
def verify(*, by: Actor) -> chain.Verdict:
    """Recompute the chain, and write down that somebody did and what came out."""
    require(EventPolicy.read, None, by)
    verdict = chain.verify()
    record(events.LogVerified, None, by=by, holds=verdict.holds, links=verdict.links, broken_at=verdict.broken_at)
    return verdict
