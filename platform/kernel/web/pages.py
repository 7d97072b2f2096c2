"""Pages: one view answers the full page and, for htmx, only its content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from kernel.web.access import actor_of
from kernel.web.answers import go, is_fragment, safe_next

Shell = Literal["shell", "public", "console", "plain"]
Level = Literal["success", "info", "warning", "error"]

__all__ = ["is_fragment", "page", "redirect_after", "safe_next", "toast"]


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    status: int = 200,
    *,
    shell: Shell | None = None,
) -> HttpResponse:
    """The full page, or for htmx only the block `content`. The template says `{% extends base %}`.

    `shell` chooses what stands around it; None: the console's, the signed-in shell, the public site or the
    plain card, by host and actor. Use status 422 for a form that has errors.
    """
    fragment = is_fragment(request)
    base = "web/fragment.html" if fragment else f"web/{shell or _shell(request)}.html"
    response = render(request, template, {"base": base, "is_fragment": fragment, **(context or {})}, status=status)
    # Browsers must not show a fragment where the page was asked for.
    patch_vary_headers(response, ["HX-Request"])
    if status >= 400:
        # Refused input keeps nothing.
        response.keep_nothing = True  # type: ignore[attr-defined]
    return response


def redirect_after(request: HttpRequest, url: str) -> HttpResponse:
    """Where to go after something was done: 303 for browsers, HX-Redirect for htmx. `url` is ours, never the asker's."""
    return go(request, url)


def toast(request: HttpRequest, text: object, level: Level = "success") -> None:
    """A short sentence that the next page or fragment shows and then lets go."""
    numbers = {
        "success": messages.SUCCESS,
        "info": messages.INFO,
        "warning": messages.WARNING,
        "error": messages.ERROR,
    }
    messages.add_message(request, numbers[level], str(text))


def _shell(request: HttpRequest) -> Shell:
    purpose = getattr(getattr(request, "place", None), "purpose", "tenant")
    if purpose == "site":
        return "public"
    if not actor_of(request).is_signed_in:
        return "plain"
    return "console" if purpose == "console" else "shell"
