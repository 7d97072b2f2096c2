"""From a session to an actor and a language, and from what acts raise to an answer that people understand."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import translation

from kernel.actor import Actor, reset_current_actor, set_current_actor
from kernel.policies import Conflict, Invalid, NotFound, Refused
from kernel.ports import directory
from kernel.web.answers import error

GetResponse = Callable[[HttpRequest], HttpResponseBase]
POSITION_KEY = "position"
ASSETS = ("/static/",)


class ActorMiddleware:
    """Sets `request.actor` (the person, as the position in use), the kernel's actor and the language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        actor = _actor(request)
        request.actor = actor  # type: ignore[attr-defined]
        language = _language(request)
        token = set_current_actor(actor)
        try:
            with translation.override(language):
                request.LANGUAGE_CODE = language
                response = self.get_response(request)
        finally:
            reset_current_actor(token)
        response.headers.setdefault("Content-Language", language)
        if actor.is_signed_in:
            # Nobody who sits down at the same machine later may page back to it.
            response.headers.setdefault("Cache-Control", "private, no-store")
        _harden(response)
        return response


class RefusalMiddleware:
    """Answers what acts and queries raise: Refused 403, NotFound 404, Conflict 409, Invalid 422."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and not getattr(response, "content", b"x"):
            answer = error(request, 405)
            answer["Allow"] = response.headers.get("Allow", "")
            return answer
        return response

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponseBase | None:
        """The answer to a refusal; None leaves a fault to the machinery that reports it."""
        match raised:
            case Refused() | PermissionDenied():
                return error(request, 403, getattr(raised, "words", ""))
            case NotFound():
                return error(request, 404, raised.words)
            case Http404():
                return error(request, 404)
            case Conflict():
                return error(request, 409, raised.words)
            case RequestDataTooBig():
                return error(request, 413)
            case Invalid():
                fields = {name: [str(word) for word in words] for name, words in raised.errors.items()}
                return error(request, 422, next((words[0] for words in fields.values() if words), ""), fields)
        return None


def _actor(request: HttpRequest) -> Actor:
    address = request.META.get("REMOTE_ADDR", "")
    if request.path.startswith(ASSETS):
        return Actor.visitor(address)
    account: Any = request.user
    if not account.is_authenticated:
        return Actor.visitor(address)
    position = None
    with contextlib.suppress(ValueError, TypeError):
        position = UUID(request.session[POSITION_KEY]) if request.session.get(POSITION_KEY) else None
    return directory().actor_for(account, position).at(address)


def _language(request: HttpRequest) -> str:
    offered = dict(settings.LANGUAGES)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = actor.language or (getattr(request.user, "language", "") if actor.is_signed_in else "")
    if chosen in offered:
        return chosen
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in offered:
        return chosen
    # Asking Django for the header alone: its own order would put the server's default before ours.
    for part in request.headers.get("Accept-Language", "").split(","):
        wanted = part.partition(";")[0].strip().lower()
        if wanted.startswith("zh"):
            return "zh-hans"
        if wanted.startswith("en"):
            return "en"
    company = getattr(getattr(request, "place", None), "language", "")
    return company if company in offered else settings.LANGUAGE_CODE


def _harden(response: HttpResponseBase) -> None:
    headers = response.headers
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("X-Permitted-Cross-Domain-Policies", "none")
