"""What a package tells on the first page.

A package's `homepage.py` may hold `waiting(actor)`: what waits for this person, and `sent(actor)`: what they set going
and how far it is; each answers a list of `Line`, the most pressing first, in a handful of queries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from kernel.actor import Actor
from kernel.ports import tenancy
from kernel.registry import parts
from kernel.scope import current

Question = Literal["waiting", "sent"]
MOST = 12


@dataclass(frozen=True)
class Line:
    """One line: what it is, where it is opened, where it stands, since when or until when."""

    title: Any
    url: str
    note: Any = ""
    at: datetime | date | None = None


def asked(question: Question, actor: Actor) -> list[Line] | None:
    """The lines of all packages that the tenant has; None where none of them answers this question."""
    found: list[Line] | None = None
    for manifest, part in parts("homepage"):
        answer = getattr(part, question, None)
        if answer is not None and tenancy().has(current(), manifest.licence):
            found = [*(found or []), *answer(actor)]
    return found[:MOST] if found is not None else None
