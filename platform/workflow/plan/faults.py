"""What is wrong with a drawing: a code, a place, and what the words need. The words are workflow.words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """A fault at a node or flow (`place` is its key, "" for the whole).

    A `gap` only keeps a drawing from being published: something is still to be chosen. Everything else
    keeps it from being compiled.
    """

    code: str
    place: str = ""
    gap: bool = False
    params: dict[str, Any] = field(default_factory=dict, hash=False)
