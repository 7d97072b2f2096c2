"""What can be linked: declared by packages, each answering for its own things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel.actor import Actor
from kernel.events import Event, follow
from kernel.policies import Verdict


@dataclass(frozen=True)
class Ref:
    """A thing anywhere in the tenant: the kind ("organization.person") and the id."""

    kind: str
    id: UUID

    @classmethod
    def read(cls, text: str) -> Ref:
        """From "kind:id". Raises ValueError for anything else."""
        kind, _, key = text.partition(":")
        if not kind or len(kind) > 80:
            raise ValueError(text)
        return cls(kind, UUID(key))

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Card:
    """How a thing shows itself to one reader: the title, the page's path, and whether this reader may open it.

    `readers` are the principals of those who may still read the title once the thing is gone.
    """

    title: str
    url: str
    may_open: bool = True
    readers: tuple[str, ...] = ()


def _whoever_opens_it(actor: Actor, key: UUID) -> Verdict:
    return True


@dataclass(frozen=True)
class Linkable:
    """A kind of thing that can be linked.

    `cards` answers all of some things that exist, whether or not the reader may open them (a thing that is left out is
    gone; a handful of queries, however many are asked). `may_link` says who may attach links to a thing of this kind,
    beside having to be able to open it. After each fact of `events` ("organization.person.*") the titles that links
    remember are brought up to date.
    """

    kind: str
    title: Any
    cards: Callable[[list[UUID], Actor], Mapping[UUID, Card]]
    may_link: Callable[[Actor, UUID], Verdict] = _whoever_opens_it
    events: tuple[str, ...] = ()


LINKABLES: dict[str, Linkable] = {}


def register(linkable: Linkable) -> None:
    """Make a kind known. Raises ValueError for a kind that is taken, or a pattern that fits no fact."""
    if linkable.kind in LINKABLES:
        raise ValueError(f"the kind {linkable.kind} is linked twice")
    LINKABLES[linkable.kind] = linkable
    follow(linkable.events, _handler(linkable), who=linkable.kind)


def of_module(kind: str) -> str:
    """The package that answers for a kind."""
    return kind.partition(".")[0]


def kinds_of(refs: Iterable[Ref]) -> dict[str, list[UUID]]:
    """Ids by kind, each once, in their order."""
    found: dict[str, dict[UUID, None]] = {}
    for ref in refs:
        found.setdefault(ref.kind, {})[ref.id] = None
    return {kind: list(keys) for kind, keys in found.items()}


def _handler(linkable: Linkable) -> Callable[[Event], None]:
    def retitle(event: Event) -> None:
        from kernel.links.actions.titles import refresh

        if event.subject_id is not None:
            refresh(Ref(linkable.kind, event.subject_id))

    # A delivery is told apart by this name.
    retitle.__qualname__ = f"retitle.{linkable.kind}"
    return retitle
