"""Where an account is signed in, and how that ends. Shared by acts of this and of higher packages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext as _

from kernel.accounts.models import Account
from kernel.live import hang_up


@dataclass(frozen=True)
class Place:
    """One session as its owner sees it."""

    id: int
    device: str
    address: str
    since: datetime
    seen: datetime
    is_this: bool


def living(account: UUID, *, this: str | None) -> QuerySet[Any]:
    """The sessions of an account that have not run out, in no order; `is_this` for the one of a key."""
    alive = Session.objects.filter(expire_date__gt=datetime.now(UTC)).values("session_key")
    here = ExpressionWrapper(Q(session_key=this or ""), output_field=BooleanField())
    rows: QuerySet[Any] = UserSession.objects.filter(user_id=account, session_key__in=alive)
    found: QuerySet[Any] = rows.annotate(is_this=here)
    return found


def places(account: UUID, this: str | None) -> list[Place]:
    """Where the account is signed in, this place first, then the last seen. One query."""
    return [
        Place(row.pk, device(row.user_agent), str(row.ip), row.created_at, row.last_seen_at, row.is_this)
        for row in living(account, this=this).order_by("-is_this", "-last_seen_at")
    ]


def end(account: UUID, *, but: str | None = None, only: Sequence[int] | None = None) -> int:
    """End the sessions of an account, all or some, or all but one; answers how many. Part of an act. Open pages lose
    their live stream after the commit; those that are still signed in take it up again."""
    rows = UserSession.objects.filter(user_id=account)
    if only is not None:
        rows = rows.filter(pk__in=only)
    if but is not None:
        rows = rows.exclude(session_key=but)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    hang_up(account_id=account)
    return len(keys)


def switch_off(account: UUID) -> int:
    """Nobody is signed in as this account any more, from the next request on; answers how many sessions ended.

    For acts that suspend a person: call it in their transaction. Raising the number in the account also ends
    sessions that were being opened in the same moment.
    """
    Account.objects.filter(pk=account).update(is_active=False, sessions_version=F("sessions_version") + 1)
    return end(account)


def switch_on(account: UUID) -> None:
    """The account may sign in again; its old sessions stay ended."""
    Account.objects.filter(pk=account).update(is_active=True)


_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("QQBrowser", "QQ浏览器"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device(agent: str) -> str:
    """A browser's long self-description in the words people use: "Chrome, Windows"."""
    browser = next((name for mark, name in _BROWSERS if re.search(rf"\b{mark}", agent, re.IGNORECASE)), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    named = ", ".join(part for part in (browser, system) if part)
    return named or _("unknown device")


def moved(before: str, after: str) -> None:
    """A session got another key in the same place."""
    UserSession.objects.filter(session_key=before).update(session_key=after)
