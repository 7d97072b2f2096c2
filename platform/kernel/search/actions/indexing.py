"""Keeping the table current: some things after a fact, everything in a rebuild. Doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, TextField, Value

from kernel.scope import Scope, scope
from kernel.search.models import SearchEntry
from kernel.search.sources import SOURCES, Document, Source
from kernel.search.words import indexed

BATCH = 500
EXCERPT_CHARACTERS = 2000
_CHANGED = (
    "title", "title_key", "excerpt", "url", "tokens", "latin", "principals", "owner", "facets", "at", "indexed_at",
)  # fmt: skip


def index(kind: str, ids: Iterable[UUID], now: datetime | None = None) -> int:
    """Read things of a kind again and keep what is found of them; what is not found any more is removed.

    Answers how many are kept. Raises KeyError for a kind that nobody declared.
    """
    source = SOURCES[kind]
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return 0
    documents = source.load(wanted)
    # In one order, so that two workers with the same rows wait for each other instead of locking up.
    made = [_row(source, key, documents[key], now or datetime.now(UTC)) for key in sorted(documents)]
    SearchEntry.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=_CHANGED
    )
    remove(kind, [key for key in wanted if key not in documents])
    return len(made)


def remove(kind: str, ids: Iterable[UUID]) -> None:
    """Take things from the search."""
    gone = list(ids)
    if gone:
        SearchEntry.objects.filter(kind=kind, object_id__in=gone).delete()


def rebuild(here: Scope, kinds: Iterable[str] = ()) -> dict[str, int]:
    """Read everything of a tenant again, in batches with a unit of work each, while it is searched as it was.

    What no source names any more is removed at the end. Answers how many entries each kind has.
    """
    counts: dict[str, int] = {}
    asked = set(kinds)
    for source in [one for one in SOURCES.values() if not asked or one.kind in asked]:
        began = datetime.now(UTC)
        with scope(here):
            ids = list(source.ids())
        counts[source.kind] = 0
        for batch in _batches(iter(ids)):
            with scope(here):
                counts[source.kind] += index(source.kind, batch)
        with scope(here):
            SearchEntry.objects.filter(kind=source.kind, indexed_at__lt=began).delete()
    if not asked:
        with scope(here):
            SearchEntry.objects.exclude(kind__in=list(SOURCES)).delete()
    return counts


def _batches(ids: Iterator[UUID]) -> Iterator[list[UUID]]:
    while batch := list(islice(ids, BATCH)):
        yield batch


def _row(source: Source, key: UUID, document: Document, now: datetime) -> SearchEntry:
    found = indexed(document.title, document.body, document.words, pinyin=source.pinyin)
    return SearchEntry(
        module=source.kind.partition(".")[0],
        kind=source.kind,
        object_id=key,
        title=document.title[:300],
        title_key=found.title_key,
        excerpt=document.body[:EXCERPT_CHARACTERS],
        url=document.url[:500],
        tokens=_vector(found.tokens),
        latin=found.latin,
        principals=sorted(set(document.principals)),
        owner=document.owner,
        facets=dict(document.facets),
        at=document.at,
        indexed_at=now,
    )


def _vector(tokens: list[str]) -> Any:
    """Tokens as a tsvector exactly as they are: no dictionary, no positions."""
    given = Value(tokens, output_field=ArrayField(TextField()))
    return Func(given, function="array_to_tsvector", output_field=SearchVectorField())
