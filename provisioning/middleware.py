"""The status page while the database is down: it is then that people look at it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.utils import translation

from kernel.config.environment import environment
from provisioning import standing

PATH = "/status/"


class StatusMiddleware:
    """Answers for the status page where the scope cannot: stands before it, and itself asks the database nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 503 or request.path_info != PATH or not _is_site(request):
            return response
        language = translation.get_language_from_request(request)
        with translation.override(language):
            shown = {"standing": standing.standing(with_database=False), "language": language, "here": PATH,
                     "contact": environment.contact}  # fmt: skip
            page = HttpResponse(render_to_string("provisioning/site/status_down.html", shown))
        page["Cache-Control"] = "no-store"
        # The page is right, so it is no failure: whoever has it open gets it in place of the one that was true before.
        page["X-Request-Id"] = response["X-Request-Id"]
        return page


def _is_site(request: HttpRequest) -> bool:
    return split_domain_port(request.META.get("HTTP_HOST", ""))[0].rstrip(".") == environment.base_domain
