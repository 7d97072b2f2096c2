"""Who is touched when a form is published anew: asked from the floors above, which answer by `kernel.ports.offer`."""

from __future__ import annotations

from typing import Any, Protocol, cast
from uuid import UUID

from kernel.ports import port


class FormUses(Protocol):
    """What runs on a form."""

    def running(self, form: UUID) -> int:
        """How many matters under way use it. They stay on the version they began with."""


class NoUses:
    """Where there are no processes."""

    def running(self, form: UUID) -> int:
        return 0


def uses() -> FormUses:
    """Whoever knows what runs on forms."""
    return cast(FormUses, port(cast(Any, FormUses), NoUses()))
