"""What a package tells on the first page.

A package's `homepage.py` may hold `tell(actor) -> Told`: what waits for this person, and what they set going and how far
it is; the most pressing first, in a handful of queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel.actor import Actor
from kernel.ports import tenancy
from kernel.registry import parts
from kernel.scope import current

MOST = 12


@dataclass(frozen=True)
class Line:
    """One line: what it is, where it is opened, where it stands, since when or until when."""

    title: Any
    url: str
    note: Any = ""
    at: datetime | date | None = None


@dataclass(frozen=True)
class Told:
    """What one package, or all of them, tell."""

    waiting: Sequence[Line] = ()
    sent: Sequence[Line] = ()


def told(actor: Actor) -> Told:
    """What all packages tell that the tenant has, at most a dozen lines of each."""
    waiting: list[Line] = []
    sent: list[Line] = []
    for manifest, part in parts("homepage"):
        if tenancy().has(current(), manifest.licence):
            one: Told = part.tell(actor)
            waiting += one.waiting
            sent += one.sent
    return Told(waiting[:MOST], sent[:MOST])
