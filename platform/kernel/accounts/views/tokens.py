"""My access tokens: for programs that work in my name."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kernel.accounts.forms import TokenForm, scopes_in_words
from kernel.accounts.views.requests import account_of, freshly_confirmed, now_of, show_errors
from kernel.api import queries
from kernel.api.actions import tokens
from kernel.policies import Invalid
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page, redirect_after, toast


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@freshly_confirmed
def listing(request: HttpRequest) -> HttpResponse:
    """One's tokens, the newest first; POST makes one and shows its secret this once."""
    actor, form, secret = actor_of(request), TokenForm(request.POST or None), ""
    if form.is_bound and form.is_valid():
        try:
            _token, secret = tokens.make(by=actor, **form.cleaned_data)
        except Invalid as raised:
            show_errors(form, raised)
        else:
            form = TokenForm()
    now = now_of(request)
    words = dict(scopes_in_words())
    rows = [(one, one.is_valid(now), [words.get(scope, scope) for scope in one.scopes]) for one in queries.own(actor)]
    shown = {"form": form, "tokens": rows, "secret": secret, "account": account_of(request), "here": "tokens"}
    return page(request, "accounts/tokens.html", shown, 422 if form.errors else 200)


@require_POST
@signed_in
def revocation(request: HttpRequest, token: UUID) -> HttpResponse:
    """Take a token's power away at once."""
    tokens.revoke(queries.token(token, for_=actor_of(request)), by=actor_of(request))
    toast(request, _("The token opens nothing any more."))
    return redirect_after(request, reverse("accounts:tokens"))
