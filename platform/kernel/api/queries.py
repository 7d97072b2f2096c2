"""Which tokens somebody sees."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from kernel.actor import Actor
from kernel.api.models import ApiToken
from kernel.policies import NotFound


def visible_to(actor: Actor) -> QuerySet[ApiToken]:
    """One's own tokens; all of them for an administrator of the API."""
    tokens = ApiToken.objects.select_related("account").order_by("-id")
    if actor.may("api.manage"):
        return tokens
    return tokens.filter(account_id=actor.account) if actor.account else tokens.none()


def own(actor: Actor) -> QuerySet[ApiToken]:
    """One's own tokens that were not revoked, the newest first."""
    tokens = ApiToken.objects.filter(revoked_at=None).order_by("-id")
    return tokens.filter(account_id=actor.account) if actor.account else tokens.none()


def token(pk: UUID, *, for_: Actor) -> ApiToken:
    """One token. Raises NotFound for somebody else's."""
    found = visible_to(for_).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def by_secret(secret: str, now: datetime) -> ApiToken | None:
    """The valid token behind a secret, with its account; None when it opens nothing."""
    digest = hashlib.sha256(secret.encode()).digest()
    found = ApiToken.objects.select_related("account").filter(digest=digest).first()
    return found if found is not None and found.is_valid(now) and found.account.is_active else None
