"""The scope: in whose schema the unit of work runs.

A unit of work is one transaction whose first statement sets the search path for that transaction
only. Python's idea of the scope and the connection's are compared at every cursor: where they
differ, or where there is none, nothing can be read or written.

Tenants may live on several servers: inside a scope the default connection *is* the one to the
scope's server, so that transactions, callbacks and the ORM need not know.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction

T = TypeVar("T")

PUBLIC_SCHEMA = "public"
EXTENSIONS_SCHEMA = "extensions"
_NAME = re.compile(r"^[a-z_][a-z0-9_]{0,62}$")


class OutsideScope(RuntimeError):
    """Something was asked of the database, the cache or a queue without saying for which tenant."""


class SwallowedError(RuntimeError):
    """A database error was caught inside the unit of work and not told: what follows cannot be kept."""


class OtherScope(RuntimeError):
    """An object of one scope was about to be saved, deleted or followed in another."""


@dataclass(frozen=True)
class Scope:
    """A tenant's place. `tenant` is the immutable id (None for the public schema); `alias` the database."""

    tenant: UUID | None
    schema: str
    alias: str = "default"

    def __post_init__(self) -> None:
        if not _NAME.match(self.schema):
            raise ValueError(f"not a schema name: {self.schema!r}")
        if (self.tenant is None) != (self.schema == PUBLIC_SCHEMA):
            raise ValueError("the public schema has no tenant, every other schema has one")

    @property
    def is_public(self) -> bool:
        """Whether this is the public schema: tenants, domains, vendor staff."""
        return self.schema == PUBLIC_SCHEMA

    @property
    def key(self) -> str:
        """The immutable prefix of cache keys, file keys, channels and messages."""
        return str(self.tenant) if self.tenant else PUBLIC_SCHEMA

    def as_dict(self) -> dict[str, str | None]:
        """A JSON-ready form for task messages; `from_dict` reads it."""
        return {"tenant": str(self.tenant) if self.tenant else None, "schema": self.schema, "alias": self.alias}

    @classmethod
    def from_dict(cls, data: dict[str, str | None]) -> Scope:
        """The scope of a message. Raises ValueError or KeyError on anything else."""
        tenant = data["tenant"]
        return cls(UUID(tenant) if tenant else None, str(data["schema"]), str(data.get("alias") or "default"))


PUBLIC = Scope(None, PUBLIC_SCHEMA)

_current: ContextVar[Scope | None] = ContextVar("tongban_scope", default=None)


def current() -> Scope:
    """The scope in hand. Raises OutsideScope without one."""
    here = _current.get()
    if here is None:
        raise OutsideScope("there is no tenant here: open kernel.scope.scope(...) first")
    return here


def current_or_none() -> Scope | None:
    """The scope in hand, or None; only for logs and for the machinery that opens scopes."""
    return _current.get()


@contextmanager
def scope(to: Scope, *, savepoint: bool = True) -> Iterator[Scope]:
    """Run a unit of work in a schema.

    The outermost scope on a server is a real transaction; an inner one is a savepoint (or, with
    `savepoint=False`, nothing of its own: cheaper for a read, but any error spoils the whole unit).
    Raises SwallowedError when a database error inside was caught and not told.
    """
    with _on_server_of(to) as connection:
        before: Scope | None = connection.bound
        outer = _current.set(before)
        try:
            with transaction.atomic(durable=before is None, savepoint=savepoint):
                inner = _current.set(to)
                try:
                    connection.bind(to)
                    yield to
                    if connection.needs_rollback and not connection.abandoned:
                        raise SwallowedError("a database error was caught and not told; nothing of this unit is kept")
                finally:
                    # Before atomic() leaves: its ROLLBACK TO must not meet the inner binding.
                    _current.reset(inner)
                    connection.bound = before
                if len(connection.atomic_blocks) > 1 and not connection.needs_rollback:
                    connection.bind(before)
        finally:
            if before is None:
                connection.abandoned = False
            _current.reset(outer)


_servers = threading.local()
_pools: dict[str, dict[str, Any]] = {}


@contextmanager
def _on_server_of(to: Scope) -> Iterator[Any]:
    # A router by scope would not do: callbacks, atomic() and migrations ask for "default" by name.
    standing = cast(Any, connections[DEFAULT_DB_ALIAS])
    wrappers: dict[str, Any] = _servers.__dict__.setdefault("wrappers", {})
    if not wrappers.get("swapped"):
        wrappers[DEFAULT_DB_ALIAS] = standing
    mine = wrappers.get(to.alias)
    if mine is None:
        mine = wrappers[to.alias] = cast(Any, connections.create_connection(to.alias))
        mine.alias = DEFAULT_DB_ALIAS
        mine._connection_pools = _pools.setdefault(to.alias, {})
    if mine is standing:
        yield mine
        return
    swapped_before = wrappers.get("swapped", False)
    wrappers["swapped"] = to.alias != DEFAULT_DB_ALIAS
    connections[DEFAULT_DB_ALIAS] = mine
    try:
        yield mine
    finally:
        connections[DEFAULT_DB_ALIAS] = standing
        wrappers["swapped"] = swapped_before
        if to.alias != DEFAULT_DB_ALIAS and not mine.in_atomic_block:
            # Django ends idle connections by alias at the end of a request; this one has none.
            mine.close_if_unusable_or_obsolete()


def close_before_fork() -> None:
    """Close every connection and pool of this thread. Whoever forks calls it first: a pool that two processes have
    inherited hands both the same line to the server."""
    wrappers = _servers.__dict__.get("wrappers", {})
    for wrapper in [
        *connections.all(initialized_only=True),
        *(one for name, one in wrappers.items() if name != "swapped"),
    ]:
        wrapper.close()
        wrapper.close_pool()


@contextmanager
def public() -> Iterator[Scope]:
    """The named way into the public schema, from a tenant's unit of work or from none."""
    here = _current.get()
    if here is not None and here.is_public:
        yield here
        return
    with scope(PUBLIC):
        yield PUBLIC


def abandon() -> None:
    """Roll the unit of work in hand back on purpose, without an error."""
    current()
    connection = cast(Any, connections[DEFAULT_DB_ALIAS])
    connection.abandoned = True
    transaction.set_rollback(True)


def after_commit(then: Callable[[], object]) -> None:
    """Run something once the unit in hand is committed, in a unit of its own and the same scope.

    What it raises is logged and does not undo the commit. Nothing else may call Django's on_commit.
    """
    here = current()

    def run() -> None:
        with scope(here):
            then()

    transaction.on_commit(run, robust=True)


def after_commit_outside(then: Callable[[], object]) -> None:
    """Like after_commit, but without a database unit: for messages to queues and channels."""
    current()
    transaction.on_commit(then, robust=True)


def streamed(to: Scope, rows: Callable[[], Iterable[T]]) -> Iterator[T]:
    """Rows of a streaming answer: they are fetched after the request's own unit has ended."""
    with scope(to):
        yield from rows()
