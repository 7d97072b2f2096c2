"""Mail leaves the product here and nowhere else.

    send("lin@heyi.example", *render_mail("accounts/mail/reset", {"code": code}, "zh-hans"))

The mail is a row of the transaction in hand: it leaves after the commit and never without it, is tried again for
some days while the server does not take it, and leaves a demo never.
"""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation

from kernel.notices.actions import outgoing
from kernel.notices.models import Outgoing
from kernel.ports import tenancy
from kernel.scope import after_commit_outside, current

_GONE = frozenset({501, 510, 511, 550, 551, 552, 553, 554, 555})


class Rendered(NamedTuple):
    """A mail's words in one language; unpacks into `send`."""

    subject: str
    text: str
    html: str


class Unsendable(Exception):
    """The mail server did not take a mail; `final` when it never will."""

    def __init__(self, words: str, *, final: bool) -> None:
        self.words, self.final = words, final
        super().__init__(words)


def send(to: str, subject: str, text: str, html: str = "", *, headers: Mapping[str, str] | None = None) -> Outgoing:
    """Send a mail to one address after the commit. Raises ValidationError for what is no address, OutsideScope.

    `headers` are further ones, such as List-Unsubscribe. Answers the row that says how it went.
    """
    from kernel.notices.tasks import deliver_mail

    validate_email(to)
    mail = outgoing.write(to, subject, text, html, headers or {}, datetime.now(UTC))
    if mail.dead_at is None:
        here = current()
        after_commit_outside(lambda: deliver_mail.send(here, mail.pk))
    return mail


def render_mail(template: str, context: Mapping[str, Any], language: str = "") -> Rendered:
    """Render `<template>.subject.txt`, `<template>.txt` and, if there is one, `<template>.html`, in a language.

    Templates get `company` and `home` (the tenant's address) besides the context; without an HTML template the text
    is shown in the plain frame. `language` empty: the tenant's own.
    """
    here = current()
    language = language or tenancy().language(here)
    everything = {
        "company": tenancy().name(here),
        "home": tenancy().address(here, "/"),
        "language": language,
        **context,
    }
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}.subject.txt", everything).split())
        text = f"{render_to_string(f'{template}.txt', everything).strip()}\n"
        try:
            own = get_template(f"{template}.html")
        except TemplateDoesNotExist:
            html: str = render_to_string("notices/mail/plain.html", {**everything, "subject": subject, "text": text})
        else:
            html = own.render({**everything, "subject": subject})
    return Rendered(subject, text, html)


def hand_over(mail: Outgoing, *, company: str) -> None:
    """Give a mail to the mail server; for the task that delivers. Raises Unsendable."""
    sender, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    name = company or sender
    user, _, domain = address.partition("@")
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=str(Address(name, user, domain)),
        to=[mail.to],
        headers={"Auto-Submitted": "auto-generated", "Message-ID": f"<{mail.pk}@{domain}>", **mail.headers},
        connection=get_connection(fail_silently=False),
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = next((code for code, _ in error.recipients.values()), 0)
        raise Unsendable(f"the server refused the address ({code})", final=code in _GONE) from None
    except smtplib.SMTPResponseException as error:
        raise Unsendable(f"the server answered {error.smtp_code}", final=error.smtp_code in _GONE) from None
    except (smtplib.SMTPException, OSError) as error:
        raise Unsendable(f"the server could not be reached ({type(error).__name__})", final=False) from None
