"""Idempotency keys: the same request with the same key is answered again and not done again.

The row is written first, in the request's own transaction: a second request with the key waits at
the unique index until the first has ended, and then finds its answer.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from kernel.api.models import IdempotencyKey
from kernel.api.scopes import READING
from kernel.policies import Conflict, Invalid

HEADER = "Idempotency-Key"


def begin(request: Request) -> tuple[IdempotencyKey | None, Response | None]:
    """The new row of a key, or the answer kept for it; both None for reading and for a request without a key.

    Raises Invalid for a key of more than 255 characters and Conflict for one that was used for
    another request.
    """
    key = request.headers.get(HEADER, "")
    actor = request._request.actor  # type: ignore[attr-defined]
    if not key or request.method in READING or actor.account is None:
        return None, None
    if len(key) > 255 or not key.isprintable():
        raise Invalid({HEADER: [_("An idempotency key has at most 255 characters that can be printed.")]})
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).digest()
    row = IdempotencyKey(account=actor.account, key=key, request_digest=digest, at=datetime.now(UTC))
    IdempotencyKey.objects.bulk_create([row], ignore_conflicts=True)
    found = IdempotencyKey.objects.get(account=actor.account, key=key)
    if found.pk == row.pk:
        return found, None
    if bytes(found.request_digest) != digest:
        raise Conflict(_("This idempotency key was used for another request."))
    return None, Response(_opened(found.body), status=found.status, headers={"Idempotent-Replay": "true"})


def end(row: IdempotencyKey, response: Response) -> None:
    """Keep the answer of a request that was done. A refused one rolls its row back with everything else."""
    body = json.dumps(response.data, cls=JSONEncoder)
    sealed = _box().encrypt(body.encode()).decode()
    IdempotencyKey.objects.filter(pk=row.pk).update(status=response.status_code, body=sealed)


def _opened(body: Any) -> Any:
    try:
        return json.loads(_box().decrypt(str(body).encode()))
    except InvalidToken:
        raise Conflict(_("The answer to this request is no longer kept. Look at what it did.")) from None


@lru_cache(maxsize=1)
def _box() -> Fernet:
    # Some answers hold what is shown only once: it must not lie in the database in the clear.
    key = hashlib.sha256(b"kernel.api.idempotency:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
