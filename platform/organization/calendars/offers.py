"""The tree of units for the settings, answered from the organisation."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kernel.actor import Actor
from kernel.ports import offer
from kernel.preferences.units import UnitLine, Units
from kernel.scope import current
from organization.models import Unit
from organization.queries import managed_units
from organization.trees import depth_of


class UnitTree:
    """Units as the settings climb them; in the public schema there are none."""

    def path(self, unit: UUID) -> Sequence[UUID]:
        """The unit and those above it, the top first. One query."""
        if current().is_public:
            return (unit,)
        found = Unit.objects.filter(pk=unit).first()
        return found.ancestors if found else (unit,)

    def managed_by(self, actor: Actor) -> Sequence[UnitLine]:
        """The open units an actor manages, parents before children. One query."""
        managed = None if current().is_public else managed_units(actor)
        if managed is None:
            return ()
        return [
            UnitLine(one.pk, one.name, depth_of(one.path)) for one in managed.filter(closed_at=None).order_by("path")
        ]


offer(Units, UnitTree())
