"""Idempotency keys: the same request with the same key is answered again and not done again.

The row is written first, in the request's own transaction: a second request with the key waits at
the unique index until the first has ended, and then finds its answer.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.api.models import IdempotencyKey
from kernel.policies import Conflict, Invalid

HEADER = "Idempotency-Key"


def begin(request: Request) -> tuple[IdempotencyKey | None, Response | None]:
    """The new row of a key, or the answer kept for it; both None for a request without a key.

    Raises Invalid for a key of more than 255 characters and Conflict for one that was used for
    another request.
    """
    key = request.headers.get(HEADER, "")
    actor = request._request.actor  # type: ignore[attr-defined]
    if not key or request.method != "POST" or actor.account is None:
        return None, None
    if len(key) > 255:
        raise Invalid({HEADER: [_("An idempotency key has at most 255 characters.")]})
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).digest()
    row = IdempotencyKey(account=actor.account, key=key, request_digest=digest, at=datetime.now(UTC))
    IdempotencyKey.objects.bulk_create([row], ignore_conflicts=True)
    found = IdempotencyKey.objects.get(account=actor.account, key=key)
    if found.pk == row.pk:
        return found, None
    if bytes(found.request_digest) != digest:
        raise Conflict(_("This idempotency key was used for another request."))
    return None, Response(found.body, status=found.status, headers={"Idempotent-Replay": "true"})


def end(row: IdempotencyKey, response: Response) -> None:
    """Keep the answer of a request that was done. A refused one rolls its row back with everything else."""
    body: Any = response.data
    IdempotencyKey.objects.filter(pk=row.pk).update(status=response.status_code, body=_json(body))


def _json(body: Any) -> Any:
    import json

    from rest_framework.utils.encoders import JSONEncoder

    return json.loads(json.dumps(body, cls=JSONEncoder))
