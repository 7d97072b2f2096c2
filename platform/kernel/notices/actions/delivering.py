"""Sending notices on: pushes to browsers, mails about one thing, digests about many."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext, override

from kernel.notices.mail import render_mail, send
from kernel.notices.models import Delivery, Subscription
from kernel.notices.push import Gone, NotTaken, push
from kernel.ports import tenancy
from kernel.scope import Scope, current, scope

ATTEMPTS = 6
LEASE = timedelta(minutes=2)
BATCH = 200
SHOWN = 30
SETTINGS = "/notices/settings/"


def deliver_due(here: Scope, now: datetime) -> int:
    """Send on everything that is due; answers how many deliveries were taken in hand. Runs side by side without
    doubling: each leases what it takes."""
    taken = 0
    while True:
        with scope(here):
            keys = _lease(now)
            pushes = _mail(keys, now)
        for key in pushes:
            _push(here, key, now)
        taken += len(keys)
        if len(keys) < BATCH:
            return taken


def _lease(now: datetime) -> list[UUID]:
    rows = Delivery.objects.select_for_update(skip_locked=True)
    due = rows.filter(done_at=None, dead_at=None, due_at__lte=now).order_by("due_at")[:BATCH]
    keys = [row.pk for row in due]
    Delivery.objects.filter(pk__in=keys).update(due_at=now + LEASE)
    return keys


def _mail(keys: list[UUID], now: datetime) -> list[UUID]:
    """Write the mails of a batch, one for each account's digest; answers the deliveries that are pushes.

    The mail is a row of its own with its own attempts, so its delivery is done once the row is written.
    """
    found = Delivery.objects.filter(pk__in=keys).select_related("notice__account").order_by("notice__at", "id")
    pushes: list[UUID] = []
    letters: dict[object, list[Delivery]] = {}
    for delivery in found:
        if delivery.channel == "push":
            pushes.append(delivery.pk)
        elif delivery.notice.read_at is not None:
            _done([delivery], now, "read in the page before")
        elif not delivery.notice.account.email or not delivery.notice.account.is_active:
            _done([delivery], now, "no address")
        else:
            letters.setdefault(delivery.notice.account_id if delivery.in_digest else delivery.pk, []).append(delivery)
    for deliveries in letters.values():
        _write(deliveries)
        _done(deliveries, now)
    return pushes


def _write(deliveries: list[Delivery]) -> None:
    account = deliveries[0].notice.account
    notices = [delivery.notice for delivery in deliveries]
    address = tenancy().address
    context = {
        "name": str(account),
        "lines": [{"notice": one, "url": address(current(), one.url) if one.url else ""} for one in notices[-SHOWN:]],
        "count": len(notices),
        "more": max(0, len(notices) - SHOWN),
        "settings_url": address(current(), SETTINGS),
        "notices_url": address(current(), "/notices/"),
    }
    template = "notices/mail/digest" if deliveries[0].in_digest else "notices/mail/notice"
    words = render_mail(template, context, account.language)
    send(account.email, *words, headers={"List-Unsubscribe": f"<{context['settings_url']}>"})


def _done(deliveries: list[Delivery], now: datetime, words: str = "") -> None:
    Delivery.objects.filter(pk__in=[one.pk for one in deliveries]).update(done_at=now, error=words)


def _push(here: Scope, key: UUID, now: datetime) -> None:
    """Push one notice to every browser of its account; the database is not held meanwhile."""
    with scope(here):
        delivery = Delivery.objects.select_related("notice__account").get(pk=key)
        if delivery.notice.read_at is not None or tenancy().is_inert(here):
            _done([delivery], now, "inert" if delivery.notice.read_at is None else "read in the page before")
            return
        browsers = list(Subscription.objects.filter(account=delivery.notice.account_id))
        language = delivery.notice.account.language or tenancy().language(here)
    notice = delivery.notice
    with override(language):
        title = notice.title or gettext("Notices")
    message = {"title": title, "body": notice.body, "url": notice.url or "/notices/", "tag": str(notice.pk)}
    gone, reached, error = [], [], ""
    for browser in browsers:
        try:
            push(browser, message, here)
            reached.append(browser.pk)
        except Gone:
            gone.append(browser.pk)
        except NotTaken as failure:
            error = str(failure)
    with scope(here):
        Subscription.objects.filter(pk__in=gone).delete()
        Subscription.objects.filter(pk__in=reached).update(last_at=now)
        delivery.attempts += 1
        delivery.error = error[:300]
        # One browser reached is enough: a second try would ring there twice.
        if reached or not error:
            delivery.done_at = now
        elif delivery.attempts >= ATTEMPTS:
            delivery.dead_at = now
        else:
            delivery.due_at = now + timedelta(seconds=30 * 3**delivery.attempts)
        delivery.save(update_fields=["attempts", "error", "done_at", "dead_at", "due_at"])
