"""From the last screen to one's own site: how far the making is, and coming over signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kernel.accounts.models import Account
from kernel.accounts.views.requests import now_of, visitor
from kernel.policies import NotFound
from kernel.scope import current, public
from kernel.web.access import actor_of, open_to_all
from kernel.web.pages import page, redirect_after, toast
from provisioning import creating
from provisioning.actions import creations
from provisioning.models import Creation, SignUp
from provisioning.views import signupkey
from provisioning.views.leaving import leads_to_sites
from provisioning.views.signup import PLAIN

ARRIVED = "provisioning.arrived"
_WORDS: dict[str, Any] = {
    "schema": gettext_lazy("A database of your own"),
    "claimed": gettext_lazy("Your address"),
    "filled": gettext_lazy("Your company, you as its administrator, the working calendar"),
    "ready": gettext_lazy("The door is open"),
}


@never_cache
@leads_to_sites
@require_GET
@open_to_all("whoever holds the address of the page may see how far it is; coming in needs the session that signed up")
def progress(request: HttpRequest, creation: UUID) -> HttpResponse:
    """How far the making of a site is. Asks for itself until it is done, can be left and come back to."""
    row = _creation(creation)
    now = now_of(request)
    if row.done_at is None and creating.is_idle(row, now):
        creating.advance_soon(row.pk)
    mine = _is_mine(request, row)
    shown = {
        "creation": row,
        "percent": creating.progress(row),
        "steps": _steps(row),
        "mine": mine,
        "address": creating.address(row) if row.done_at else "",
        "forward": mine and row.done_at is not None and request.session.get(ARRIVED) != str(row.pk),
        "signup": row.signup if mine else None,
        "late": row.done_at is None and (now - row.began_at).total_seconds() > 60,
    }
    return page(request, "provisioning/signup/progress.html", shown, shell=PLAIN)


@never_cache
@leads_to_sites
@require_POST
@open_to_all("the session that signed up is the right to come in")
def enter(request: HttpRequest, creation: UUID) -> HttpResponse:
    """Go over to the site that was made, signed in."""
    row = _creation(creation)
    if row.done_at is None or row.tenant is None or row.account is None:
        return redirect_after(request, reverse("provisioning:creation", args=[creation]))
    if not _is_mine(request, row):
        return redirect_after(request, creating.address(row, settings.LOGIN_URL))
    token = creations.hand_over(row.tenant, row.account, by=visitor(request), goal="/", now=now_of(request))
    request.session[ARRIVED] = str(row.pk)
    return redirect_after(request, creating.address(row, f"/arrive/?token={token}"))


@never_cache
@require_GET
@open_to_all("the token, good for one minute and one use at this tenant, is the proof")
def arrive(request: HttpRequest) -> HttpResponse:
    """On the tenant's own host: from the token to a session. A second factor that the account has is still asked for."""
    tenant = current().tenant
    assert tenant is not None
    try:
        with public():
            used = creations.redeem(request.GET.get("token", ""), tenant, by=visitor(request), now=now_of(request))
        account = Account.objects.filter(pk=used.account, is_active=True).first()
        if account is None:
            raise NotFound(_("This account is switched off. Ask your administrator."))
    except NotFound as raised:
        if actor_of(request).is_signed_in:
            return redirect_after(request, "/")
        toast(request, raised.words, "warning")
        return redirect_after(request, settings.LOGIN_URL)
    if request.user.is_authenticated and request.user.pk != account.pk:
        logout(request)
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=used.goal))
    return answer


def _creation(creation: UUID) -> Creation:
    row = Creation.objects.select_related("tenant", "signup").filter(pk=creation, signup__isnull=False).first()
    if row is None:
        raise NotFound()
    return row


def _is_mine(request: HttpRequest, row: Creation) -> bool:
    signup: SignUp | None = row.signup
    return signup is not None and bool(signup.key) and request.session.get(signupkey.KEY) == signup.key


def _steps(row: Creation) -> list[dict[str, Any]]:
    names = [name for name in creating.STEPS if row.kind != Creation.Kind.KEEP or name in {"claimed", "ready"}]
    open_ones = [name for name in names if name not in row.steps and row.done_at is None]
    return [
        {"title": _WORDS[name], "state": "" if name in open_ones[1:] else "now" if name in open_ones else "done"}
        for name in names
    ]
