"""The directory: who people are. Organization answers it in tenants, provisioning for the vendor's staff;
without them there are only accounts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, cast
from uuid import UUID

from kernel.actor import Actor
from kernel.ports.sockets import port
from kernel.scope import current_or_none


class Directory(Protocol):
    """What the kernel asks about people."""

    def actor_for(self, account: Any, position: UUID | None = None) -> Actor:
        """The actor of a signed-in account, acting as one of its positions (None: the main one)."""

    def names(self, people: Iterable[UUID]) -> dict[UUID, str]:
        """Display names of people by id; unknown ids are left out."""

    def accounts(self, principals: Iterable[str]) -> dict[UUID, UUID]:
        """Person id to account id for all active people behind a set of principals, among them function rights:
        "function:webhooks.manage" means whoever holds it."""


class StaffDirectory(Directory, Protocol):
    """The same questions about the vendor's own staff, asked in the public schema."""


class NullDirectory:
    """Accounts alone: nobody has a position, and nobody has functions."""

    def actor_for(self, account: Any, position: UUID | None = None) -> Actor:
        return Actor(kind="person", name=str(account), account=account.pk)

    def names(self, people: Iterable[UUID]) -> dict[UUID, str]:
        return {}

    def accounts(self, principals: Iterable[str]) -> dict[UUID, UUID]:
        return {}


def directory() -> Directory:
    """Whoever answers about people in the scope in hand."""
    here = current_or_none()
    protocol = StaffDirectory if here is not None and here.is_public else Directory
    return cast(Directory, port(protocol, NullDirectory()))
