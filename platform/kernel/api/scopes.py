"""What a token may be used for: `organization:read`, `files:write`, or `*` in place of either half."""

from __future__ import annotations

from collections.abc import Iterable

from kernel.registry import parts

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def known_scopes() -> list[str]:
    """Every scope that some endpoint asks for, and the two that stand for all."""
    modules = sorted(manifest.slug for manifest, _ in parts("api.urls"))
    return ["*:read", "*:write", *(f"{module}:{verb}" for module in modules for verb in ("read", "write"))]


def allows(granted: Iterable[str], module: str, method: str) -> bool:
    """Whether the scopes of a token cover a request. Writing includes reading."""
    wanted = {f"{module}:write", "*:write"}
    if method in READING:
        wanted |= {f"{module}:read", "*:read"}
    return not wanted.isdisjoint(granted)
