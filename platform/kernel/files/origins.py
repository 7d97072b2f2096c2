"""Which pages may send to the store and fetch from it: those on the installation's own domain, and on companies' own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, cast

from kernel.config.environment import environment
from kernel.files import store
from kernel.ports.sockets import port
from kernel.scope import public


class OwnDomains(Protocol):
    """The port by which whoever keeps the domain table answers."""

    def domains(self) -> Iterable[str]:
        """The host names outside the installation's own domain on which sites stand. Asked in the public schema."""


class NoOwnDomains:
    """Nobody keeps such a table."""

    def domains(self) -> Iterable[str]:
        return ()


def origins() -> list[str]:
    """The origins of all pages: with the scheme and the port that browsers see. One query in the public schema."""
    with public():
        own = sorted(cast(OwnDomains, port(OwnDomains, NoOwnDomains())).domains())
    base = environment.base_domain
    return [f"{environment.scheme}://{name}{environment.port_suffix}" for name in (base, f"*.{base}", *own)]


def allow_pages() -> None:
    """Tell the store which pages there are now. Idempotent; outside a unit of work, for it asks the store."""
    store.allow(origins())
