"""Reading notices."""

from __future__ import annotations

from datetime import UTC, datetime

from kernel.actor import Actor
from kernel.acts import act
from kernel.live import publish
from kernel.notices.actions.telling import CHANGED
from kernel.notices.models import Notice
from kernel.notices.policies import NoticePolicy
from kernel.policies import require


@act
def mark_read(notice: Notice, *, by: Actor) -> Notice:
    """Mark a notice read; a read one stays as it is."""
    require(NoticePolicy.read, notice, by)
    if notice.read_at is None:
        notice.read_at = datetime.now(UTC)
        notice.save(update_fields=["read_at"])
        publish(CHANGED, to=[notice.account_id])
    return notice


@act
def mark_all_read(*, by: Actor, kind: str = "") -> int:
    """Mark all of the actor's notices read, or those of one kind; answers how many were not."""
    require(NoticePolicy.choose, None, by)
    rows = Notice.objects.filter(account=by.account, read_at=None)
    count = (rows.filter(kind=kind) if kind else rows).update(read_at=datetime.now(UTC))
    if count and by.account:
        publish(CHANGED, to=[by.account])
    return count
