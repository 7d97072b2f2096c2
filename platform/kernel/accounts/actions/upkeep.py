"""What time does to sessions, tallies and links."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from kernel.accounts.actions import counting
from kernel.accounts.models import PasswordReset
from kernel.accounts.policies import AccountPolicy
from kernel.actor import Actor
from kernel.acts import act
from kernel.policies import require

KEPT = timedelta(days=30)


@act
def sweep(*, by: Actor, now: datetime) -> None:
    """Delete what no longer means anything: expired sessions, old tallies, links older than 30 days."""
    require(AccountPolicy.manage, None, by)
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    PasswordReset.objects.filter(asked_at__lt=now - KEPT).delete()
    counting.sweep(now)
