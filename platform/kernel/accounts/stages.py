"""What stands between a right password and being signed in."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStage
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse


class SecondFactorStage(LoginStage):
    """Whoever has an authenticator app or a security key shows it; the others pass."""

    key = "second_factor"
    urlname = "accounts:second_factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        account: Any = self.login.user
        if account is None or account.second_factor_at is None:
            return None, True
        return HttpResponseRedirect(reverse(self.urlname)), True

    def abort(self) -> Any:
        from allauth.account.internal.stagekit import clear_login

        clear_login(self.request)
        return HttpResponseRedirect(reverse("accounts:sign_in"))
