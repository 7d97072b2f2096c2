"""The cache's key function: a key without a scope raises, so that no tenant can read another's value."""

from __future__ import annotations

from kernel.scope import current


def scoped(key: str, prefix: str, version: int) -> str:
    """Django's KEY_FUNCTION: the scope's immutable key stands before the caller's."""
    return f"{prefix}:{current().key}:{version}:{key}"
