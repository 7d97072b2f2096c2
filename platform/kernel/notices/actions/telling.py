"""Telling people: one notice for each account, in its language, and its ways beyond the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation

from kernel.accounts.models import Account
from kernel.live import publish
from kernel.notices.kinds import NoticeKind
from kernel.notices.models import Choice, Delivery, Notice, Rhythm, Subscription
from kernel.notices.timing import Likes, after_quiet, mail_at
from kernel.ports import directory, tenancy
from kernel.scope import after_commit_outside, current

CHANGED = "notices.changed"


def notify(
    kind: NoticeKind,
    *,
    to: Iterable[str],
    title: Any,
    words: Mapping[str, Any] | None = None,
    body: Any = "",
    url: str = "",
    source: UUID | None = None,
    now: datetime | None = None,
) -> list[Notice]:
    """Tell people something in the transaction in hand; answers the new notices.

    `to` are principals ("person:<uuid>", "department:<uuid>", "account:<uuid>"); each account is told once. `title`
    and `body` may be lazy texts; their %(names)s are filled from `words` in each one's language. `url` is a path of
    this site. With `source` (the event's id) a second call for the same event tells nobody twice.
    """
    accounts = _accounts(to)
    if not accounts:
        return []
    now = now or datetime.now(UTC)
    fallback = tenancy().language(current())
    made = [
        Notice(
            account_id=account,
            kind=kind.key,
            title=_said(title, words, language or fallback)[:200],
            body=_said(body, words, language or fallback)[:1000],
            url=url[:500],
            source=source,
            at=now,
        )
        for account, language in accounts.items()
    ]
    Notice.objects.bulk_create(made, ignore_conflicts=True)
    # Which of them are new, the database knows: a conflict is silent.
    kept = set(Notice.objects.filter(pk__in=[notice.pk for notice in made]).values_list("pk", flat=True))
    fresh = [notice for notice in made if notice.pk in kept]
    if fresh:
        _send_on(kind, fresh, now)
        publish(CHANGED, to=[notice.account_id for notice in fresh])
    return fresh


def _said(text: Any, words: Mapping[str, Any] | None, language: str) -> str:
    with translation.override(language):
        said = str(text)
        return said % {name: str(value) for name, value in words.items()} if words else said


def _accounts(principals: Iterable[str]) -> dict[UUID, str]:
    """Active accounts behind principals, with the language of each."""
    wanted = list(dict.fromkeys(principals))
    keys = {UUID(name.partition(":")[2]) for name in wanted if name.startswith("account:")}
    others = [name for name in wanted if not name.startswith("account:")]
    if others:
        keys.update(directory().accounts(others).values())
    rows = Account.objects.filter(pk__in=keys, is_active=True).order_by("id")
    return dict(rows.values_list("pk", "language"))


def _send_on(kind: NoticeKind, notices: list[Notice], now: datetime) -> None:
    """Write the deliveries that each account wants: three queries, however many are told."""
    accounts = [notice.account_id for notice in notices]
    chosen = {
        (account, channel): wanted
        for account, channel, wanted in Choice.objects.filter(account__in=accounts, kind=kind.key).values_list(
            "account_id", "channel", "wanted"
        )
    }
    rhythms = {row.account_id: row for row in Rhythm.objects.filter(account__in=accounts)}
    pushable = set(Subscription.objects.filter(account__in=accounts).values_list("account_id", flat=True))
    zone = ZoneInfo(settings.TIME_ZONE)
    made = []
    for notice in notices:
        likes = likes_of(rhythms.get(notice.account_id))
        for channel in ("mail", "push"):
            if not chosen.get((notice.account_id, channel), channel in kind.channels):
                continue
            if channel == "push" and notice.account_id not in pushable:
                continue
            together = channel == "mail" and likes.digest != "off" and not kind.urgent
            if kind.urgent:
                due = now
            else:
                due = mail_at(now, likes, zone) if channel == "mail" else after_quiet(now, likes, zone)
            made.append(Delivery(notice=notice, channel=channel, in_digest=together, due_at=due))
    Delivery.objects.bulk_create(made)
    if any(delivery.due_at <= now for delivery in made):
        _wake()


def likes_of(rhythm: Rhythm | None) -> Likes:
    """A row as the arithmetic wants it."""
    if rhythm is None:
        return Likes()
    return Likes(rhythm.quiet_from, rhythm.quiet_until, rhythm.digest, rhythm.daily_at)


def _wake() -> None:
    from kernel.notices.tasks import deliver_notices

    here = current()
    after_commit_outside(lambda: deliver_notices.send(here))
