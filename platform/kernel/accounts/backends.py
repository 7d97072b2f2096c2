"""Signing in by name, phone or e-mail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import Q
from django.http import HttpRequest

from kernel.accounts.models import Account


class IdentifierBackend(BaseBackend):
    """Finds an account by whichever of its three identifiers was typed, and checks the password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        if not username or not password:
            return None
        text = username.strip()
        account = (
            Account.objects.filter(Q(username__iexact=text) | Q(email__iexact=text) | Q(phone=text))
            .order_by("created_at")
            .first()
        )
        if account is None:
            # The same work as for a known name, so that the time taken tells nothing.
            Account().set_password(password)
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: Any) -> Account | None:
        return Account.objects.filter(pk=user_id, is_active=True).first()
