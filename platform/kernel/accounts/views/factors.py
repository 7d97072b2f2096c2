"""Setting up and taking off second factors."""

from __future__ import annotations

import json

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kernel.accounts import factors
from kernel.accounts.actions import factors as acts
from kernel.accounts.forms import CodeForm, KeyForm
from kernel.accounts.models import Account
from kernel.accounts.policies import AccountPolicy
from kernel.accounts.views.requests import account_of, freshly_confirmed, now_of, origin_of, rotate, show_errors
from kernel.policies import Invalid, require
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page, redirect_after, toast

SECRET = "accounts.app_secret"  # noqa: S105 - the name of a place in the session
KEY_STATE = "accounts.new_key"


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@freshly_confirmed
def add_app(request: HttpRequest) -> HttpResponse:
    """An authenticator app: read the picture, type the first code."""
    account, form = account_of(request), CodeForm(request.POST or None)
    require(AccountPolicy.secure, account, actor_of(request))
    secret = request.session.get(SECRET) or factors.new_secret()
    request.session[SECRET] = secret
    if form.is_bound and form.is_valid():
        try:
            codes = acts.add_app(
                account, by=actor_of(request), secret=secret, code=form.cleaned_data["code"], now=now_of(request)
            )
        except Invalid as raised:
            show_errors(form, raised)
        else:
            del request.session[SECRET]
            return _done(request, account, codes, _("The app is set up. From now on you are asked for its code."))
    shown = {"form": form, "secret": _grouped(secret), "picture": factors.app_picture(account, secret)}
    return page(request, "accounts/app.html", shown, 422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@freshly_confirmed
def add_key(request: HttpRequest) -> HttpResponse:
    """A security key: name it, touch it."""
    account, form = account_of(request), KeyForm(request.POST or None)
    require(AccountPolicy.secure, account, actor_of(request))
    if form.is_bound and form.is_valid():
        try:
            codes = acts.add_key(
                account,
                by=actor_of(request),
                origin=origin_of(request),
                state=request.session.pop(KEY_STATE, None),
                answer=form.cleaned_data["answer"],
                name=form.cleaned_data["name"],
                now=now_of(request),
            )
        except Invalid as raised:
            show_errors(form, raised)
        else:
            return _done(request, account, codes, _("The key is registered. From now on you are asked for it."))
    options, request.session[KEY_STATE] = factors.begin_key(account, origin_of(request))
    shown = {"form": form, "options": json.dumps(options)}
    return page(request, "accounts/key.html", shown, 422 if form.errors else 200)


@require_POST
@signed_in
@freshly_confirmed
def remove(request: HttpRequest, factor: int) -> HttpResponse:
    """Take an app or a key off."""
    account = account_of(request)
    acts.remove(account, factor, by=actor_of(request))
    account.refresh_from_db()
    rotate(request, account)
    toast(request, _("Removed."))
    return redirect_after(request, reverse("accounts:security"))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@freshly_confirmed
def codes(request: HttpRequest) -> HttpResponse:
    """The recovery codes that are left; a POST makes new ones."""
    account = account_of(request)
    if request.method == "POST":
        acts.renew_codes(account, by=actor_of(request))
        toast(request, _("These are your new codes. The old ones are void."))
        return redirect_after(request, reverse("accounts:codes"))
    own = factors.of(account)
    left = RecoveryCodes(own.codes).get_unused_codes() if own.codes else []
    return page(request, "accounts/codes.html", {"codes": [f"{code[:4]} {code[4:]}" for code in left]})


def _done(request: HttpRequest, account: Account, codes: list[str], words: str) -> HttpResponse:
    rotate(request, account)
    toast(request, words)
    return redirect_after(request, reverse("accounts:codes" if codes else "accounts:security"))


def _grouped(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
