"""How much a tenant may store: its contract says so, and its administrators may lower it."""

from __future__ import annotations

from typing import Protocol, cast
from uuid import UUID

from kernel.actor import Actor
from kernel.ports import port
from kernel.preferences import value
from kernel.preferences.preferences import QUOTA_PERSON, QUOTA_TENANT, QUOTA_UNIT, UPLOAD_SIZE
from kernel.scope import Scope, current


class StorageContract(Protocol):
    """The port by which whoever knows the contracts answers."""

    def storage_bytes(self, to: Scope) -> int | None:
        """How many bytes the tenant's contract gives; None for no limit."""


class NoContract:
    """Nobody knows of contracts: no limit."""

    def storage_bytes(self, to: Scope) -> int | None:
        return None


def of_tenant() -> int | None:
    """The limit of the tenant in hand in bytes, or None: the contract's or the administrators', whichever is lower."""
    if current().is_public:
        return None
    contract = cast(StorageContract, port(StorageContract, NoContract())).storage_bytes(current())
    return min((bound for bound in (contract, value(QUOTA_TENANT) or None) if bound is not None), default=None)


def of_unit(unit: UUID) -> int | None:
    """The limit of a unit in bytes, or None."""
    return value(QUOTA_UNIT, unit=unit) or None


def of_person(unit: UUID | None) -> int | None:
    """The limit of each person of a unit in bytes, or None."""
    return value(QUOTA_PERSON, unit=unit) or None


def largest(by: Actor) -> int:
    """The largest single file that somebody may send, in bytes."""
    return value(UPLOAD_SIZE, unit=by.unit)
