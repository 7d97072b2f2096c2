"""Who may find what: whoever holds one of the row's principals. The rule is asked in SQL; see queries.within_rights."""

from __future__ import annotations

from kernel.actor import Actor
from kernel.policies import Policy, Verdict
from kernel.search.models import SearchEntry


class SearchPolicy(Policy):
    """Entries are written by the machinery alone."""

    noun = SearchEntry

    @staticmethod
    def find(actor: Actor, entry: SearchEntry) -> Verdict:
        """Whether one of the actor's principals stands on the row."""
        return actor.kind == "system" or not principals_of(actor).isdisjoint(entry.principals)


def principals_of(actor: Actor) -> frozenset[str]:
    """The names under which an actor may find things; a visitor has none."""
    if not actor.is_signed_in:
        return frozenset()
    return actor.principals | {"all", f"account:{actor.account}"}
