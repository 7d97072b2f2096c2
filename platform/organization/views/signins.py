"""What administrators do with somebody's sign-in: invite, a first password, locks, second factors, open sessions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.accounts.actions import accounts, factors, passwords, signing
from kernel.accounts.models import Account
from kernel.policies import NotFound
from kernel.web.access import actor_of, needs
from organization import queries
from organization.actions import signins
from organization.forms import FirstPasswordForm
from organization.models import Person
from organization.policies import manages_any
from organization.views.people import crumbs, person_url
from organization.views.sending import button, form_page


@needs(manages_any)
@require_POST
def invitation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Tell somebody by mail how they come in."""
    row, actor = queries.managed_person(key, for_=actor_of(request)), actor_of(request)
    said = _("The invitation is on its way to %(person)s.") % {"person": row}
    return button(request, lambda: signins.invite_person(row, by=actor), to=person_url(row), said=said)


@needs("accounts.manage")
def password(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give somebody a first password, which they change when they sign in."""
    row, account = _signing_in(request, key)
    actor, now = actor_of(request), datetime.now(UTC)

    def do(given: dict[str, Any]) -> int:
        return passwords.set_password(account, by=actor, new=given["new"], now=now)

    return form_page(
        request, FirstPasswordForm(request.POST or None), do, title=_("First password for %(person)s") % {"person": row},
        to=person_url(row), crumbs=crumbs(row), said=_("The password is set. It must be changed at the next sign-in."),
        note=_("Tell it in person or by phone. All places where this account is signed in are signed out."),
    )  # fmt: skip


@needs("accounts.manage")
@require_POST
def unlocking(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take off the lock that wrong passwords put on."""
    row, account = _signing_in(request, key)
    actor = actor_of(request)
    said = _("%(person)s can try to sign in again at once.") % {"person": row}
    return button(request, lambda: accounts.unlock(account, by=actor), to=person_url(row), said=said)


@needs("accounts.manage")
@require_POST
def factor_removal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take all second factors off, for somebody who lost phone, keys and codes."""
    row, account = _signing_in(request, key)
    actor = actor_of(request)
    said = _("The second factors are removed. %(person)s sets them up anew after signing in.") % {"person": row}
    return button(request, lambda: factors.remove_all(account, by=actor), to=person_url(row), said=said)


@needs("accounts.manage")
@require_POST
def session_end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Sign somebody out everywhere."""
    row, account = _signing_in(request, key)
    actor = actor_of(request)
    said = _("%(person)s is signed out everywhere.") % {"person": row}
    return button(request, lambda: signing.end_all_sessions(account, by=actor), to=person_url(row), said=said)


def _signing_in(request: HttpRequest, key: UUID) -> tuple[Person, Account]:
    row = queries.managed_person(key, for_=actor_of(request))
    if row.account is None:
        raise NotFound()
    return row, row.account
