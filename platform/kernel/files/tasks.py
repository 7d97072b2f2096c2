"""Background work on files."""

from __future__ import annotations

from kernel.files import inspecting, origins, sweeping
from kernel.scope import Scope
from kernel.tasks import task


@task(queue="soon", limit=3600, own_units=True)
def inspect(here: Scope, id: str) -> None:
    """Read a content once: its checksum, and the scanner's word."""
    inspecting.inspect(here, id)


@task(queue="bulk", limit=3600, own_units=True)
def inspect_waiting(here: Scope) -> None:
    """Inspect what waits because the scanner or the queue was down."""
    inspecting.inspect_waiting(here)


@task(queue="bulk", limit=3600, own_units=True)
def check_sample(here: Scope) -> None:
    """Read again what was not read for longest, and compare the checksums."""
    inspecting.check_sample(here)


@task(queue="bulk", limit=3600, own_units=True)
def sweep(here: Scope) -> None:
    """Give up what was never finished, empty the bin, delete what has no row, report what has no object."""
    sweeping.sweep(here)


@task(queue="soon", limit=60, own_units=True)
def allow_pages(here: Scope) -> None:
    """Tell the store which pages there are, after an address has come or gone."""
    origins.allow_pages()
