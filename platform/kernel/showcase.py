"""What the packages' `seed.py` are given to fill a showcase company: who does it, the password of every sign-in, when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from kernel.actor import Actor


@dataclass(frozen=True)
class Showcase:
    """One filling. Packages agree by convention: `seed.run(showcase: Showcase) -> None` fills the tenant in hand and is
    safe to repeat. Packages are called from the lowest floor up, so each finds the people that organization has made,
    under the ids that `organization.seed.seed_id` gives."""

    password: str
    by: Actor = field(default_factory=lambda: Actor.system("seed"))
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
