"""The stamp of the last change: what the cache is filed under."""

from __future__ import annotations

from datetime import UTC, datetime

from kernel.actor import Actor
from kernel.keys import uuid7
from kernel.preferences.models import Setting
from kernel.preferences.reading import forget


def restamp(by: Actor) -> None:
    """Make everybody read settings and enumerations anew once the transaction in hand is committed."""
    new = {"value": str(uuid7()), "changed_at": datetime.now(UTC), "changed_by": by.name[:150]}
    if not Setting.objects.filter(key="", level="tenant", subject=None).update(**new):
        Setting.objects.bulk_create(
            [Setting(key="", level="tenant", **new)],
            update_conflicts=True,
            unique_fields=["key", "level", "subject"],
            update_fields=list(new),
        )
    forget()
