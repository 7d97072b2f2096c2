"""One's own work, and the matters that one looks after, as lists."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.actor import Actor
from kernel.web.access import signed_in
from kernel.web.lists import Choice, Column, List, View
from organization.models import Person
from workflow import queries
from workflow.engine.rows import Status, Vote
from workflow.models import Instance, Process

STATES: dict[int, tuple[Any, str]] = {
    Status.DRAFT: (_("Not sent"), "off"),
    Status.RUNNING: (_("Running"), "run"),
    Status.APPROVED: (_("Approved"), "ok"),
    Status.REJECTED: (_("Rejected"), "bad"),
    Status.REVOKED: (_("Revoked"), "off"),
    Status.TERMINATED: (_("Terminated"), "off"),
    Status.SUSPENDED: (_("Put on hold"), "warn"),
    Status.BLOCKED: (_("Stands still"), "bad"),
}
_RESULTS: dict[int, tuple[Any, str]] = {
    Vote.AGREE: (_("Agreed"), "ok"),
    Vote.REJECT: (_("Disagreed"), "bad"),
    Vote.ABSTAIN: (_("Abstained"), "off"),
    Vote.NONE: (pgettext_lazy("task", "Done"), "ok"),
}


def _named(rows: QuerySet[Any], **columns: str) -> QuerySet[Any]:
    """Rows with the names of the people in some columns of ids, in the same query."""
    names = {
        name: Subquery(Person.objects.filter(pk=OuterRef(column)).values("name")[:1])
        for name, column in columns.items()
    }
    found: QuerySet[Any] = rows.annotate(**names)
    return found


def _todo(actor: Actor) -> QuerySet[Any]:
    return _named(queries.todo(actor), starter_name="starter", assignee_name="assignee")


def _done(actor: Actor) -> QuerySet[Any]:
    return _named(queries.done(actor), starter_name="starter")


def _sent(actor: Actor) -> QuerySet[Any]:
    return queries.sent(actor).select_related("process")


def _copies(actor: Actor) -> QuerySet[Any]:
    return _named(queries.copies(actor), sender_name="sender").select_related("instance")


def _managed(actor: Actor) -> QuerySet[Any]:
    return _named(queries.managed(actor), starter_name="starter").select_related("process")


def _processes() -> list[tuple[str, str]]:
    # Everybody reads these; what was never published is its designers' own.
    rows = Process.objects.filter(current__isnull=False).order_by("name")
    return [(str(key), name) for key, name in rows.values_list("pk", "name")[:200]]


def _in_process(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    known = {key for key, _name in _processes()}
    return rows.filter(process=text) if text in known else rows


def _in_state(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return queries.in_state(rows, text)


def _late(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(due_at__lt=timezone.now()) if text == "1" else rows


def _task_url(row: Any) -> str:
    return reverse("workflow:task", args=[row.pk])


def _matter_url(row: Any) -> str:
    return reverse("workflow:matter", args=[row.pk if isinstance(row, Instance) else row.instance_id])


def state_of(row: Any) -> tuple[Any, str]:
    """A matter's state in words, with its kind for the page."""
    return STATES[row.status]


_PROCESS = Choice("process", _("All processes"), narrow=_in_process, choices=_processes)
_LATE = Choice("late", _("Any deadline"), narrow=_late, choices=(("1", _("Overdue")), ("0", _("All"))))
_TITLE = ("title__icontains",)

_STATE = Choice(
    "state",
    _("Any state"),
    narrow=_in_state,
    choices=(("open", _("Not ended")), ("ended", _("Ended")), *((one.name.lower(), STATES[one][0]) for one in Status)),
)

TO_DO = List(
    "workflow.todo",
    source=_todo,
    columns=(
        Column("title", _("Matter"), "title", main=True, url=_task_url),
        Column("step", _("Step"), "step_name", width="medium"),
        Column("starter", _("Sender"), "starter_name", width="short"),
        Column("due", _("Due"), "due_at", "moment"),
        Column("created", _("Arrived"), "created_at", "moment", sort="created_at"),
        Column("assignee", _("In the name of"), "assignee_name", width="short", shown=False),
    ),
    filters=(_PROCESS, _LATE),
    search=_TITLE,
    order="-created",
    unread=lambda row: row.read_at is None,
    views=(View(_("All")), View(_("Overdue"), "late=1")),
    empty_title=_("Nothing to do"),
    empty_text=_("What others send to you for approval or handling stands here."),
)
DONE = List(
    "workflow.done",
    source=_done,
    columns=(
        Column("title", _("Matter"), "title", main=True, url=_task_url),
        Column("step", _("Step"), "step_name", width="medium"),
        Column("result", _("Said"), lambda row: _RESULTS[row.result], "state"),
        Column("starter", _("Sender"), "starter_name", width="short"),
        Column("done", pgettext_lazy("task", "When"), "done_at", "moment", sort="done_at"),
    ),
    filters=(_PROCESS,),
    search=_TITLE,
    order="-done",
    empty_title=_("Nothing done yet"),
    empty_text=_("Matters that you have decided stand here, so that you can follow them."),
)
SENT = List(
    "workflow.sent",
    source=_sent,
    columns=(
        Column("title", _("Matter"), "title", main=True, url=_matter_url),
        Column("process", _("Process"), "process.name", width="medium"),
        Column("state", _("State"), state_of, "state"),
        Column("current", _("Now at"), "current", width="medium"),
        Column("created", pgettext_lazy("matter", "Sent"), "created_at", "moment", sort="created_at"),
    ),
    filters=(_PROCESS, _STATE),
    search=_TITLE,
    views=(View(_("All")), View(_("Running"), "state=open"), View(_("Ended"), "state=ended")),
    empty_title=_("Nothing sent yet"),
    empty_text=_("What you send stands here with where it is."),
)
COPIES = List(
    "workflow.copies",
    source=_copies,
    columns=(
        Column("title", _("Matter"), "title", main=True, url=_matter_url),
        Column("sender", _("Passed on by"), "sender_name", width="short"),
        Column("sent", pgettext_lazy("matter", "Sent"), "sent_at", "moment", sort="sent_at"),
        Column("read", _("Read"), "read_at", "moment"),
    ),
    search=_TITLE,
    unread=lambda row: row.read_at is None,
    empty_title=_("Nothing for your information"),
    empty_text=_("What steps or colleagues pass on to you to know stands here."),
)
MANAGED = List(
    "workflow.managed",
    source=_managed,
    columns=(
        Column("title", _("Matter"), "title", main=True, url=_matter_url),
        Column("process", _("Process"), "process.name", width="medium"),
        Column("starter", _("Sender"), "starter_name", width="short"),
        Column("state", _("State"), state_of, "state"),
        Column("current", _("Now at"), "current", width="medium"),
        Column("created", pgettext_lazy("matter", "Sent"), "created_at", "moment", sort="created_at"),
        Column("ended", _("Ended"), "ended_at", "moment", shown=False),
    ),
    filters=(_PROCESS, _STATE),
    search=_TITLE,
    views=(View(_("All")), View(_("Stand still"), "state=blocked"), View(_("Put on hold"), "state=suspended")),
    empty_title=_("No matters yet"),
    empty_text=_("Every matter of the processes that you look after stands here."),
)


@signed_in
def todo(request: HttpRequest) -> HttpResponseBase:
    """What somebody has to do."""
    return TO_DO.answer(request, title=_("To do"))


@signed_in
def done(request: HttpRequest) -> HttpResponseBase:
    """What somebody has done."""
    return DONE.answer(request, title=_("Done by me"))


@signed_in
def sent(request: HttpRequest) -> HttpResponseBase:
    """What somebody has sent."""
    return SENT.answer(request, title=_("Sent by me"))


@signed_in
def copies(request: HttpRequest) -> HttpResponseBase:
    """What somebody was told of."""
    return COPIES.answer(request, title=_("For my information"))


@signed_in
def managed(request: HttpRequest) -> HttpResponseBase:
    """The matters somebody looks after."""
    actions = [{"title": _("Hand tasks over"), "url": reverse("workflow:handing")}]
    return MANAGED.answer(request, title=_("All matters"), context={"page_actions": actions})
