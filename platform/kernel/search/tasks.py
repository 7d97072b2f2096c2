"""Background entry points of the search."""

from __future__ import annotations

from kernel.scope import Scope
from kernel.search.actions import indexing
from kernel.tasks import task


@task(queue="bulk", limit=3 * 3600, own_units=True)
def rebuild(here: Scope, *kinds: str) -> None:
    """Read everything of a tenant again, or all things of some kinds."""
    indexing.rebuild(here, kinds)
