"""Mail: written into the transaction in hand, sent after it, tried again while the server does not take it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from kernel.notices.models import Outgoing
from kernel.ports import tenancy
from kernel.scope import Scope, current, scope

ATTEMPTS = 9
LEASE = timedelta(minutes=2)
FIRST_WAIT_SECONDS = 20


def write(to: str, subject: str, text: str, html: str, headers: Mapping[str, str], now: datetime) -> Outgoing:
    """Write a mail down; for `kernel.notices.mail` only. In an inert tenant it is given up at once."""
    inert = tenancy().is_inert(current())
    return Outgoing.objects.create(
        to=to,
        subject=" ".join(subject.split())[:300],
        text="" if inert else text,
        html="" if inert else html,
        headers=dict(headers),
        written_at=now,
        due_at=now,
        dead_at=now if inert else None,
        error="inert" if inert else "",
    )


def deliver(here: Scope, key: UUID) -> bool:
    """Send one mail; answers whether it left. The database is not held while the mail server is talked to.

    A mail is leased for two minutes: a worker that dies leaves it to the sweep, which may send it twice.
    """
    from kernel.notices.mail import Unsendable, hand_over

    with scope(here):
        mail = Outgoing.objects.select_for_update(skip_locked=True).filter(pk=key, sent_at=None, dead_at=None).first()
        now = datetime.now(UTC)
        if mail is None or mail.due_at > now:
            return False
        mail.attempts += 1
        mail.due_at = now + LEASE
        mail.save(update_fields=["attempts", "due_at"])
    try:
        if tenancy().is_inert(here):
            raise Unsendable("inert", final=True)
        hand_over(mail, company=tenancy().name(here))
    except Unsendable as failure:
        with scope(here):
            _failed(mail, failure.words, datetime.now(UTC), final=failure.final)
        return False
    with scope(here):
        Outgoing.objects.filter(pk=mail.pk).update(sent_at=datetime.now(UTC), error="", text="", html="")
    return True


def _failed(mail: Outgoing, words: str, now: datetime, *, final: bool) -> None:
    mail.error = words[:300]
    if final or mail.attempts >= ATTEMPTS:
        mail.dead_at, mail.text, mail.html = now, "", ""
    else:
        mail.due_at = now + timedelta(seconds=FIRST_WAIT_SECONDS * 3 ** (mail.attempts - 1))
    mail.save(update_fields=["error", "dead_at", "due_at", "text", "html"])


def due(now: datetime, limit: int = 200) -> list[UUID]:
    """The mails whose time has come."""
    rows = Outgoing.objects.filter(sent_at=None, dead_at=None, due_at__lte=now).order_by("due_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def forget(before: datetime) -> int:
    """Delete what is older and done; answers how many rows."""
    rows = Outgoing.objects.filter(written_at__lt=before)
    return rows.exclude(sent_at=None, dead_at=None).delete()[0]
