"""The port to the tree of units: settings climb it, and unit administrators set what is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast
from uuid import UUID

from kernel.actor import Actor
from kernel.ports import port


@dataclass(frozen=True)
class UnitLine:
    """A unit for a list: its id, its name, and how deep it stands (1 for the top)."""

    id: UUID
    name: str
    depth: int


class Units(Protocol):
    """What settings ask about units."""

    def path(self, unit: UUID) -> Sequence[UUID]:
        """The unit and those above it, the top first; only the unit itself when it is unknown."""

    def managed_by(self, actor: Actor) -> Sequence[UnitLine]:
        """The open units an actor manages, parents before children."""


class NullUnits:
    """There are no units."""

    def path(self, unit: UUID) -> Sequence[UUID]:
        return (unit,)

    def managed_by(self, actor: Actor) -> Sequence[UnitLine]:
        return ()


def units() -> Units:
    """Whoever knows the tree of units."""
    return cast(Units, port(Units, NullUnits()))
