"""The type of a stored object, by a few small reads."""

from __future__ import annotations

from kernel.files import store
from kernel.files.kinds import detect


def detected(key: str, size: int) -> tuple[str, str]:
    """The media type and charset of what lies under a key."""
    return detect(lambda offset, length: store.read(key, offset, min(length, max(1, size - offset))), size)
