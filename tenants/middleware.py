"""The first middleware: from the Host header to a scope, and the request's unit of work around everything else."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from uuid import UUID, uuid4

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import RawPostDataException
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from kernel.api.errors import shape
from kernel.scope import abandon, scope
from tenants import hosts
from tenants.outage import outage

URLCONFS = {
    "site": "kernel.config.urls_site",
    "console": "kernel.config.urls_console",
    "tenant": "kernel.config.urls_tenant",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


class ScopeMiddleware:
    """Binds each request to the tenant of its host; unknown hosts get a page that asks the database nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = _request_id(request)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self._when_there_is_a_database(request)
        response["X-Request-Id"] = request_id
        patch_vary_headers(response, ["Host"])
        return response

    def _when_there_is_a_database(self, request: HttpRequest) -> HttpResponseBase:
        if not outage.lets_through():
            return _down(request)
        try:
            return self._answer(request)
        except (OperationalError, InterfaceError):
            # One connection that broke is a fault like any other; a server that is gone is said in words.
            if not outage.is_seen():
                raise
            return _down(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        place = hosts.find(request.META.get("HTTP_HOST", ""))
        if place is None:
            return _static(request, "web/unknown_host.html", 404)
        if not place.is_open:
            return _static(request, "web/closed.html", 403)
        with structlog.contextvars.bound_contextvars(tenant=place.scope.key):
            return self._inside(request, place)

    def _inside(self, request: HttpRequest, place: hosts.Place) -> HttpResponseBase:
        request.scope = place.scope  # type: ignore[attr-defined]
        request.place = place  # type: ignore[attr-defined]
        request.urlconf = URLCONFS[place.purpose]
        with scope(place.scope):
            response = self.get_response(request)
            # A unit that answers with a fault keeps nothing: what was said and what is stored agree.
            if response.status_code >= 500 or getattr(response, "keep_nothing", False):
                abandon()
        return response


def _request_id(request: HttpRequest) -> str:
    with contextlib.suppress(ValueError):
        return str(UUID(request.META.get("HTTP_X_REQUEST_ID", "")))
    return str(uuid4())


def _down(request: HttpRequest) -> HttpResponse:
    language = translation.get_language_from_request(request)
    if request.path_info.startswith("/api/"):
        with translation.override(language):
            words = _("The database does not answer at present. Try again in a minute.")
            response: HttpResponse = JsonResponse(shape("unavailable", words), status=503)
    else:
        response = _static(request, "tenants/down.html", 503)
    response["Retry-After"] = "5"
    response["Cache-Control"] = "no-store"
    return response


def _static(request: HttpRequest, template: str, status: int) -> HttpResponse:
    with contextlib.suppress(RawPostDataException, OSError):
        request.body  # noqa: B018 - an unread body would be taken for the next request on the connection
    language = translation.get_language_from_request(request)
    with translation.override(language):
        return HttpResponse(render_to_string(template, {"language": language}), status=status)
