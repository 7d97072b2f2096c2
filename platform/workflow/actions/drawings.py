"""Keeping what is being drawn, publishing it, throwing it away. Drawings are kept with their faults; published ones have none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Conflict, Invalid, require
from workflow import events
from workflow.actions.definitions import drawn_as, publish_version
from workflow.models import Drawing, Process, Version
from workflow.policies import ProcessPolicy

MOST_BYTES = 1_000_000
NOTED_EVERY = timedelta(minutes=10)


@act
def keep(
    process: Process,
    *,
    by: Actor,
    source: Mapping[str, Any],
    fields: Mapping[str, str] | None = None,
    rev: int,
    now: datetime | None = None,
) -> Drawing:
    """Keep a drawing as it stands, faults and all. `rev` is the one that was drawn upon, 0 for the first.

    `fields` None leaves them. Raises Refused, Conflict when somebody else has kept another meanwhile, Invalid for what is
    no drawing or too large. The log says once in ten minutes, and at every change of hands, that it is being drawn.
    """
    require(ProcessPolicy.design, process, by)
    if not isinstance(source.get("steps"), list) or not isinstance(source.get("start"), Mapping):
        raise Invalid({"source": [_("This is not a drawing of the designer.")]})
    if len(json.dumps(source, ensure_ascii=False).encode()) > MOST_BYTES:
        raise Invalid({"source": [_("This drawing is larger than 1 MB. Make parts of it processes of their own.")]})
    now = now or datetime.now(UTC)
    # Two who draw at once wait for each other here.
    Process.objects.select_for_update().get(pk=process.pk)
    found = Drawing.objects.filter(process=process).first()
    if (found.rev if found else 0) != rev:
        raise Conflict(
            _("%(name)s has changed this drawing meanwhile. Load it again; your own is kept in this window until then.")
            % {"name": found.changed_by if found else _("Somebody")}
        )
    if found is None:
        found = Drawing(process=process, rev=0, changed_by="", noted_at=now, changed_at=now)
    is_noted = found.rev == 0 or found.changed_by != by.name[:150] or now - found.noted_at >= NOTED_EVERY
    found.source, found.rev = dict(source), found.rev + 1
    if fields is not None or found.rev == 1:
        found.fields = dict(fields or {})
    found.changed_at, found.changed_by = now, by.name[:150]
    if is_noted:
        found.noted_at = now
    found.save()
    if is_noted:
        record(events.ProcessSketched, process, by=by, rev=found.rev)
    return found


@act
def publish(process: Process, *, by: Actor, rev: int, note: str = "") -> Version:
    """Make the drawing a version and let new matters run on it. Raises Refused, Conflict when it has changed since `rev`, and
    Invalid while it has faults (place by place) or differs in nothing from what is published."""
    require(ProcessPolicy.design, process, by)
    Process.objects.select_for_update().get(pk=process.pk)
    found = Drawing.objects.filter(process=process).first()
    if found is None or found.rev != rev:
        raise Conflict(_("This drawing has changed meanwhile. Load it again and look at it before you publish it."))
    current = process.current
    if current is not None and (current.source, current.fields) == (found.source, found.fields):
        raise Invalid({"": [_("Nothing has changed since this process was last published.")]})
    return publish_version(drawn_as(process, by, found.source, found.fields), by, note)


@act
def discard(process: Process, *, by: Actor, rev: int) -> None:
    """Throw a drawing away; the next one begins with what is published. Raises Refused and Conflict."""
    require(ProcessPolicy.design, process, by)
    Process.objects.select_for_update().get(pk=process.pk)
    found = Drawing.objects.filter(process=process).first()
    if found is None:
        return
    if found.rev != rev:
        raise Conflict(_("This drawing has changed meanwhile. Load it again before you throw it away."))
    found.delete()
    record(events.DrawingDiscarded, process, by=by, rev=rev)
