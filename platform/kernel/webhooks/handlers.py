"""Facts in: whatever happens may be what somebody wants to hear of."""

from __future__ import annotations

from kernel.actor import Actor
from kernel.events import Event, on
from kernel.webhooks.actions import enqueue
from kernel.webhooks.queries import subscribable


@on("*")
def tell(event: Event) -> None:
    """Write deliveries for those who subscribed."""
    if event.kind in subscribable():
        enqueue(event, by=Actor.system("webhooks"))
