"""Who asks: a token in the Authorization header, or the session of a page with its CSRF token."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from kernel.actor import set_current_actor
from kernel.api import queries
from kernel.api.models import ApiToken
from kernel.ports import directory

USED_AGAIN = timedelta(minutes=5)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer tb_…`. The request then has the actor of the token's account."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        header = get_authorization_header(request).split()
        if not header or header[0].lower() != b"bearer":
            return None
        now = datetime.now(UTC)
        token = queries.by_secret(header[1].decode("latin-1"), now) if len(header) == 2 else None
        if token is None:
            raise AuthenticationFailed(_("The token is unknown, revoked or past its end."))
        actor = directory().actor_for(token.account).at(request.META.get("REMOTE_ADDR", ""))
        if not actor.is_signed_in:
            # Suspended or gone: the token sleeps with its person.
            raise AuthenticationFailed(_("The token is unknown, revoked or past its end."))
        if token.last_used_at is None or now - token.last_used_at > USED_AGAIN:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        if token.account.language and "Accept-Language" not in request.headers:
            translation.activate(token.account.language)
        request._request.actor = actor  # type: ignore[attr-defined]
        set_current_actor(actor)
        return token.account, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class PageSession(SessionAuthentication):
    """The session of a page on the same host; CSRF is checked for everything that changes."""

    def authenticate(self, request: Request) -> Any:
        found = super().authenticate(request)
        return found if found is not None and request._request.actor.is_signed_in else None  # type: ignore[attr-defined]

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
