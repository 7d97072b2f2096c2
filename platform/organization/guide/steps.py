"""Steps of the guide. A package lists its own in its `guide.py` as STEPS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kernel.registry import parts
from kernel.scope import Scope


@dataclass(frozen=True)
class GuideStep:
    """One thing to set up. `done(scope)` looks whether it has been, in the scope in hand, with a query or two.

    `url` answers the address where it is done; `action` are the words of the link. A step without
    anything to look at (`done` always False) is ticked by hand.
    """

    key: str
    title: Any
    help: Any
    done: Callable[[Scope], bool]
    url: Callable[[], str]
    action: Any
    order: int = 50
    minutes: int = 5


def steps() -> list[GuideStep]:
    """The steps of all packages in their order. Raises ValueError when two have one key."""
    found = [step for _config, part in parts("guide") for step in getattr(part, "STEPS", ())]
    if len({step.key for step in found}) != len(found):
        raise ValueError("two steps of the guide have one key")
    return sorted(found, key=lambda step: (step.order, step.key))
