"""What is sent: small flat JSON, and a signature over time and body. Pure.

Signature: HMAC-SHA256 (RFC 2104) over `<unix seconds>.<body>`, written `t=<seconds>,v1=<hexadecimal>`.
A receiver compares in constant time and refuses what is older than five minutes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

VERSION = 1
#: The kind of a test call.
PING = "webhooks.endpoint.ping"
TOLERANCE = 300
LONGEST_VALUE = 500


def payload(
    *,
    id: object,
    kind: str,
    at: datetime,
    tenant: str,
    subject: tuple[str, object, str] = ("", None, ""),
    actor: tuple[str, object, str] = ("", None, ""),
    data: Mapping[str, Any] | None = None,
) -> str:
    """The body: flat JSON. `subject` and `actor` are (kind, id, label). Nested data becomes JSON text; long text is cut."""
    flat: dict[str, Any] = {
        "version": VERSION,
        "id": str(id),
        "kind": kind,
        "at": at.isoformat(),
        "tenant": tenant,
        "subject_kind": subject[0],
        "subject_id": str(subject[1]) if subject[1] else None,
        "subject_label": subject[2],
        "actor_kind": actor[0],
        "actor_id": str(actor[1]) if actor[1] else None,
        "actor_name": actor[2],
    }
    for name, value in (data or {}).items():
        flat[f"data_{name}"] = _plain(value)
    return json.dumps(flat, ensure_ascii=False, separators=(",", ":"))


def signature(secret: str, body: str, at: int) -> str:
    """The value of the Tongban-Signature header; `at` in Unix seconds."""
    return f"t={at},v1={_digest(secret, body, at)}"


def is_signed(secret: str, body: str, header: str, now: int) -> bool:
    """What a receiver asks: whether the signature is right and not older than five minutes."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    try:
        at = int(parts["t"])
    except (KeyError, ValueError):
        return False
    return abs(now - at) <= TOLERANCE and hmac.compare_digest(parts.get("v1", ""), _digest(secret, body, at))


def _digest(secret: str, body: str, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value[:LONGEST_VALUE]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)[:LONGEST_VALUE]
