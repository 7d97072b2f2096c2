"""The names of the live channels. Every one carries the tenant's immutable key."""

from __future__ import annotations

from uuid import UUID

ALL = "all"
CONTROL = "control"
PATTERN = "tb:*:live:*"
REMEMBERED = 1000
LIVES_SECONDS = 600


def account(key: UUID | str) -> str:
    """The name of one account's channel within its tenant."""
    return f"account:{key}"


def channel(tenant: str, name: str) -> str:
    """The channel of a name (`all`, `control`, `account:<id>`) in a tenant."""
    return f"tb:{tenant}:live:{name}"


def stream(tenant: str) -> str:
    """Where the last messages of a tenant are remembered."""
    return f"tb:{tenant}:live-recent"


def parse(name: str) -> tuple[str, str]:
    """(tenant, name) of a channel. Raises ValueError for any other text."""
    head, tenant, live, rest = name.split(":", 3)
    if head != "tb" or live != "live":
        raise ValueError(name)
    return tenant, rest
