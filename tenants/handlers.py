"""What follows when a company's own address comes or goes."""

from __future__ import annotations

from kernel.events import Event, on
from kernel.files.tasks import allow_pages
from kernel.scope import PUBLIC


@on("tenants.domain.proven")
@on("tenants.domain.given_up")
def let_pages_send(event: Event) -> None:
    """Pages on the new address may send files to the store, those on the old one no more."""
    allow_pages.send(PUBLIC)
