"""Finding: rights in the statement, the best first, page by page.

Hits stand in four ranks: the title is what was asked, it begins with it, the words stand in it, they stand anywhere.
Within a rank the newest comes first. Each rank is a statement of its own that can follow an index, so that neither a
common word nor a late page makes the database sort everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from kernel.actor import Actor
from kernel.ports import tenancy
from kernel.registry import manifests
from kernel.scope import current
from kernel.search.highlighting import excerpt, marked
from kernel.search.models import SearchEntry
from kernel.search.policies import principals_of
from kernel.search.sources import SOURCES, Source
from kernel.search.words import Question, asked

PAGE = 20
RANKS = 4


@dataclass(frozen=True)
class Hit:
    """One thing found. `title` and `excerpt` are safe HTML with the terms marked; `plain` is the title as text."""

    kind: str
    object_id: UUID
    plain: str
    title: SafeString
    excerpt: SafeString
    url: str
    at: datetime
    owner: UUID | None
    facets: Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """A page of hits, best first; `following` is the cursor of the next page, empty at the end."""

    hits: list[Hit]
    following: str


def query(
    text: str,
    *,
    for_: Actor,
    kinds: Collection[str] = (),
    filters: Mapping[str, Any] | None = None,
    cursor: str = "",
    size: int = PAGE,
) -> Found:
    """What an actor finds. `kinds` limits to some kinds, `filters` to facets that have exactly these values.

    `cursor` comes from the page before; one that is none starts anew. At most four statements. A text in which there
    is nothing to look for finds nothing.
    """
    question = asked(text)
    if question.is_empty:
        return Found([], "")
    rank, at, last = _read_cursor(cursor)
    rows = within_rights(for_, kinds)
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if filters:
        rows = rows.filter(facets__contains=dict(filters))
    found: list[tuple[int, SearchEntry]] = []
    while rank < RANKS and len(found) <= size:
        some = _of_rank(rows, question, rank)
        if at is not None and last is not None:
            some = some.filter(Q(at__lt=at) | Q(at=at, pk__lt=last), at__lte=at)
        found += [(rank, row) for row in some.order_by("-at", "-id")[: size + 1 - len(found)]]
        rank, at, last = rank + 1, None, None
    shown = found[:size]
    following = _cursor(*shown[-1]) if len(found) > size else ""
    return Found([_hit(row, question) for _rank, row in shown], following)


def within_rights(actor: Actor, kinds: Collection[str] = ()) -> QuerySet[SearchEntry]:
    """The rows that an actor may find, of the packages that the tenant has. Everything for the system. `kinds` are
    those that are asked for, where not all are: the others' limits are not looked up."""
    rows = SearchEntry.objects.defer("tokens", "latin", "principals")
    known = {manifest.slug: manifest.licence for manifest in manifests()}
    here = current()
    absent = [slug for slug, licence in known.items() if not tenancy().has(here, licence)]
    if absent:
        rows = rows.exclude(module__in=absent)
    if actor.kind == "system":
        return rows
    rows = rows.filter(principals__overlap=sorted(principals_of(actor)))
    for source in SOURCES.values():
        reach = source.within(actor) if source.within is not None and (not kinds or source.kind in kinds) else None
        if reach is not None:
            rows = rows.filter(~Q(kind=source.kind) | Q(object_id__in=reach))
    return rows


def sources_here() -> list[Source]:
    """What can be found in this tenant, in the order of the tabs."""
    known = {manifest.slug: manifest.licence for manifest in manifests()}
    here = current()
    found = [one for one in SOURCES.values() if tenancy().has(here, known.get(one.kind.partition(".")[0]))]
    return sorted(found, key=lambda one: (one.order, one.kind))


def _of_rank(rows: QuerySet[SearchEntry], question: Question, rank: int) -> QuerySet[SearchEntry]:
    key = question.key[:300]
    if rank == 0:
        return rows.filter(title_key=key)
    if rank == 1:
        return rows.filter(title_key__startswith=key).exclude(title_key=key)
    rows = rows.exclude(title_key__startswith=key)
    for phrase in question.phrases:
        rows = rows.filter(Q(title_key__contains=phrase) | Q(excerpt__icontains=phrase))
    titled, anywhere = _words(question, "t:"), _words(question, "")
    return rows.filter(titled) if rank == 2 else rows.filter(anywhere).exclude(titled)


def _words(question: Question, prefix: str) -> Q:
    """All words of a question, as one condition. Chinese pairs are one tsquery; each Latin word may also be any part."""
    together = [_quoted(prefix + token) for token in question.han]
    condition = Q()
    for word in question.latin:
        beginning = _quoted(prefix + word) + ":*"
        if len(word) < 3:
            together.append(beginning)
        else:
            condition &= Q(tokens__fits=beginning) | Q(latin__contains=word)
    return condition & Q(tokens__fits=" & ".join(together)) if together else condition


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _hit(row: SearchEntry, question: Question) -> Hit:
    return Hit(
        kind=row.kind,
        object_id=row.object_id,
        plain=row.title,
        title=marked(row.title, question.terms),
        excerpt=excerpt(row.excerpt, question.terms),
        url=row.url,
        at=row.at,
        owner=row.owner,
        facets=row.facets,
    )


def _cursor(rank: int, row: SearchEntry) -> str:
    return f"{rank}_{row.at.isoformat()}_{row.pk}"


def _read_cursor(text: str) -> tuple[int, datetime | None, UUID | None]:
    try:
        rank, at, key = text.split("_")
        moment = datetime.fromisoformat(at)
        if not 0 <= int(rank) < RANKS or moment.tzinfo is None:
            raise ValueError(text)
        return int(rank), moment, UUID(key)
    except ValueError:
        return 0, None, None
