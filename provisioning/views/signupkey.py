"""Which sign-up a browser is in: a key in its session, shared by all tabs, clicks and reloads."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from kernel.accounts.views.requests import now_of, visitor
from kernel.web.pages import redirect_after
from provisioning.actions import signups
from provisioning.models import SignUp
from tenants.models import Tenant

KEY = "provisioning.signup"


def found(request: HttpRequest) -> SignUp | None:
    """The sign-up of this browser, if it has begun one. One query."""
    key = request.session.get(KEY)
    return SignUp.objects.select_related("creation", "keeps").filter(key=key).first() if key else None


def ready(request: HttpRequest) -> str:
    """The key of this browser, made now if it has none: before the first form is sent, so that two clicks share it."""
    if KEY not in request.session:
        request.session[KEY] = secrets.token_urlsafe(32)
    return str(request.session[KEY])


def begun(request: HttpRequest, keeps: Tenant | None = None) -> SignUp:
    """The sign-up of this browser, begun now if it was not. `keeps`: the demo that is to become a trial."""
    return signups.begin(
        ready(request), by=visitor(request), language=get_language() or "", now=now_of(request), keeps=keeps
    )


def start_over(request: HttpRequest) -> None:
    """Let the next form begin another sign-up; what was begun stays as it is."""
    request.session.pop(KEY, None)
    ready(request)


def where(signup: SignUp | None) -> str:
    """The first screen that is not done yet, or the page about the making of the site."""
    if signup is None or not signup.is_verified:
        return reverse("provisioning:signup")
    if signup.state == SignUp.State.SUBMITTED:
        return reverse("provisioning:creation", args=[signup.creation.pk])
    return reverse("provisioning:signup_administrator" if signup.company else "provisioning:signup_company")


def keep(request: HttpRequest, demo: Tenant) -> HttpResponse:
    """Begin a sign-up that turns a demo into a trial, and go to its first screen. The caller has checked whose it is."""
    start_over(request)
    begun(request, keeps=demo)
    return redirect_after(request, reverse("provisioning:signup"))
