"""Me: how others see me, and how my account is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.accounts import factors, rule, sessions
from kernel.accounts.actions import accounts, signing
from kernel.accounts.forms import ConfirmForm, ProfileForm
from kernel.accounts.views.requests import account_of, confirm, now_of, show_errors
from kernel.accounts.views.signing import kept
from kernel.policies import Invalid
from kernel.ports import tenancy
from kernel.scope import current
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page, redirect_after, safe_next, toast


@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """My account begins with the profile."""
    return redirect_after(request, reverse("accounts:profile"))


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, and where I am reached."""
    account = account_of(request)
    form = ProfileForm(request.POST or None, instance=account)
    if form.is_bound and form.is_valid():
        try:
            accounts.change_profile(account, by=actor_of(request), **form.cleaned_data)
        except Invalid as raised:
            show_errors(form, raised)
        else:
            toast(request, _("Saved."))
            return redirect_after(request, reverse("accounts:profile"))
    shown = {"form": form, "account": account_of(request), "is_demo": tenancy().is_inert(current()), "here": "profile"}
    return page(request, "accounts/profile.html", shown, 422 if form.errors else 200)


@require_GET
@signed_in
def security(request: HttpRequest) -> HttpResponse:
    """Password, second factors, and where I am signed in."""
    account = account_of(request)
    own = factors.of(account)
    shown = {
        "account": account,
        "own": own,
        "places": sessions.places(account.pk, request.session.session_key),
        "needs_factor": not own.any and rule.requires(account.pk),
        "is_demo": tenancy().is_inert(current()),
        "here": "security",
    }
    return page(request, "accounts/security.html", shown)


@require_http_methods(["GET", "POST"])
@signed_in
def confirm_password(request: HttpRequest) -> HttpResponse:
    """The password once more, before something weighty."""
    goal, form = safe_next(request, reverse("accounts:security")), ConfirmForm(request.POST or None)
    if form.is_bound and form.is_valid():
        account = account_of(request)
        answer = signing.try_password(
            account.username, form.cleaned_data["password"], by=actor_of(request), now=now_of(request)
        )
        if answer.account is not None and answer.account.pk == account.pk:
            confirm(request)
            return redirect_after(request, goal)
        form.add_error(
            "password",
            _("Too many wrong tries. Wait a little, then try again.")
            if answer.standing.is_locked
            else _("This is not your present password."),
        )
    return kept(page(request, "accounts/confirm.html", {"form": form, "next": goal}, 422 if form.errors else 200))
