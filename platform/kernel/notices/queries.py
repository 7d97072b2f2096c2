"""Which notices somebody sees, and how they like to be told."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kernel.actor import Actor
from kernel.notices.kinds import CHANNELS, KINDS, NoticeKind
from kernel.notices.models import Choice, Notice, Rhythm, Subscription
from kernel.policies import NotFound
from kernel.ports import tenancy
from kernel.registry import manifests
from kernel.scope import current

PAGE = 50
COUNTED = 100


@dataclass(frozen=True)
class Slice:
    """A page of a list: the rows, and the cursor of the next (empty at the end)."""

    rows: list[Notice]
    following: str


@dataclass(frozen=True)
class Wish:
    """A kind with what the account has chosen for each channel: (channel, wanted)."""

    kind: NoticeKind
    channels: list[tuple[str, bool]]


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """The actor's own notices, newest first."""
    return Notice.objects.filter(account=actor.account) if actor.account else Notice.objects.none()


def notice(id: UUID, *, for_: Actor) -> Notice:
    """One notice of the actor's. Raises NotFound."""
    found = visible_to(for_).filter(pk=id).first()
    if found is None:
        raise NotFound
    return found


def latest(actor: Actor, *, unread: bool = False, kind: str = "", after: str = "", size: int = PAGE) -> Slice:
    """A page of notices, newest first. `after` is the cursor of the page before; one that is none starts anew."""
    rows = visible_to(actor).order_by("-id")
    if unread:
        rows = rows.filter(read_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    with contextlib.suppress(ValueError):
        rows = rows.filter(pk__lt=UUID(after)) if after else rows
    found = list(rows[: size + 1])
    return Slice(found[:size], str(found[size - 1].pk) if len(found) > size else "")


def unread(actor: Actor) -> int:
    """How many are unread, counted to a hundred: beyond that nobody reads the number."""
    return visible_to(actor).filter(read_at=None).order_by()[:COUNTED].count()


def kinds_here() -> list[NoticeKind]:
    """The kinds of the packages that this tenant has, by group and title."""
    licences = {manifest.slug: manifest.licence for manifest in manifests()}
    here = current()
    found = [kind for key, kind in KINDS.items() if tenancy().has(here, licences.get(key.partition(".")[0]))]
    return sorted(found, key=lambda kind: (str(kind.group), str(kind)))


def wishes(actor: Actor) -> list[Wish]:
    """Every kind with what the actor wants of it. One query."""
    chosen: dict[tuple[str, str], bool] = {
        (kind, channel): wanted
        for kind, channel, wanted in Choice.objects.filter(account=actor.account).values_list(
            "kind", "channel", "wanted"
        )
    }
    return [
        Wish(kind, [(one, chosen.get((kind.key, one), one in kind.channels)) for one in CHANNELS])
        for kind in kinds_here()
    ]


def rhythm(actor: Actor) -> Rhythm:
    """The actor's rhythm; an unsaved one with the defaults where nothing was chosen."""
    if actor.account is None:
        raise NotFound
    return Rhythm.objects.filter(account=actor.account).first() or Rhythm(
        account_id=actor.account, daily_at=time(8, 30)
    )


def browsers(actor: Actor) -> QuerySet[Subscription]:
    """The browsers that push notices go to."""
    return Subscription.objects.filter(account=actor.account).order_by("-made_at")


def browser(id: UUID, *, for_: Actor) -> Subscription:
    """One of them. Raises NotFound."""
    found: Any = browsers(for_).filter(pk=id).first()
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]
