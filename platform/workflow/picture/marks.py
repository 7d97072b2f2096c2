"""What a picture says about a step."""

from __future__ import annotations

from dataclasses import dataclass

#: How a step may stand; "" is one that has not been reached.
STATES = ("done", "active", "waiting", "paused", "blocked", "skipped", "cancelled")


@dataclass(frozen=True)
class Mark:
    """The state of a step, who works or worked there, when, and how often it was come to."""

    state: str = ""
    people: tuple[str, ...] = ()
    when: str = ""
    rounds: int = 1
