"""Whose account an administrator of accounts may touch. The organization answers by appointments; without it, anybody's."""

from __future__ import annotations

from typing import Protocol, cast
from uuid import UUID

from kernel.actor import Actor
from kernel.policies import Verdict
from kernel.ports.sockets import port


class AccountKeeper(Protocol):
    """The port: `offer(AccountKeeper, …)` in a package's offers.py answers it."""

    def may_touch(self, actor: Actor, account: UUID) -> Verdict:
        """Whether an administrator of accounts may switch an account off or give it another password."""


class KeepsNone:
    """The null answer."""

    def may_touch(self, actor: Actor, account: UUID) -> Verdict:
        return True


def keeper() -> AccountKeeper:
    """Whoever knows the appointments."""
    return cast(AccountKeeper, port(AccountKeeper, KeepsNone()))
