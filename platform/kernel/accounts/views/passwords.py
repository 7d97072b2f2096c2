"""Passwords: changing, forgetting, choosing a new one by a link from a mail."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kernel.accounts import passwords as strengths
from kernel.accounts.actions import passwords
from kernel.accounts.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm
from kernel.accounts.views.requests import account_of, now_of, rotate, show_errors, visitor
from kernel.policies import Invalid
from kernel.ports import tenancy
from kernel.scope import current
from kernel.web.access import actor_of, open_to_all, signed_in
from kernel.web.pages import page, redirect_after, toast


@sensitive_post_parameters("old", "new")
@require_http_methods(["GET", "POST"])
@signed_in
def change(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    account, form = account_of(request), ChangePasswordForm(request.POST or None)
    form.fields["old"].required = account.has_usable_password()
    if form.is_bound and form.is_valid():
        try:
            passwords.change_password(
                account,
                by=actor_of(request),
                **form.cleaned_data,
                now=now_of(request),
                keep_session=request.session.session_key,
            )
        except Invalid as raised:
            show_errors(form, raised)
        else:
            rotate(request, account)
            toast(request, _("Your password is changed. All other places are signed out."))
            return redirect_after(request, reverse("accounts:security"))
    shown = {
        "form": form,
        "must": account.must_change_password,
        "has_old": account.has_usable_password(),
        "is_demo": tenancy().is_inert(current()),
        "for_whom": account,
    }
    shell = "plain" if account.must_change_password else None
    return page(request, "accounts/password.html", shown, 422 if form.errors else 200, shell=shell)  # type: ignore[arg-type]


@require_http_methods(["GET", "POST"])
@open_to_all("whoever forgot the password cannot sign in")
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether there is such an account or not."""
    form = ForgottenForm(request.POST or None)
    sent = form.is_bound and form.is_valid()
    if sent:
        passwords.ask_reset(form.cleaned_data["identifier"], by=visitor(request), now=now_of(request))
    shown = {"form": form, "sent": sent, "is_demo": tenancy().is_inert(current())}
    return page(request, "accounts/forgotten.html", shown, 422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("new")
@require_http_methods(["GET", "POST"])
@open_to_all("the link from the mail is the right to be here")
def reset(request: HttpRequest, reset: UUID, token: str) -> HttpResponse:
    """Choose a new password by the link."""
    row, form = passwords.open_reset(reset, token, now_of(request)), NewPasswordForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            passwords.reset_password(
                reset, token, by=visitor(request), new=form.cleaned_data["new"], now=now_of(request)
            )
        except Invalid as raised:
            show_errors(form, raised)
        else:
            toast(request, _("Your new password holds. Sign in with it."))
            return redirect_after(request, reverse("accounts:sign_in"))
    shown = {"form": form, "for_whom": row.account}
    response = page(request, "accounts/reset.html", shown, 422 if form.errors else 200)
    # The address is a secret: no link on the page may tell it to anybody.
    response["Referrer-Policy"] = "no-referrer"
    return response


@sensitive_post_parameters("new")
@require_POST
@open_to_all("also shown where a password is chosen by a link; it tells nothing that was not just typed")
def strength(request: HttpRequest) -> HttpResponse:
    """How good the password is, while it is typed."""
    typed = request.POST.get("new", "")[: strengths.LONGEST]
    known = strengths.words_of(account_of(request)) if actor_of(request).is_signed_in else []
    found = strengths.strength(typed, known) if typed else None
    return page(request, "accounts/strength.html", {"found": found})
