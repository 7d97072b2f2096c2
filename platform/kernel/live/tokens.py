"""The token that opens a live stream: short-lived, signed, and enough by itself, so that no database is asked.

It is good for five minutes and for reading only: what it opens carries ids, never contents.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from kernel.config.environment import environment

LIFE_SECONDS = 300
_SALT = "kernel.live.token"


class BadToken(ValueError):
    """Not ours, altered, or past its time."""


@dataclass(frozen=True)
class Grant:
    """What a token says: whose stream, for pages of which origin, until when (seconds since 1970)."""

    tenant: str
    account: UUID
    origin: str
    until: int


def make(tenant: str, account: UUID, origin: str, now: float) -> str:
    """A token for an account of a tenant (`Scope.key`) and the pages of one origin ("http://one.localhost:8000")."""
    return _signer().sign_object([tenant, str(account), origin, int(now) + LIFE_SECONDS])


def read(token: str, now: float) -> Grant:
    """What a token says. Raises BadToken."""
    try:
        tenant, account, origin, until = _signer().unsign_object(token)
        grant = Grant(str(tenant), UUID(account), str(origin), int(until))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadToken(str(error)) from None
    if grant.until <= now:
        raise BadToken("past its time")
    return grant


def _signer() -> signing.Signer:
    # With key and fallbacks given, Django's settings are not needed: the live process does not load them.
    return signing.Signer(key=environment.secret_key, salt=_SALT, fallback_keys=[])
