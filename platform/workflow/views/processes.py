"""Processes as their designers and managers see them: list, one with its versions, comparison."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kernel.policies import allowed
from kernel.web.access import actor_of, needs
from kernel.web.lists import Choice, Column, List, View
from kernel.web.pages import page
from organization import queries as people
from organization.views.sending import button, form_page
from workflow import functions, progress, queries
from workflow.actions import definitions
from workflow.checking import checked_version
from workflow.comparing import compared
from workflow.forms import ProcessForm
from workflow.models import Process
from workflow.policies import ProcessPolicy, looks_after_any

STATES: dict[str, tuple[Any, str]] = {
    "draft": (gettext_lazy("Not published"), "off"),
    "published": (gettext_lazy("Published"), "ok"),
    "stopped": (gettext_lazy("Stopped"), "warn"),
}


def _narrow(rows: Any, text: str) -> Any:
    return queries.process_state(rows, text)


PROCESSES = List(
    "workflow.processes",
    source=queries.with_running,
    columns=(
        Column("name", gettext_lazy("Process"), "name", main=True, sort="name",
               url=lambda row: reverse("workflow:process", args=[row.pk])),
        Column("key", gettext_lazy("Short name"), "key", width="medium", shown=False),
        Column("state", gettext_lazy("State"), lambda row: STATES[row.state], "state"),
        Column("version", gettext_lazy("Version"), "current.number", "number"),
        Column("running", gettext_lazy("Under way"), "running", "number"),
        Column("published", gettext_lazy("Published"), "current.published_at", "moment"),
    ),
    filters=(Choice("state", gettext_lazy("Any state"), narrow=_narrow,
                    choices=tuple((key, words) for key, (words, _kind) in STATES.items())),),
    search=("name__icontains", "key__icontains"),
    order="name",
    views=(View(gettext_lazy("All")), View(gettext_lazy("Published"), "state=published")),
    empty_title=gettext_lazy("No processes yet"),
    empty_text=gettext_lazy("A process says who handles a matter, in which order and on which conditions."),
)  # fmt: skip


@needs(looks_after_any)
def index(request: HttpRequest) -> HttpResponseBase:
    """All processes."""
    new = {"title": _("New process"), "url": reverse("workflow:new_process"), "is_primary": True}
    actions = [new] if actor_of(request).may(functions.DESIGN) else []
    return PROCESSES.answer(request, title=_("Processes"), context={"page_actions": actions})


@needs(functions.DESIGN)
def new(request: HttpRequest) -> HttpResponse:
    """Make a process."""
    actor = actor_of(request)
    return form_page(
        request, ProcessForm(actor, request.POST or None, is_new=True),
        lambda given: definitions.create(by=actor, **given), title=_("New process"), crumbs=_crumbs(),
        to=lambda made: reverse("workflow:process", args=[made.pk]), back=reverse("workflow:processes"),
    )  # fmt: skip


@needs(functions.DESIGN)
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a process's name, managers, form, and what its senders may do."""
    actor, row = actor_of(request), queries.process(key, for_=actor_of(request))
    initial = {"name": row.name, "note": row.note, "managers": row.managers, "form": row.form_id, **row.settings}
    return form_page(
        request, ProcessForm(actor, request.POST or None, initial=initial),
        lambda given: definitions.edit(row, by=actor, **given), title=row.name, crumbs=_crumbs(),
        to=reverse("workflow:process", args=[row.pk]),
    )  # fmt: skip


@needs(looks_after_any)
def process(request: HttpRequest, key: UUID) -> HttpResponse:
    """One process: its picture, its versions, and what runs on each."""
    actor, row = actor_of(request), queries.process(key, for_=actor_of(request))
    versions = list(queries.versions(actor, process=row.pk).order_by("-number")[:100])
    running = queries.running_on(*versions)
    shown = versions[0] if versions else None
    found = checked_version(shown) if shown else None
    drawing = progress.blank(found.plan, shown.graph, row.name) if shown and found and found.plan else ""
    context = {
        "process": row,
        "state": STATES[row.state],
        "versions": [(one, running.get(one.pk, 0)) for one in versions],
        "latest": shown,
        "faults": [(fault, _fault(fault)) for fault in found.faults] if found else [],
        "is_publishable": bool(shown and found and found.is_publishable and shown.pk != row.current_id),
        "picture": drawing,
        "managers": list(people.names(_ids(row)).values()),
        "may_design": allowed(ProcessPolicy.design, row, actor),
    }
    return page(request, "workflow/process.html", context)


@needs(functions.DESIGN)
@require_POST
def publication(request: HttpRequest, key: UUID) -> HttpResponse:
    """Publish a version of a process (`version`)."""
    actor, row = actor_of(request), queries.process(key, for_=actor_of(request))
    version = queries.version(_key(request.POST.get("version", "")), for_=actor, of=row)
    to = reverse("workflow:process", args=[row.pk])
    return button(request, lambda: definitions.publish(version, by=actor), to=to, said=_("The version is published."))


@needs(functions.DESIGN)
@require_POST
def stop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let no new matters begin."""
    actor, row = actor_of(request), queries.process(key, for_=actor_of(request))
    to = reverse("workflow:process", args=[row.pk])
    return button(request, lambda: definitions.stop(row, by=actor), to=to, said=_("No new matters begin in it."))


@needs(looks_after_any)
def comparison(request: HttpRequest, key: UUID, other: UUID) -> HttpResponse:
    """What differs between two versions of a process."""
    actor = actor_of(request)
    one = queries.version(key, for_=actor)
    second = queries.version(other, for_=actor, of=one.process)
    older, newer = sorted((one, second), key=lambda version: version.number)
    running = queries.running_on(older, newer)
    context = {
        "process": one.process, "older": older, "newer": newer, "crumbs": _crumbs(one.process),
        "changes": compared(older.graph, newer.graph, (older.fields, newer.fields)),
        "running_on_older": running.get(older.pk, 0), "running_on_newer": running.get(newer.pk, 0),
    }  # fmt: skip
    return page(request, "workflow/comparison.html", context)


def _fault(fault: Any) -> str:
    from workflow import words

    return words.of_fault(fault)


def _ids(row: Process) -> list[UUID]:
    return [UUID(str(one)) for one in row.managers]


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _crumbs(row: Process | None = None) -> list[tuple[object, str]]:
    first: list[tuple[object, str]] = [(_("Processes"), reverse("workflow:processes"))]
    return [*first, (row.name, reverse("workflow:process", args=[row.pk]))] if row else first
