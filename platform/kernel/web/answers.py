"""Small answers: where to go next, and errors in the form that the asker understands (page, fragment or JSON)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a part of a page, and not for the whole (a boosted link, a restored history entry)."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: an address of the API, or an Accept header of JSON and no HTML."""
    accept = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or ("application/json" in accept and "text/html" not in accept)


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """Where `next` leads, if it is a path of this very host; otherwise the fallback. Never another host."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ok = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if ok else fallback


def go(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect for browsers (303) and for htmx (HX-Redirect)."""
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url, status=303)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page and back here afterwards; a program is told 401."""
    if wants_json(request):
        return error(request, 401, _("Sign in first."))
    here = request.get_full_path()
    if request.method not in {"GET", "HEAD"} or request.headers.get("HX-Request") == "true":
        # What was asked for is a part or an act: come back to the page that asked.
        asker = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
        here = (asker.path or "/") + (f"?{asker.query}" if asker.query else "")
    return go(request, f"{settings.LOGIN_URL}?{urlencode({'next': here})}")


def error(
    request: HttpRequest | None, status: int, words: object = "", fields: dict[str, list[str]] | None = None
) -> HttpResponse:
    """An error answer that asks the database nothing: JSON for programs, a notice for htmx, a page for people.

    `words` say what happened and why; without them the status's own sentence stands there.
    """
    title, sentence, advice = _sayings(status)
    context: dict[str, Any] = {
        "status": status,
        "title": title,
        "words": str(words or sentence),
        "advice": advice,
        "fields": fields or {},
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
        "language": get_language() or settings.LANGUAGE_CODE,
    }
    if request is not None and wants_json(request):
        body = {"code": CODES.get(status, "error"), "message": context["words"], "fields": fields or {}}
        response: HttpResponse = JsonResponse(
            {"error": body | {"request_id": context["request_id"]}},
            status=status,
            json_dumps_params={"ensure_ascii": False},
        )
    elif request is not None and is_fragment(request):
        response = HttpResponse(render_to_string("web/notice.html", context), status=status)
        response["X-Notice"] = "1"
    else:
        response = HttpResponse(render_to_string("web/error.html", context), status=status)
    # An answer of refusal keeps nothing of what the view may have written before.
    response.keep_nothing = True  # type: ignore[attr-defined]
    response["Cache-Control"] = "no-store"
    return response


#: What programs are told, by status; the API says the same.
CODES = {
    400: "bad_request",
    401: "signed_out",
    403: "refused",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    413: "too_large",
    422: "invalid",
    415: "unsupported",
    429: "too_many",
    500: "fault",
    503: "unavailable",
}


def _sayings(status: int) -> tuple[str, str, str]:
    known = {
        400: (
            _("This request cannot be understood"),
            _("Something in the address or in what was sent is not as it should be."),
            _("Go back and try again. If you followed a link, ask whoever sent it for a new one."),
        ),
        401: (_("You are signed out"), _("Sign in first."), ""),
        403: (
            _("This is not open to you"),
            _("Your roles do not give you the right to see or do this."),
            _("If you need it for your work, ask your administrator."),
        ),
        404: (
            _("There is nothing here"),
            _("The address is wrong, the thing was removed, or it is not yours to see."),
            _("Check the address, or look for it with the search."),
        ),
        405: (
            _("This cannot be opened like that"),
            _("The address only takes what a form or button sends."),
            _("Go back and use the button on the page."),
        ),
        409: (
            _("Somebody was faster"),
            _("This has changed since you opened it."),
            _("Reload the page to see how it stands now, then decide again."),
        ),
        413: (
            _("That is too large"),
            _("More was sent than this page takes."),
            _("Send less at once, or attach a file instead."),
        ),
        422: (
            _("Something needs correcting"),
            _("What was entered breaks a rule."),
            _("Go back, correct it and send it again."),
        ),
        429: (
            _("Too many requests"),
            _("More was asked for in a short time than is allowed."),
            _("Wait a minute, then try again."),
        ),
        503: (
            _("Not available for a moment"),
            _("The service is being looked after or is overloaded."),
            _("Nothing is lost. Try again in a minute."),
        ),
    }
    fault = (
        _("Something went wrong on our side"),
        _("The fault has been written down; nothing of what you just sent was kept."),
        _("Try again. If it happens again, tell your administrator the number below."),
    )
    return known.get(status, fault)
