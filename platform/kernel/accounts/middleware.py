"""What stands before every page of somebody who is signed in, and what happens to cookies that nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.accounts import rule
from kernel.accounts.actions import signing
from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.ports import tenancy
from kernel.scope import current
from kernel.web.access import actor_of
from kernel.web.answers import error, go, wants_json

SEEN = "accounts.seen_at"
SEEN_EVERY_SECONDS = 300
_ALWAYS = ("/account/password/", "/account/security/", "/account/sign-out/", "/web/", "/static/")
log = structlog.get_logger("tongban.accounts")


class GateMiddleware:
    """Nobody goes on before a demanded new password is chosen and a demanded second factor is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/static/"):
            return self.get_response(request)
        account: Any = request.user
        if account.is_authenticated:
            _see(request, account)
            goal = _demanded(request, account)
            if goal is not None:
                if wants_json(request):
                    return error(request, 403, _("Sign in on a page first and do what is asked there."))
                return go(request, goal)
            return self.get_response(request)
        unknown = _is_unknown(request)
        response = self.get_response(request)
        if unknown:
            _tell(request, response)
        return response


def _demanded(request: Any, account: Account) -> str | None:
    if request.place.purpose == "site" or request.path.startswith(_ALWAYS) or tenancy().is_inert(current()):
        return None
    if account.must_change_password:
        return reverse("accounts:password", urlconf=request.urlconf)
    if account.second_factor_at is None and rule.requires(account.pk):
        return reverse("accounts:security", urlconf=request.urlconf)
    return None


def _see(request: HttpRequest, account: Account) -> None:
    now, key = datetime.now(UTC), request.session.session_key
    if key and now.timestamp() - float(request.session.get(SEEN, 0)) >= SEEN_EVERY_SECONDS:
        request.session[SEEN] = now.timestamp()
        signing.remember(account, key, actor_of(request).address, request.headers.get("User-Agent", ""), now)


def _is_unknown(request: HttpRequest) -> bool:
    shown = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not shown or len(shown) > 40:
        return bool(shown)
    # Django forgets the key of a session that it does not find; one that merely ran out still has its row.
    return request.session.session_key is None and not Session.objects.filter(session_key=shown).exists()


def _tell(request: HttpRequest, response: HttpResponseBase) -> None:
    address = actor_of(request).address
    log.warning("unknown session", address=address, path=request.path)
    if response.status_code >= 500 or getattr(response, "keep_nothing", False):
        # What this answer wrote is not kept: the fact is written by a unit of its own.
        from kernel.accounts.tasks import note_unknown_session

        try:
            note_unknown_session.send(current(), address)
        except Exception:
            log.warning("unknown session not written down: the queue does not answer", address=address)
        return
    signing.note_unknown_session(by=Actor.visitor(address), now=datetime.now(UTC))
