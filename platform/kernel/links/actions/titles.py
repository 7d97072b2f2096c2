"""Keeping the remembered titles current. Not acts: nobody does it, it follows. Doing it twice changes nothing."""

from __future__ import annotations

from kernel.actor import Actor
from kernel.links.linkable import Ref
from kernel.links.models import Link
from kernel.links.queries import cards


def refresh(thing: Ref) -> int:
    """Write down what a thing is called now, wherever it is linked; answers how many links were changed. What is gone
    keeps its last title."""
    forward = Link.objects.filter(source_kind=thing.kind, source_id=thing.id)
    backward = Link.objects.filter(target_kind=thing.kind, target_id=thing.id)
    if not forward.exists() and not backward.exists():
        return 0
    card = cards([thing], for_=Actor.system("links")).get(thing)
    if card is None or not card.title:
        return 0
    title, readers = card.title[:300], list(card.readers)
    changed = forward.exclude(source_title=title, source_readers=readers).update(
        source_title=title, source_readers=readers
    )
    return changed + backward.exclude(target_title=title, target_readers=readers).update(
        target_title=title, target_readers=readers
    )
