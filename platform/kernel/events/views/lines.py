"""The lines of the audit log: what stands in them, what they are narrowed by, what leaves in a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor, current_actor
from kernel.events import difference, queries
from kernel.events.models import EventRow
from kernel.ports import directory
from kernel.registry import manifests
from kernel.web.lists import Choice, Column, Dates, Linked, List, Picked, Text
from kernel.web.lists.filters import Given, Rows


def log_url(**asked: Any) -> str:
    """The log, narrowed to what is asked for."""
    return f"{reverse('events:log')}?{urlencode(asked)}"


@dataclass(frozen=True, eq=False)
class Days(Dates):
    """Some days of the log. Where text is looked for, the last month unless days are chosen: see `Filters.bounded`."""

    def apply(self, rows: Rows, given: Given) -> Rows:
        since, until = self.days(given)
        text = next((text for text in given.get("q", []) if text.strip()), "")
        asked = queries.Filters(since=since, until=until, text=text).bounded(timezone.localdate())
        return queries.within(rows, asked.since, asked.until)


def _kinds() -> list[tuple[str, list[tuple[str, Any]]]]:
    titles = {name: manifest.title for manifest in manifests() for name in (manifest.slug, manifest.label)}
    return [(str(titles.get(name) or name), rows) for name, rows in queries.kinds().items()]


def _who(row: EventRow) -> SafeString:
    name: SafeString | str = row.actor_name
    if row.actor_kind == "visitor":
        name = format_html('<span class="faint">{}</span>', _("Not signed in"))
    elif row.actor_kind == "system":
        name = _("System") + (f": {name}" if name else "")
    elif row.actor_person:
        name = format_html('<a href="{}">{}</a>', log_url(who=row.actor_person), name)
    return format_html('{} <span class="faint">{}</span>', name, row.actor_position_label)


def _subject(row: EventRow) -> SafeString | str:
    if row.subject_id is None:
        return ""
    where = log_url(subject=f"{row.subject_kind}:{row.subject_id}")
    return format_html('<a href="{}">{}</a>', where, row.subject_label or row.subject_kind)


def _changed(row: EventRow) -> list[difference.Line]:
    return [one for one in difference.lines(row.before, row.after, row.subject_kind) if one.change != "same"]


def _change(row: EventRow) -> SafeString:
    shown = ((one.name, one.before[:40], one.after[:40]) for one in _changed(row)[:3])
    return format_html_join(
        " ", '<span class="change"><span class="faint">{}</span> <del>{}</del> <ins>{}</ins></span>', shown
    )


def _change_in_words(row: EventRow) -> str:
    return "\n".join(f"{one.name}: {one.before or '—'} → {one.after or '—'}" for one in _changed(row))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""


def _named(people: list[UUID]) -> dict[UUID, str]:
    return directory().names(people)


def _only(thing: str) -> str | None:
    actor = current_actor()
    label = queries.label_of(thing, actor) if actor else None
    return None if label is None else _("Only what happened to {thing}").format(thing=label)


def _is_person(actor: Actor) -> bool:
    return actor.kind == "person"


def _aside(key: str, title: Any, value: Any) -> Column:
    """A column for those who choose it, mostly for a file."""
    return Column(key, title, value, width="medium", phone=False, shown=False)


EVENTS = List(
    "events.log",
    source=queries.visible_to,
    columns=(
        Column("what", gettext_lazy("What was done"), lambda row: queries.title_of(row.kind), main=True,
               url=lambda row: reverse("events:event", args=[row.pk])),
        Column("subject", gettext_lazy("Concerning"), "subject_label", width="medium", cell=_subject),
        Column("who", gettext_lazy("Done by"), "actor_name", width="long", cell=_who),
        Column("change", gettext_lazy("What changed"), _change_in_words, width="long", phone=False, cell=_change),
        Column("address", gettext_lazy("From where"), "address", width="short", phone=False),
        Column("when", gettext_lazy("When"), "at", "moment", sort="pk",
               export=lambda row: timezone.localtime(row.at).isoformat(timespec="milliseconds")),
        _aside("as", gettext_lazy("As"), "actor_position_label"),
        _aside("agent_for", gettext_lazy("Agent for"), lambda row: str(row.agent_for or "")),
        _aside("kind", gettext_lazy("Kind"), "kind"),
        _aside("subject_id", gettext_lazy("Subject's id"), lambda row: str(row.subject_id or "")),
        _aside("before", gettext_lazy("Before"), lambda row: _json(row.before)),
        _aside("after", gettext_lazy("After"), lambda row: _json(row.after)),
        _aside("details", gettext_lazy("Details"), lambda row: _json(row.data)),
        _aside("event", gettext_lazy("Event's id"), lambda row: str(row.pk)),
    ),
    filters=(
        Choice("kind", gettext_lazy("What was done"), narrow=lambda rows, kind: rows.filter(kind=kind), choices=_kinds),
        Picked("who", gettext_lazy("Done by"), narrow=queries.done_by, resolve=_named, may=_is_person),
        Days("at", gettext_lazy("When")),
        Text("address", gettext_lazy("Address"), narrow=lambda rows, text: rows.filter(address=text)),
        Linked("subject", gettext_lazy("Concerning"), narrow=queries.concerning, named=_only),
    ),
    search=queries.saying,
    search_words=gettext_lazy("Name or thing, of the last 31 days"),
    order="-when",
    empty_title=gettext_lazy("Nothing was written down yet"),
    empty_text=gettext_lazy("The log keeps who did what, when and from where."),
)  # fmt: skip
