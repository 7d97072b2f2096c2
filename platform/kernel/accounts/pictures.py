"""A picture with characters that machines find hard to read; made here, asked of nobody else."""

from __future__ import annotations

import base64
import hmac
import secrets
import time
from typing import Any

from captcha.image import ImageCaptcha

# Without what looks alike: 0 o 1 l i 5 s 9 g q 2 z u v w.
ALPHABET = "3478abcdefhkmnprtxy"
LENGTH = 5
TERM_SECONDS = 600
_KEY = "accounts.picture"


def draw(session: Any) -> str:
    """Put a new text into the session and answer its picture as a data URI. The old text is void."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    session[_KEY] = {"text": text, "at": time.time()}
    drawn = ImageCaptcha(width=200, height=70).generate(text)
    return "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()


def is_read(session: Any, typed: str) -> bool:
    """Whether the text was read. Each picture is good for one try and ten minutes."""
    kept = session.pop(_KEY, None)
    if not kept or time.time() - kept["at"] > TERM_SECONDS:
        return False
    return hmac.compare_digest(kept["text"].encode(), typed.strip().casefold().encode())
