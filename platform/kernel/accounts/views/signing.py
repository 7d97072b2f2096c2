"""Signing in and out."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.accounts import factors, pictures
from kernel.accounts.actions import factors as proving
from kernel.accounts.actions import signing
from kernel.accounts.forms import CodeForm, SignInForm
from kernel.accounts.guard import Standing
from kernel.accounts.stages import SecondFactorStage
from kernel.accounts.views.requests import account_of, now_of, origin_of, visitor
from kernel.ports import tenancy
from kernel.scope import current
from kernel.web.access import actor_of, open_to_all, signed_in
from kernel.web.pages import page, redirect_after, safe_next, toast

KEY_STATE = "accounts.key"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@open_to_all("whoever signs in is not signed in yet")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password."""
    goal = safe_next(request, settings.LOGIN_REDIRECT_URL)
    if actor_of(request).is_signed_in:
        return redirect_after(request, goal)
    form = SignInForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _sign_in_page(request, form, goal, signing.standing_for("", visitor(request).address, now_of(request)))
    typed, by, now = form.cleaned_data, visitor(request), now_of(request)
    before = signing.standing_for(typed["identifier"], by.address, now)
    if before.picture and not before.is_locked and not pictures.is_read(request.session, typed["picture"]):
        if typed["picture"]:
            before = signing.note_wrong_picture(typed["identifier"], by=by, now=now)
        form.add_error("picture", _("Please type the characters you see in the new picture."))
        return _sign_in_page(request, form, goal, before)
    answer = signing.try_password(typed["identifier"], typed["password"], by=by, now=now)
    if answer.account is None:
        form.add_error(None, _refusal(answer.standing))
        return _sign_in_page(request, form, goal, answer.standing)
    return perform_password_login(request, {}, Login(user=answer.account, redirect_url=goal))


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all("the password was right; the second factor is shown before anybody is signed in")
def second_factor(request: HttpRequest) -> HttpResponse:
    """A code or a security key."""
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    if stage is None or stage.login.user is None or not stage.login.user.is_active:
        toast(request, _("That took too long. Sign in again."), "info")
        return redirect_after(request, reverse("accounts:sign_in"))
    account, form, answer = stage.login.user, CodeForm(request.POST or None), request.POST.get("answer", "")
    if request.method != "POST" or not (answer or form.is_valid()):
        return _factor_page(request, account, CodeForm() if answer else form)
    wrong = proving.prove(
        account,
        by=visitor(request),
        now=now_of(request),
        code=form.cleaned_data.get("code", "") if form.is_valid() else "",
        origin=origin_of(request),
        state=request.session.pop(KEY_STATE, None),
        answer=answer,
    )
    if wrong is None:
        request.session["accounts.factor"] = "key" if answer else "code"
        return stage.exit()  # type: ignore[no-any-return]
    form = CodeForm({"code": ""})
    form.full_clean()
    form.errors.clear()
    form.add_error(
        None, _wait_words(wrong) if wrong.is_locked else _("That was not right. Try the next code, or another key.")
    )
    return _factor_page(request, account, form)


@require_POST
@open_to_all("somebody in the middle of signing in may leave, too")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave. Whoever is not in is simply shown the sign-in page."""
    if request.user.is_authenticated:
        signing.sign_out(account_of(request), by=actor_of(request), session_key=request.session.session_key or "")
    logout(request)
    return redirect_after(request, reverse("accounts:sign_in"))


@never_cache
@require_GET
@open_to_all("the picture is read before signing in")
def picture(request: HttpRequest) -> HttpResponse:
    """Another picture."""
    return page(request, "accounts/picture.html", {"picture": pictures.draw(request.session)})


@require_POST
@signed_in
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """Sign another place out."""
    signing.end_session(account_of(request), session, by=actor_of(request))
    toast(request, _("Signed out there."))
    return redirect_after(request, reverse("accounts:security"))


@require_POST
@signed_in
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign all other places out."""
    ended = signing.end_other_sessions(
        account_of(request), by=actor_of(request), session_key=request.session.session_key or ""
    )
    toast(
        request, ngettext("Signed out in one other place.", "Signed out in %(n)d other places.", ended) % {"n": ended}
    )
    return redirect_after(request, reverse("accounts:security"))


def kept(response: HttpResponse) -> HttpResponse:
    """A refusal whose unit of work is kept all the same: the count of wrong tries stands in it."""
    response.keep_nothing = False  # type: ignore[attr-defined]
    return response


def _sign_in_page(request: HttpRequest, form: SignInForm, goal: str, standing: Standing) -> HttpResponse:
    form.fields["picture"].required = standing.picture
    shown: dict[str, Any] = {
        "form": form,
        "next": goal if goal != settings.LOGIN_REDIRECT_URL else "",
        "company": tenancy().name(current()),
        "picture": pictures.draw(request.session) if standing.picture and not standing.is_locked else "",
        "is_demo": tenancy().is_inert(current()),
        "is_console": current().is_public,
    }
    return kept(page(request, "accounts/signin.html", shown, 422 if form.is_bound else 200))


def _factor_page(request: HttpRequest, account: Any, form: CodeForm) -> HttpResponse:
    own, options = factors.of(account), ""
    if own.keys:
        begun, request.session[KEY_STATE] = factors.begin_check(account, origin_of(request))
        options = json.dumps(begun)
    shown = {"form": form, "own": own, "options": options}
    return kept(page(request, "accounts/secondfactor.html", shown, 422 if form.is_bound else 200))


def _refusal(standing: Standing) -> str:
    # One sentence for all cases: it tells nobody whether the name, the password or a lock was the reason.
    if standing.is_locked:
        return _wait_words(standing)
    return _(
        "Name and password do not go together, or this account may not sign in. Check both; capital letters count."
    )


def _wait_words(standing: Standing) -> str:
    minutes = max(1, -(-int(standing.wait.total_seconds()) // 60))
    return ngettext(
        "Too many wrong tries. Wait a minute, then try again. If you do not know the password, ask for a new one.",
        "Too many wrong tries. Wait %(n)d minutes, then try again. If you do not know the password, ask for a new one.",
        minutes,
    ) % {"n": minutes}
