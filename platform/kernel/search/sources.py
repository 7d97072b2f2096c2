"""What can be found: declared by packages, kept current by their facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kernel.actor import Actor
from kernel.events import Event, follow


@dataclass(frozen=True)
class Document:
    """What the search knows of one thing.

    `principals` are the names of those who may see it ("all", "person:<uuid>", "department:<uuid>", …): whoever holds
    one of them finds it. `words` are further words it is found by (numbers, codes, other names); `body` is text that is
    searched and shown in part; `at` decides among equals, newest first. `facets` are exact values to filter by.
    """

    title: str
    url: str
    at: datetime
    principals: Iterable[str]
    body: str = ""
    words: Iterable[str] = ()
    owner: UUID | None = None
    facets: Mapping[str, Any] = field(default_factory=dict)


def _subject(event: Event) -> Iterable[UUID]:
    return (event.subject_id,) if event.subject_id else ()


@dataclass(frozen=True)
class Source:
    """A kind of thing that can be found.

    `ids` answers the ids of all things of the tenant in hand, `load` the documents of some of them (a thing that is
    left out is taken from the search; a handful of queries, however many are asked). After each fact of `events`
    (patterns such as "organization.person.*") the things that `touched` names are read again: the fact's own subject
    unless told otherwise. `pinyin` makes titles findable by their reading. Where the rights of a kind depend on who asks
    and cannot stand on the row as principals, `within` answers the ids an actor may find as a query (None: no further
    limit), which becomes part of the statement.
    """

    kind: str
    title: Any
    ids: Callable[[], Iterable[UUID]]
    load: Callable[[list[UUID]], Mapping[UUID, Document]]
    events: tuple[str, ...] = ()
    touched: Callable[[Event], Iterable[UUID]] = _subject
    pinyin: bool = True
    within: Callable[[Actor], QuerySet[Any] | None] | None = None
    order: int = 50


SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make a source known and subscribe it to its facts. Raises ValueError for a kind that is taken, or a pattern that
    fits no fact."""
    if source.kind in SOURCES:
        raise ValueError(f"the kind {source.kind} is searched twice")
    SOURCES[source.kind] = source
    follow(source.events, _handler(source), who=source.kind)


def _handler(source: Source) -> Callable[[Event], None]:
    def reindex(event: Event) -> None:
        from kernel.search.actions.indexing import index

        index(source.kind, source.touched(event))

    # A delivery is told apart by this name.
    reindex.__qualname__ = f"reindex.{source.kind}"
    return reindex
