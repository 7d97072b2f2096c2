"""Who a session belongs to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from kernel.accounts.models import Account


class IdentifierBackend(BaseBackend):
    """Pages sign in through `actions.signing.try_password`, which counts failures. This backend answers who a
    session belongs to: nobody, once the account is switched off."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        """Nobody: a way in that counts no failures must not exist."""
        return None

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session, if it may still sign in."""
        return Account.objects.filter(pk=user_id, is_active=True).first()
