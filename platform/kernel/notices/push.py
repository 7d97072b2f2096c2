"""Web push: encrypted for one browser (RFC 8291, aes128gcm), signed as this installation (RFC 8292, VAPID)."""

from __future__ import annotations

import base64
import importlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from kernel.config.environment import environment
from kernel.notices.models import Subscription
from kernel.outbound.client import fetch
from kernel.outbound.verdicts import OutboundFailed, OutboundRefused
from kernel.scope import Scope

# Neither of the two has types.
http_ece: Any = importlib.import_module("http_ece")
py_vapid: Any = importlib.import_module("py_vapid")

LIFE_SECONDS = 12 * 3600
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SEC 2, 2.4.2)


class Gone(Exception):
    """The push service does not know this subscription any more."""


class NotTaken(Exception):
    """The push service did not take it this time."""


@lru_cache(maxsize=1)
def _signer() -> Any:
    """The installation's key, made from its secret: it needs no place of its own and is the same in every process."""
    drawn = HKDF(hashes.SHA256(), 48, salt=None, info=b"tongban web push").derive(settings.SECRET_KEY.encode())
    secret = int.from_bytes(drawn, "big") % (_ORDER - 1) + 1
    return py_vapid.Vapid02(private_key=ec.derive_private_key(secret, ec.SECP256R1()))


def public_key() -> str:
    """What a browser needs to subscribe (applicationServerKey): the uncompressed point in base64url."""
    point = _signer().public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def push(to: Subscription, message: Mapping[str, Any], here: Scope) -> None:
    """Send a message (title, body, url, tag) to one browser. Raises Gone or NotTaken. Not inside a unit of work."""
    data = json.dumps(message, ensure_ascii=False).encode()
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(to.endpoint))
    try:
        sealed = encrypt(data, p256dh=to.p256dh, auth=to.auth)
        claims = {"aud": origin, "sub": f"mailto:postmaster@{environment.base_domain}"}
        headers = {
            **_signer().sign(claims),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(LIFE_SECONDS),
            "Urgency": "normal",
        }
        answer = fetch("POST", to.endpoint, headers=headers, body=sealed, here=here)
    except OutboundFailed as failure:
        raise NotTaken(failure.reason) from None
    except (OutboundRefused, ValueError, http_ece.ECEException):
        raise Gone from None
    if answer.status in {404, 410}:
        raise Gone
    if not answer.ok:
        raise NotTaken(f"the push service answered {answer.status}")


def encrypt(data: bytes, *, p256dh: str, auth: str) -> bytes:
    """Encrypt for a browser's keys (base64url). Raises ValueError for keys that are none."""
    return bytes(
        http_ece.encrypt(
            data,
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=_bytes(p256dh),
            auth_secret=_bytes(auth),
            version="aes128gcm",
        )
    )


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
