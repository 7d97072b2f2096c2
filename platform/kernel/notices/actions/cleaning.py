"""What is forgotten with time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from kernel.notices.actions import outgoing
from kernel.notices.models import Notice

READ_DAYS = 90
UNREAD_DAYS = 365
MAIL_DAYS = 30


def clean(now: datetime) -> int:
    """Delete notices read 90 days ago or a year old, and rows of mails older than 30 days; answers how many."""
    old = Q(read_at__lt=now - timedelta(days=READ_DAYS)) | Q(at__lt=now - timedelta(days=UNREAD_DAYS))
    return Notice.objects.filter(old).delete()[0] + outgoing.forget(now - timedelta(days=MAIL_DAYS))
