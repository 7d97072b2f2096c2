"""What allauth is told about our accounts."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up for an account inside a tenant: administrators add people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
