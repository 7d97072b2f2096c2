"""Making and revoking tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.api.events import TokenMade, TokenRevoked
from kernel.api.models import ApiToken
from kernel.api.policies import TokenPolicy
from kernel.api.scopes import known_scopes
from kernel.events import record
from kernel.policies import Invalid, require

LIMIT = 20


@act
def make(*, by: Actor, name: str, scopes: Sequence[str], days: int | None) -> tuple[ApiToken, str]:
    """Make a token for the actor's own account; answers it with the secret, which is shown this once.

    `days` until it ends, at most 366, or None for no end. Raises Invalid for unknown scopes or no name.
    """
    require(TokenPolicy.make, None, by)
    assert by.account is not None  # the policy lets nobody else through
    errors: dict[str, list[object]] = {}
    if not name.strip():
        errors["name"] = [_("Give the token a name that says what uses it.")]
    if not scopes or set(scopes) - set(known_scopes()):
        errors["scopes"] = [_("Choose at least one thing that the token may do.")]
    if days is not None and not 1 <= days <= 366:
        errors["days"] = [_("A token lasts from 1 to 366 days.")]
    now = datetime.now(UTC)
    if ApiToken.objects.filter(account_id=by.account, revoked_at=None).count() >= LIMIT:
        errors[""] = [_("There are 20 tokens already. Revoke one that is no longer used.")]
    if errors:
        raise Invalid(errors)
    secret = f"tb_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        account_id=by.account,
        name=name.strip()[:80],
        prefix=secret[:8],
        digest=hashlib.sha256(secret.encode()).digest(),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + timedelta(days=days) if days else None,
    )
    record(TokenMade, token, by=by, scopes=token.scopes, expires_at=token.expires_at)
    return token, secret


@act
def revoke(token: ApiToken, *, by: Actor) -> None:
    """Revoke a token at once. Revoking a revoked token changes nothing and says nothing."""
    require(TokenPolicy.revoke, token, by)
    changed = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(
        revoked_at=datetime.now(UTC), revoked_by=by.name[:150]
    )
    if changed:
        record(TokenRevoked, token, by=by)
