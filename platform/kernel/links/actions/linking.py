"""Linking two things, and taking a link away."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.links import events
from kernel.links.linkable import Ref
from kernel.links.models import Link
from kernel.links.policies import LinkPolicy
from kernel.links.queries import require_openable
from kernel.policies import Invalid, require


@act
def link(source: Ref, *, by: Actor, target: Ref, note: str = "") -> Link:
    """Have a thing point to another. Linked twice, they are linked once, with the last note.

    Raises NotFound for an end that the actor may not open, Refused where its package lets nobody attach links, and
    Invalid for a thing and itself.
    """
    if source == target:
        raise Invalid({"target": [_("A thing is not linked with itself. Choose another.")]})
    here, there = require_openable(source, for_=by), require_openable(target, for_=by)
    note = note.strip()[:200]
    made = Link(
        source_kind=source.kind, source_id=source.id, source_title=here.title[:300], source_readers=list(here.readers),
        target_kind=target.kind, target_id=target.id, target_title=there.title[:300], target_readers=list(there.readers),
        note=note, made_at=datetime.now(UTC), made_by=by.name[:150], account=by.account,
    )  # fmt: skip
    require(LinkPolicy.make, made, by)
    Link.objects.bulk_create([made], ignore_conflicts=True)
    kept = Link.objects.select_for_update().get(
        source_kind=source.kind, source_id=source.id, target_kind=target.kind, target_id=target.id
    )
    if kept.pk == made.pk:
        record(events.LinkMade, kept, by=by, after={"note": note}, source=str(source), target=str(target))
    elif note and kept.note != note:
        before, kept.note = kept.note, note
        kept.save(update_fields=["note"])
        record(
            events.LinkMade, kept, by=by, before={"note": before}, after={"note": note},
            source=str(source), target=str(target),
        )  # fmt: skip
    return kept


@act
def unlink(link: Link, *, by: Actor) -> None:
    """Take a link away; both things stay. Raises Refused for whoever neither made it nor may attach links there."""
    require(LinkPolicy.remove, link, by)
    record(
        events.LinkRemoved, link, by=by, before={"note": link.note}, source=str(link.source), target=str(link.target)
    )
    link.delete()
