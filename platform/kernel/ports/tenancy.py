"""Tenancy: which tenants there are and what they have. `tenants` answers it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, cast

from kernel.ports.sockets import port
from kernel.scope import Scope


class Tenancy(Protocol):
    """What the kernel asks about tenants; every answer may come from a cache of seconds."""

    def is_open(self, to: Scope) -> bool:
        """Whether work may be done in this scope: the tenant exists and is neither suspended nor gone."""

    def is_writable(self, to: Scope) -> bool:
        """Whether data may be changed here: an open tenant that is not read-only."""

    def is_inert(self, to: Scope) -> bool:
        """Whether nothing may leave this tenant: a demo sends no mail, no push and no webhook."""

    def has(self, to: Scope, licence: str | None) -> bool:
        """Whether the tenant has a module, by its licence name (None: everybody has it)."""

    def every(self, licence: str | None = None) -> Iterator[Scope]:
        """The scopes of all open tenants that have a module. Must be asked in the public scope."""

    def address(self, to: Scope, path: str = "/") -> str:
        """The absolute address of a path, on the scope's own primary domain; never from a Host header."""

    def language(self, to: Scope) -> str:
        """The tenant's default language code, for mail and tasks."""

    def name(self, to: Scope) -> str:
        """The company's name as people see it."""


class NullTenancy:
    """There is only the public schema."""

    def is_open(self, to: Scope) -> bool:
        return to.is_public

    def is_writable(self, to: Scope) -> bool:
        return True

    def is_inert(self, to: Scope) -> bool:
        return False

    def has(self, to: Scope, licence: str | None) -> bool:
        return licence is None

    def every(self, licence: str | None = None) -> Iterator[Scope]:
        return iter(())

    def address(self, to: Scope, path: str = "/") -> str:
        return path

    def language(self, to: Scope) -> str:
        return "zh-hans"

    def name(self, to: Scope) -> str:
        return "Tongban"


def tenancy() -> Tenancy:
    """Whoever knows the tenants."""
    return cast(Tenancy, port(Tenancy, NullTenancy()))
