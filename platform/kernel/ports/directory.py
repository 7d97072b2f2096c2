"""The directory: who the people of a tenant are. Organization answers it; without it there are only accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, cast
from uuid import UUID

from kernel.actor import Actor
from kernel.ports.sockets import port


class Directory(Protocol):
    """What the kernel asks about people."""

    def actor_for(self, account: Any, position: UUID | None = None) -> Actor:
        """The actor of a signed-in account, acting as one of its positions (None: the main one)."""

    def names(self, people: Iterable[UUID]) -> dict[UUID, str]:
        """Display names of people by id; unknown ids are left out."""

    def accounts(self, principals: Iterable[str]) -> dict[UUID, UUID]:
        """Person id to account id for all active people behind a set of principals."""


class NullDirectory:
    """Accounts alone: nobody has a position, and only staff of the public schema has functions."""

    def actor_for(self, account: Any, position: UUID | None = None) -> Actor:
        return Actor(kind="person", name=str(account), account=account.pk)

    def names(self, people: Iterable[UUID]) -> dict[UUID, str]:
        return {}

    def accounts(self, principals: Iterable[str]) -> dict[UUID, UUID]:
        return {}


def directory() -> Directory:
    """Whoever answers about people here."""
    return cast(Directory, port(Directory, NullDirectory()))
