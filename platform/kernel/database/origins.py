"""Where an object comes from: what was loaded in one scope is neither saved nor followed in another.

Django asks a router for the database of every query and remembers the answer in the object
(`_state.db`). The answer given here is the name of the connection that also carries the scope, so
every object of every model knows its origin at no cost per row.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from kernel.scope import OtherScope, Scope, current_or_none


class Origin(str):
    """The name of the default connection, which equals that name, with the scope it was asked in."""

    __slots__ = ("scope",)
    scope: Scope

    def __reduce__(self) -> tuple[Any, ...]:
        return _origin, (self.scope,)


class OriginRouter:
    """The first of the routers. It never chooses another connection: inside a scope the default one is the tenant's."""

    def db_for_read(self, model: type[Any], **hints: Any) -> str | None:
        """The connection of the scope in hand. Raises OtherScope for a relation of an object of another scope."""
        return _here(model, hints.get("instance"))

    def db_for_write(self, model: type[Any], **hints: Any) -> str | None:
        """The connection of the scope in hand. Raises OtherScope for an object of another scope."""
        return _here(model, hints.get("instance"))

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool | None:
        """Whether two objects may be joined: not when they come from different scopes."""
        one, two = origin_of(first), origin_of(second)
        return False if one is not None and two is not None and one != two else None


def origin_of(thing: Any) -> Scope | None:
    """The scope that an object was loaded from or saved in; None for one that is new."""
    origin = thing._state.db
    return origin.scope if isinstance(origin, Origin) else None


def _here(model: type[Any], thing: Any) -> str | None:
    here = current_or_none()
    if thing is not None:
        origin = origin_of(thing)
        if origin is not None and origin != here:
            raise OtherScope(
                f"{thing._meta.label} {thing.pk} belongs to {origin.schema}; {model._meta.label} was asked of it in "
                f"{here.schema if here else 'no scope'}"
            )
    return _origin(here) if here is not None else None


@lru_cache(maxsize=4096)
def _origin(here: Scope) -> Origin:
    origin = Origin(DEFAULT_DB_ALIAS)
    origin.scope = here
    return origin
