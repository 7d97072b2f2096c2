"""What allauth is told about our accounts: nobody signs up, and its stages lead to our pages."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


class AccountAdapter(DefaultAccountAdapter):
    """Administrators add people; signing in ends on our pages and is told as a fact of ours."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["kernel.accounts.stages.SecondFactorStage"]

    def get_client_ip(self, request: HttpRequest) -> str:
        return request.actor.address or "0.0.0.0"  # type: ignore[attr-defined] # noqa: S104

    def is_safe_url(self, url: str | None) -> bool:
        # Paths of this host only: the domain table is the sole authority on hosts.
        return bool(url) and str(url).startswith("/") and url_has_allowed_host_and_scheme(str(url), allowed_hosts=None)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: mail follows from our facts."""

    def post_login(self, request: HttpRequest, user: Any, *, redirect_url: str | None = None, **_: Any) -> HttpResponse:
        from kernel.accounts.actions import signing
        from kernel.accounts.views.requests import seen_as

        signing.open_session(user, **seen_as(request))
        return HttpResponseRedirect(redirect_url if self.is_safe_url(redirect_url) else settings.LOGIN_REDIRECT_URL)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _box() -> Fernet:
    key = hashlib.sha256(b"kernel.accounts.second-factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class FactorAdapter(DefaultMFAAdapter):
    """The secrets of second factors lie encrypted in the database; the key is made of the installation's secret."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: mail follows from our facts."""
