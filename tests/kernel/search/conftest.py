"""Papers: a kind of thing that only the tests have, with a source like any package's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.events import fact
from kernel.events.facts import FACTS
from kernel.keys import uuid7
from kernel.search.actions.indexing import index
from kernel.search.queries import query
from kernel.search.sources import SOURCES, Document, Source, register

FILED = FACTS.get("papers.paper.filed") or fact("papers.paper.filed", _("Paper filed"))
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


@dataclass
class Shelf:
    """The papers that exist, by tenant schema, and how often they were read."""

    papers: dict[UUID, Document] = field(default_factory=dict)
    loads: int = 0

    def add(self, title: str, *, principals: tuple[str, ...] = ("all",), days: int = 0, **values: object) -> UUID:
        key = uuid7()
        self.papers[key] = Document(
            title,
            f"/papers/{key}/",
            NOW - timedelta(days=days),
            principals,
            **values,  # type: ignore[arg-type]
        )
        index("papers.paper", [key])
        return key

    def ids(self) -> list[UUID]:
        return list(self.papers)

    def load(self, ids: list[UUID]) -> dict[UUID, Document]:
        self.loads += 1
        return {key: self.papers[key] for key in ids if key in self.papers}


SHELF = Shelf()
if "papers.paper" not in SOURCES:
    register(Source("papers.paper", _("Papers"), SHELF.ids, SHELF.load, events=("papers.paper.*",)))

LIN = Actor(kind="person", name="林静怡", account=uuid7(), person=uuid7(), principals=frozenset({"department:a"}))
WANG = Actor(kind="person", name="王大力", account=uuid7(), person=uuid7())


def titles(text: str, actor: Actor = LIN, **options: object) -> list[str]:
    return [hit.plain for hit in query(text, for_=actor, **options).hits]  # type: ignore[arg-type]


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    SHELF.papers.clear()
    SHELF.loads = 0
    yield SHELF
    SHELF.papers.clear()
