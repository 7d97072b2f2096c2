"""The choices that belong to the whole screen: language, seat, and the company's colour."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from kernel.web.access import actor_of, open_to_all, signed_in
from kernel.web.answers import go, safe_next
from kernel.web.colours import style_sheet
from kernel.web.middleware import POSITION_KEY
from kernel.web.shell import Shell


@require_POST
@open_to_all("visitors choose the language before they sign in")
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie of this host; where the person has an account, its own choice stands above."""
    response = go(request, safe_next(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        account = request.user
        if account.is_authenticated and getattr(account, "language", chosen) != chosen:
            from kernel.accounts.actions.accounts import change_profile

            change_profile(account, by=actor_of(request), language=chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@require_POST
@signed_in
def seat(request: HttpRequest) -> HttpResponse:
    """Act as another of one's own positions from now on, in this session."""
    chosen = request.POST.get("position", "")
    if any(str(known["id"]) == chosen for known in Shell(request).seats):
        request.session[POSITION_KEY] = chosen
    return go(request, safe_next(request))


@require_GET
@open_to_all("the sign-in page wears the company's colour")
def accent(request: HttpRequest) -> HttpResponse:
    """The company's accent as a style sheet; the address changes with the colour, so it may be kept for long."""
    colour = Shell(request).accent
    text = style_sheet(colour) if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else ""
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
