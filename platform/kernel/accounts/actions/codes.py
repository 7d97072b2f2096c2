"""Keeping an authenticator app and accepting codes, as parts of acts."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt, encrypt
from django.utils.translation import gettext as _

from kernel.accounts.factors import Type, step_of
from kernel.accounts.models import Account
from kernel.policies import Invalid


def add_app(account: Account, secret: str, code: str, now: datetime) -> Authenticator:
    """Keep an app whose first code is right. Raises Invalid at `code`. Part of an act."""
    step = step_of(secret, code, now)
    if step is None:
        raise Invalid(
            {"code": [_("This code is not right. Take the one the app shows now, and check the phone's clock.")]}
        )
    row: Authenticator = Authenticator.objects.create(
        user=account, type=Type.TOTP, data={"secret": encrypt(secret), "step": step}, created_at=now
    )
    return row


def use_code(account: Account, code: str, now: datetime) -> str | None:
    """Accept a code of the app or an unused recovery code, once; answers which kind it was. Part of an act."""
    rows = Authenticator.objects.select_for_update(of=("self",)).filter(user_id=account.pk).order_by("id")
    for row in rows.exclude(type=Type.WEBAUTHN):
        if row.type == Type.TOTP:
            step = step_of(decrypt(row.data["secret"]), code, now, after=row.data.get("step", -1))
            if step is None:
                continue
            row.data["step"] = step
        elif not RecoveryCodes(row).validate_code(code.strip()):
            continue
        else:
            row.refresh_from_db()
        row.last_used_at = now
        row.save(update_fields=["data", "last_used_at"])
        return str(row.type)
    return None
