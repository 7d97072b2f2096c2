"""Second factors: authenticator apps (RFC 6238), security keys (WebAuthn level 2) and recovery codes.

The rows are allauth's; a code of an app is accepted once, by its time step under a lock in the database, so
that this holds also while the cache does not answer.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import segno
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kernel.accounts.models import Account
from kernel.policies import Invalid
from kernel.ports import tenancy
from kernel.scope import current

PERIOD = 30
DIGITS = 6
Type = Authenticator.Type


@dataclass(frozen=True)
class Origin:
    """Where a browser stands: `text` is "https://host:port", `host` the name keys are bound to."""

    text: str
    host: str


@dataclass(frozen=True)
class Factors:
    """What an account has."""

    app: Authenticator | None
    keys: list[Authenticator]
    codes: Authenticator | None

    @property
    def any(self) -> bool:
        """Whether there is anything that counts as a second factor: codes alone do not."""
        return self.app is not None or bool(self.keys)

    @property
    def codes_left(self) -> int:
        """How many recovery codes are unused."""
        return len(RecoveryCodes(self.codes).get_unused_codes()) if self.codes else 0


def of(account: Account) -> Factors:
    """The second factors of an account. One query."""
    rows = list(Authenticator.objects.filter(user_id=account.pk).order_by("id"))
    return Factors(
        next((row for row in rows if row.type == Type.TOTP), None),
        [row for row in rows if row.type == Type.WEBAUTHN],
        next((row for row in rows if row.type == Type.RECOVERY_CODES), None),
    )


# ---------------------------------------------------------------- authenticator apps


def new_secret() -> str:
    """A secret for an app: 160 random bits in base32."""
    return str(generate_totp_secret())


def app_address(account: Account, secret: str) -> str:
    """The otpauth address that an app reads from the picture."""
    issuer = f"{tenancy().name(current())} · 同办"
    label = f"{quote(issuer)}:{quote(account.username)}"
    query = urlencode({"secret": secret, "issuer": issuer, "digits": DIGITS, "period": PERIOD}, quote_via=quote)
    return f"otpauth://totp/{label}?{query}"


def app_picture(account: Account, secret: str) -> str:
    """The address as a QR picture: a data URI of an SVG."""
    picture = segno.make(app_address(account, secret), error="m")
    return str(picture.svg_data_uri(scale=5, border=2, dark="#000", light="#fff"))


def step_of(secret: str, code: str, now: datetime, after: int = -1) -> int | None:
    """The time step a code belongs to, or None: one step early or late is let through, nothing up to `after`."""
    digits = "".join(char for char in code if char.isdigit())
    step = int(now.timestamp()) // PERIOD
    for candidate in (step, step - 1, step + 1):
        expected = format_hotp_value(hotp_value(secret, candidate))
        if candidate > after and hmac.compare_digest(digits.encode(), expected.encode()):
            return candidate
    return None


# ---------------------------------------------------------------- recovery codes


def renew_codes(account: Account) -> list[str]:
    """Ten new recovery codes in place of the old ones. Part of an act."""
    Authenticator.objects.filter(user_id=account.pk, type=Type.RECOVERY_CODES).delete()
    return list(RecoveryCodes.activate(account).generate_codes())


# ---------------------------------------------------------------- security keys


def _server(origin: Origin) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=origin.host, name=tenancy().name(current()))
    return Fido2Server(entity, verify_origin=lambda said: said == origin.text)


def _credentials(account: Account) -> list[Any]:
    return [WebAuthn(row).authenticator_data.credential_data for row in of(account).keys]


def begin_key(account: Account, origin: Origin) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser needs to make a key, and what has to be kept in the session until it answers."""
    options, state = _server(origin).register_begin(
        user=PublicKeyCredentialUserEntity(
            # Not the bare id: the same id may stand in another tenant.
            id=hashlib.sha256(f"{current().key}/{account.pk}".encode()).digest(),
            name=account.username,
            display_name=str(account),
        ),
        credentials=_credentials(account),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), dict(state)


def add_key(
    account: Account, origin: Origin, state: Mapping[str, Any] | None, answer: str, name: str, now: datetime
) -> Authenticator:
    """Keep a key from the browser's answer. Raises Invalid. Part of an act."""
    credential = _parsed(answer)
    try:
        if not state:
            raise ValueError("no registration was begun")
        made = _server(origin).register_complete(dict(state), credential)
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(
            _("The key's answer could not be checked. Begin again, and touch the key when it blinks.")
        ) from error
    known = {bytes(data.credential_id) for data in _credentials(account)}
    if made.credential_data is None or bytes(made.credential_data.credential_id) in known:
        raise Invalid(_("This key is registered already."))
    number = Authenticator.objects.filter(user_id=account.pk, type=Type.WEBAUTHN).count() + 1
    row: Authenticator = WebAuthn.add(
        account, name.strip()[:60] or _("Security key %(number)d") % {"number": number}, credential
    ).instance
    return row


def begin_check(account: Account, origin: Origin) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser needs to ask one of the account's keys, and what is kept in the session."""
    options, state = _server(origin).authenticate_begin(
        credentials=_credentials(account), user_verification=UserVerificationRequirement.PREFERRED
    )
    return dict(options), dict(state)


def use_key(
    account: Account, origin: Origin, state: Mapping[str, Any] | None, answer: str, now: datetime
) -> Authenticator | None:
    """The key that signed, or None. Part of an act."""
    try:
        if not state:
            return None
        signed = _server(origin).authenticate_complete(dict(state), _credentials(account), _parsed(answer))
    except (ValueError, KeyError, TypeError, Invalid):
        return None
    for row in of(account).keys:
        own = WebAuthn(row).authenticator_data.credential_data
        if own is not None and own.credential_id == signed.credential_id:
            Authenticator.objects.filter(pk=row.pk).update(last_used_at=now)
            return row
    return None


def _parsed(answer: str) -> dict[str, Any]:
    try:
        data = json.loads(answer)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise Invalid(_("The key gave no answer. Begin again, and touch the key when it blinks."))
    return data


def name_of(row: Authenticator) -> str:
    """What a factor is called on the pages."""
    return str(row.data["name"]) if row.type == Type.WEBAUTHN else str(row.get_type_display())
