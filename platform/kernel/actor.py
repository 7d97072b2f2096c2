"""Who does something: a person of a tenant, a member of the vendor's staff, a visitor, or the system itself."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID

Kind = Literal["person", "staff", "visitor", "system"]


@dataclass(frozen=True)
class Actor:
    """The doer of an act. Acts are done *as* a position; `agent_for` names the person acted for.

    `principals` are the names under which rights are granted to this actor ("person:<uuid>",
    "department:<uuid>", …, "all"); `functions` are the function rights that the roles give; `seats` are
    (position, words) of all positions to choose from, the main one first.
    """

    kind: Kind
    name: str
    account: UUID | None = None
    person: UUID | None = None
    position: UUID | None = None
    position_label: str = ""
    unit: UUID | None = None
    agent_for: UUID | None = None
    address: str = ""
    language: str = ""
    seats: tuple[tuple[UUID, str], ...] = field(default=(), compare=False)
    functions: frozenset[str] = field(default_factory=frozenset)
    principals: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def system(cls, name: str) -> Actor:
        """The product itself, by the name of the mechanism: "schedule", "pool", "seed"."""
        return cls(kind="system", name=name)

    @classmethod
    def visitor(cls, address: str = "") -> Actor:
        """Somebody who has not signed in."""
        return cls(kind="visitor", name="", address=address)

    @property
    def is_signed_in(self) -> bool:
        """Whether an account stands behind the actor."""
        return self.account is not None

    def may(self, function: str) -> bool:
        """Whether a function right is held. The system holds all of them; it never speaks for a person."""
        return self.kind == "system" or function in self.functions

    def at(self, address: str) -> Actor:
        """The same actor, coming from a network address."""
        return replace(self, address=address)


_actor: ContextVar[Actor | None] = ContextVar("tongban_actor", default=None)


def current_actor() -> Actor | None:
    """The actor of the request or task in hand, for logs and tasks; acts get theirs as an argument."""
    return _actor.get()


def set_current_actor(actor: Actor | None) -> object:
    """Set the actor of this context; hand the answer to `reset_current_actor`."""
    return _actor.set(actor)


def reset_current_actor(token: object) -> None:
    """Put back what `set_current_actor` replaced."""
    _actor.reset(token)  # type: ignore[arg-type]
