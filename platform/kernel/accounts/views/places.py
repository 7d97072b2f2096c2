"""Where I am signed in: all places as a list, and signing out in some of them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from kernel.accounts import sessions
from kernel.accounts.actions import signing
from kernel.accounts.views.requests import account_of
from kernel.web.access import actor_of, signed_in
from kernel.web.lists import BulkAction, Column, Dates, List
from kernel.web.pages import redirect_after, safe_next, toast
from kernel.web.templatetags.ui import state


def _device(row: Any) -> SafeString:
    here = state(_("this place"), "ok") if row.is_this else ""
    return format_html("{} {}", sessions.device(row.user_agent), here)


PLACES = List(
    "accounts.places",
    columns=(
        Column("device", gettext_lazy("Device"), lambda row: sessions.device(row.user_agent), main=True, cell=_device),
        Column("address", gettext_lazy("Address"), "ip", width="medium"),
        Column("since", gettext_lazy("Signed in"), "created_at", "moment", sort="created_at", phone=False),
        Column("seen", gettext_lazy("Last seen"), "last_seen_at", "moment", sort="last_seen_at"),
    ),
    filters=(Dates("last_seen_at", gettext_lazy("Last seen")),),
    search=("user_agent__icontains", "ip__startswith"),
    search_words=gettext_lazy("Browser, system or address"),
    order="-seen",
    actions=(BulkAction(gettext_lazy("Sign out there"), reverse_lazy("accounts:end_sessions")),),
    exports=False,
)


@require_GET
@signed_in
def listing(request: HttpRequest) -> HttpResponseBase:
    """Every place, the one seen last first."""
    rows = sessions.living(account_of(request).pk, this=request.session.session_key)
    crumbs = [(_("My account"), reverse("accounts:security"))]
    return PLACES.answer(request, rows, title=_("Where I am signed in"), context={"crumbs": crumbs})


@require_POST
@signed_in
def end_chosen(request: HttpRequest) -> HttpResponse:
    """Sign out in the chosen places; this one stays."""
    keys = []
    for text in request.POST.getlist("chosen"):
        with suppress(ValueError):
            keys.append(int(text[:18]))
    here = request.session.session_key or ""
    ended = signing.end_sessions(account_of(request), keys, by=actor_of(request), but=here)
    words = ngettext("Signed out in one other place.", "Signed out in %(n)d other places.", ended)
    toast(request, words % {"n": ended})
    return redirect_after(request, safe_next(request, reverse("accounts:sessions")))
