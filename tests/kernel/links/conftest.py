"""Papers and boxes: two kinds of things that only the tests have, of a package like any other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.events import fact
from kernel.events.facts import FACTS
from kernel.keys import uuid7
from kernel.links.linkable import LINKABLES, Card, Linkable, Ref, register
from kernel.policies import Verdict

RENAMED = FACTS.get("sheaf.paper.renamed") or fact("sheaf.paper.renamed", _("Paper renamed"))


@dataclass
class Drawer:
    """What exists of a kind: title and who may open it; and how often it was asked."""

    kind: str
    things: dict[UUID, tuple[str, set[UUID]]] = field(default_factory=dict)
    asked: int = 0

    def put(self, title: str, *readers: Actor) -> Ref:
        """A thing that some people may open; with nobody named, everybody."""
        ref = Ref(self.kind, uuid7())
        self.things[ref.id] = (title, {one.person for one in readers if one.person})
        return ref

    def cards(self, keys: list[UUID], actor: Actor) -> dict[UUID, Card]:
        self.asked += 1
        found = {}
        for key in keys:
            if key in self.things:
                title, readers = self.things[key]
                may = actor.kind == "system" or not readers or actor.person in readers
                names = tuple(f"person:{one}" for one in readers) or ("all",)
                found[key] = Card(title, f"/{self.kind}/{key}/", may, names)
        return found


PAPERS, BOXES = Drawer("sheaf.paper"), Drawer("sheaf.box")
SEALED: set[UUID] = set()


def _may_link(actor: Actor, key: UUID) -> Verdict:
    return "This paper is sealed." if key in SEALED else True


if "sheaf.paper" not in LINKABLES:
    register(Linkable("sheaf.paper", _("Paper"), PAPERS.cards, _may_link, events=("sheaf.paper.*",)))
    register(Linkable("sheaf.box", _("Box"), BOXES.cards))

LIN = Actor(kind="person", name="林静怡", account=uuid7(), person=uuid7())
WANG = Actor(kind="person", name="王大力", account=uuid7(), person=uuid7())
LIN = Actor(
    kind="person", name="林静怡", account=LIN.account, person=LIN.person, principals=frozenset({f"person:{LIN.person}"})
)
WANG = Actor(
    kind="person", name="王大力", account=WANG.account, person=WANG.person,
    principals=frozenset({f"person:{WANG.person}"}),
)  # fmt: skip


@pytest.fixture
def papers() -> Iterator[Drawer]:
    for drawer in (PAPERS, BOXES):
        drawer.things.clear()
        drawer.asked = 0
    SEALED.clear()
    yield PAPERS


@pytest.fixture
def boxes(papers: Drawer) -> Drawer:
    return BOXES
