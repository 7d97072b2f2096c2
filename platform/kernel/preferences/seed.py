"""What a showcase company has: the enumerations that come with the product."""

from __future__ import annotations

from kernel.preferences import actions
from kernel.showcase import Showcase


def run(showcase: Showcase) -> None:
    """Bring the declared enumerations in; safe to repeat."""
    actions.sync_enumerations(by=showcase.by)
