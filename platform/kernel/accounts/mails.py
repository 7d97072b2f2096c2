"""The mails about accounts, in the holder's language, with addresses of the tenant's own domain."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from kernel.accounts.models import Account, PasswordReset
from kernel.accounts.models.reset import TERM
from kernel.events import Event
from kernel.events.facts import FACTS
from kernel.notices.mail import render_mail, send
from kernel.ports import tenancy
from kernel.scope import current


def send_link(reset: PasswordReset, token: str) -> None:
    """Mail the way back to the account's own address."""
    path = reverse(
        "accounts:reset",
        args=(reset.pk, token),
        urlconf="kernel.config.urls_" + ("console" if current().is_public else "tenant"),
    )
    _send(
        reset.account,
        "accounts/mail/reset",
        {"address": tenancy().address(current(), path), "minutes": TERM.seconds // 60, "asked_from": reset.asked_from},
        language=reset.language,
    )


def tell_change(event: Event) -> None:
    """Mail the holder what changed about signing in."""
    account = Account.objects.filter(pk__in=[event.subject_id]).first()
    if account is not None:
        known = FACTS.get(event.kind)
        _send(account, "accounts/mail/changed", {"event": event, "title": known.title if known else event.kind})


def _send(account: Account, template: str, values: dict[str, Any], *, language: str = "") -> None:
    if account.email:
        send(account.email, *render_mail(template, values | {"account": account}, account.language or language))
