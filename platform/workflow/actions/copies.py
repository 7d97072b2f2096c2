"""Copies: read, with a remark where one is wanted."""

from __future__ import annotations

from datetime import UTC, datetime

from kernel.actor import Actor
from kernel.acts import act
from kernel.policies import require
from workflow.models import Copy
from workflow.policies import CopyPolicy


@act
def read(copy: Copy, *, by: Actor, remark: str | None = None, now: datetime | None = None) -> Copy:
    """Mark a copy as read, perhaps with a remark for whoever passed it on. A second call keeps the first moment."""
    require(CopyPolicy.read, copy, by)
    if copy.read_at is None:
        copy.read_at = now or datetime.now(UTC)
    if remark is not None:
        copy.remark = remark.strip()[:500]
    copy.save(update_fields=["read_at", "remark"])
    return copy
