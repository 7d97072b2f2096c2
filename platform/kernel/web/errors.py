"""The error pages that Django calls by name. They ask the database nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kernel.web.answers import error


def page_400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be understood."""
    return error(request, 400)


def page_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's own refusal."""
    return error(request, 403)


def page_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such address."""
    return error(request, 404)


def page_500(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    return error(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose proof of origin does not fit: mostly a page left open while signing out and in again."""
    return error(
        request,
        403,
        _("This page was opened before you last signed in. Reload it and send again; what you typed is kept."),
    )
