"""The table of ports: who answers, and what is answered where nobody does."""

from __future__ import annotations

from typing import Any

_offered: dict[type, Any] = {}


def offer(protocol: type, implementation: Any) -> None:
    """Answer a port from now on. Two different answers to one port are refused."""
    known = _offered.get(protocol)
    if known is not None and type(known) is not type(implementation):
        raise RuntimeError(f"{protocol.__name__} is answered by {type(known).__name__} already")
    _offered[protocol] = implementation


def port(protocol: type, null: Any) -> Any:
    """Whoever answers a port, or the null answer."""
    return _offered.get(protocol, null)
