"""What is read off a request for the acts on accounts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kernel.accounts import sessions
from kernel.accounts.factors import Origin
from kernel.accounts.models import Account
from kernel.actor import Actor
from kernel.policies import Invalid
from kernel.web.access import actor_of
from kernel.web.pages import redirect_after

CONFIRMED = "accounts.confirmed_at"
CONFIRMED_FOR = timedelta(minutes=15)


def now_of(request: HttpRequest) -> datetime:
    """The moment of the request."""
    return datetime.now(UTC)


def visitor(request: HttpRequest) -> Actor:
    """Whoever sits there, before it is known who that is."""
    return Actor.visitor(actor_of(request).address)


def account_of(request: HttpRequest) -> Account:
    """The account that is signed in; only behind @signed_in."""
    return Account.objects.get(pk__in=[request.user.pk])


def seen_as(request: HttpRequest) -> dict[str, Any]:
    """What is written down about a new session."""
    confirm(request)
    return {
        "by": visitor(request),
        "session_key": request.session.session_key,
        "agent": request.headers.get("User-Agent", ""),
        "now": now_of(request),
        "factor": request.session.pop("accounts.factor", ""),
    }


def origin_of(request: HttpRequest) -> Origin:
    """Where the browser stands. The host has been looked up in the domain table already."""
    host = request.get_host()
    return Origin(f"{request.scheme}://{host}", host.partition(":")[0])


def confirm(request: HttpRequest) -> None:
    """It was just proven who sits there."""
    request.session[CONFIRMED] = now_of(request).timestamp()


def is_confirmed(request: HttpRequest) -> bool:
    """Whether that was proven in the last 15 minutes."""
    at = request.session.get(CONFIRMED, 0)
    return now_of(request).timestamp() - float(at) < CONFIRMED_FOR.total_seconds()


def freshly_confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask for the password once more before something weighty, and come back."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_confirmed(request):
            return view(request, *args, **kwargs)
        back = request.path if request.method == "GET" else reverse("accounts:security")
        return redirect_after(request, f"{reverse('accounts:confirm')}?{urlencode({'next': back})}")

    return run


def rotate(request: HttpRequest, account: Account) -> None:
    """A new session key in the same place, after something weighty changed."""
    before = request.session.session_key
    update_session_auth_hash(request, account)
    sessions.moved(before or "", request.session.session_key or "")


def show_errors(form: Any, raised: Invalid) -> None:
    """Put an act's refusals at the fields of a form."""
    for name, words in raised.errors.items():
        for word in words:
            form.add_error(name if name in form.fields else None, str(word))
