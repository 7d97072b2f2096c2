"""Events: one row per fact, written in the act's transaction; outbox and audit log at once."""

from kernel.events.facts import Event, Fact, fact, follow, on, record

__all__ = ["Event", "Fact", "fact", "follow", "on", "record"]
