"""What is linked with a thing, as one reader sees it.

One statement for the links whatever their number, and one call of each package that answers for some of the other
ends. What the reader may not open is counted and named by its kind, never by its title; what is gone keeps its last
title for those who could have read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.links.linkable import LINKABLES, Card, Linkable, Ref, kinds_of, of_module
from kernel.links.models import Link
from kernel.links.policies import LinkPolicy
from kernel.policies import NotFound, allowed
from kernel.ports import tenancy
from kernel.registry import manifests
from kernel.scope import current

State = Literal["open", "closed", "gone"]
MOST = 200


@dataclass(frozen=True)
class Linked:
    """The other end of a link. `title` and `url` are empty for what the reader may not open ("closed"); "gone" has no
    `url`. `is_back` tells a link that leads here from one that leads away."""

    link: UUID
    ref: Ref
    kind: Any
    title: str
    url: str
    state: State
    is_back: bool
    note: str
    by: str
    at: datetime
    may_remove: bool

    @property
    def said(self) -> str:
        """What stands where a title would."""
        if self.title:
            return self.title
        return _("Something you may not open") if self.state == "closed" else _("Something that no longer exists")


def linked_with(thing: Ref, *, for_: Actor) -> list[Linked]:
    """What is linked with a thing, in either direction, newest first, at most 200. Raises NotFound when the reader may
    not open the thing itself."""
    require_openable(thing, for_=for_)
    rows = list(links_at(thing).order_by("-pk")[:MOST])
    there = cards([_other(row, thing)[0] for row in rows], for_=for_)
    # Asked once: all links that lead away from here have the same source. Those that lead here are removed there.
    may_link = bool(rows) and allowed(LinkPolicy.make, Link(source_kind=thing.kind, source_id=thing.id), for_)
    return [_shown(row, thing, there, for_, may_link) for row in rows]


def links_at(thing: Ref) -> QuerySet[Link]:
    """The rows of a thing's links, in either direction."""
    return Link.objects.filter(
        Q(source_id=thing.id, source_kind=thing.kind) | Q(target_id=thing.id, target_kind=thing.kind)
    )


def cards(refs: Iterable[Ref], *, for_: Actor) -> dict[Ref, Card]:
    """How things show themselves to a reader; what is gone is left out. One call for each kind among them.

    Things of a package that the tenant does not have exist and cannot be opened.
    """
    found: dict[Ref, Card] = {}
    here = kinds_here()
    for kind, keys in kinds_of(refs).items():
        if kind not in LINKABLES:
            continue
        if kind not in here:
            found.update({Ref(kind, key): Card("", "", may_open=False) for key in keys})
            continue
        found.update({Ref(kind, key): card for key, card in LINKABLES[kind].cards(keys, for_).items()})
    return found


def kinds_here() -> dict[str, Linkable]:
    """What can be linked in this tenant."""
    licences = {manifest.slug: manifest.licence for manifest in manifests()}
    here = current()
    return {
        kind: one for kind, one in LINKABLES.items() if tenancy().has(here, licences.get(of_module(kind)))
    }  # fmt: skip


def require_openable(thing: Ref, *, for_: Actor) -> Card:
    """The card of a thing that a reader may open. Raises NotFound."""
    card = cards([thing], for_=for_).get(thing)
    if card is None or not card.may_open:
        raise NotFound()
    return card


def link(key: UUID, *, for_: Actor) -> Link:
    """One link whose one end at least the reader may open. Raises NotFound."""
    row = Link.objects.filter(pk=key).first()
    if row is None or not any(card.may_open for card in cards([row.source, row.target], for_=for_).values()):
        raise NotFound()
    return row


def _other(row: Link, thing: Ref) -> tuple[Ref, str, list[str]]:
    if row.source == thing:
        return row.target, row.target_title, row.target_readers
    return row.source, row.source_title, row.source_readers


def _shown(row: Link, thing: Ref, there: Mapping[Ref, Card], reader: Actor, may_link: bool) -> Linked:
    ref, last, readers = _other(row, thing)
    card = there.get(ref)
    mine = row.account is not None and row.account == reader.account
    if card is not None:
        state: State = "open" if card.may_open else "closed"
        title, url = (card.title, card.url) if card.may_open else ("", "")
    else:
        state, url = "gone", ""
        known = mine or reader.kind == "system" or not (reader.principals | {"all"}).isdisjoint(readers)
        title = last if known else ""
    return Linked(
        link=row.pk,
        ref=ref,
        kind=LINKABLES[ref.kind].title if ref.kind in LINKABLES else "",
        title=title,
        url=url,
        state=state,
        is_back=row.source != thing,
        note=row.note,
        by=row.made_by,
        at=row.made_at,
        may_remove=mine or (may_link and row.source == thing),
    )
