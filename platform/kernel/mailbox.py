"""The mails that the catcher kept: what a page of the console shows until an SMTP server is configured."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import islice
from pathlib import Path

from kernel.config.environment import environment

KEPT = 500
_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")


@dataclass(frozen=True)
class CaughtMail:
    """One mail. `text` and `html` are what the mail says, empty where it has no such part; `source` is all of it.

    `html` is whatever somebody sent: it must be cleaned, or shown in a sandbox, by whoever displays it.
    """

    id: str
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    attachments: tuple[str, ...]
    source: str


def folder() -> Path:
    """Where the mails lie, one file each."""
    return environment.var / "mail"


def caught_mails(limit: int = 100, *, before: str = "", text: str = "") -> list[CaughtMail]:
    """The latest mails, newest first; empty where nothing was caught. `before` is the id that they are older than,
    `text` what stands in their subject or among their recipients."""
    # Ids begin with the time.
    names = (path.stem for path in folder().glob("*.eml"))
    ordered = sorted((name for name in names if not before or name < before), reverse=True)
    mails = (mail for name in ordered if (mail := caught_mail(name)) is not None)
    return list(islice((mail for mail in mails if _says(mail, text)), limit))


def caught_mail(id: str) -> CaughtMail | None:
    """One mail by its id, None when there is none (any more)."""
    if not _NAME.fullmatch(id):
        return None
    try:
        raw = (folder() / f"{id}.eml").read_bytes()
    except OSError:
        return None
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return CaughtMail(
        id=id,
        at=datetime.strptime(id.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        sender=str(message["From"] or message["X-Envelope-From"] or ""),
        recipients=tuple(part for part in str(message["X-Envelope-To"] or "").split(", ") if part),
        subject=str(message["Subject"] or ""),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(part.get_filename() or "" for part in message.iter_attachments()),
        source=raw.decode("utf-8", errors="replace"),
    )


def _says(mail: CaughtMail, text: str) -> bool:
    wanted = text.casefold()
    return any(wanted in said.casefold() for said in (mail.subject, *mail.recipients))


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""
