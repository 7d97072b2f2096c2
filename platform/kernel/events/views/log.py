"""The audit log: a list, one event, the history of one thing, a file, and the state of the chain."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from kernel.events import chain, difference, export, queries
from kernel.events.actions import log
from kernel.events.forms import FilterForm
from kernel.events.models import EventRow
from kernel.events.policies import may_read
from kernel.policies import Invalid, NotFound
from kernel.ports import directory
from kernel.scope import current, streamed
from kernel.web.access import actor_of, needs
from kernel.web.pages import page

_MOVES = ("older", "newer")


@require_GET
@needs(may_read)
def index(request: HttpRequest) -> HttpResponse:
    """The log, newest first."""
    return _list(request, FilterForm(request.GET))


@require_GET
@needs(may_read)
def history(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """All that happened to one thing."""
    return _list(request, FilterForm(request.GET), subject_kind=kind, subject=pk)


@require_GET
@needs(may_read)
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One event with what was before and after."""
    event = queries.event(pk, actor_of(request))
    known = directory().names([key for key in (event.agent_for,) if key])
    shown = {
        "event": event,
        "title": queries.title_of(event.kind),
        "lines": difference.lines(event.before, event.after, event.subject_kind),
        "data": [
            (difference.called(name, event.subject_kind), difference.text(value)) for name, value in event.data.items()
        ],
        "agent_for": known.get(event.agent_for) if event.agent_for else "",
        "seal": getattr(event, "seal", None),
    }
    return page(request, "events/event.html", shown)


@require_GET
@needs(may_read)
def exported(request: HttpRequest, form: str) -> HttpResponseBase:
    """The log as a file, as it is filtered."""
    filters, actor, here = FilterForm(request.GET).filters(), actor_of(request), current()
    most = {"csv": export.CSV_ROWS, "xlsx": export.XLSX_ROWS}.get(form)
    if most is None:
        raise NotFound
    rows = queries.matching(filters, actor)[:most].count()
    log.note_export(filters, by=actor, format=form, rows=rows)
    name = f"audit-{timezone.localdate():%Y%m%d}.{form}"
    if form == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(
            streamed(here, lambda: export.csv_lines(queries.every(filters, actor, most=most))),
            content_type="text/csv; charset=utf-8",
        )
    else:
        answer = HttpResponse(
            export.xlsx(queries.every(filters, actor, most=most)),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "POST"])
@needs(may_read)
def verification(request: HttpRequest) -> HttpResponse:
    """The state of the chain; a POST recomputes it."""
    verdict = log.verify(by=actor_of(request)) if request.method == "POST" else None
    last = EventRow.objects.filter(kind="events.log.verified").order_by("-id").first()
    return page(request, "events/verification.html", {"verdict": verdict, "last": last, "end": chain.end()})


def _list(
    request: HttpRequest, form: FilterForm, *, subject_kind: str = "", subject: UUID | None = None
) -> HttpResponse:
    actor, filters = actor_of(request), form.filters(subject_kind=subject_kind, subject=subject)
    moves = {name: _key(request.GET.get(name)) for name in _MOVES}
    found = queries.page(filters, actor, older_than=moves["older"], newer_than=moves["newer"])
    if not any(moves.values()):
        # Turning pages is the same reading.
        log.note_reading(filters, by=actor)
    kept = {name: str(value) for name, value in request.GET.items() if value and name not in _MOVES}
    shown = {
        "form": form,
        "filters": filters,
        "bounded": filters.bounded(timezone.localdate()) if filters.text and not filters.since else None,
        "rows": [
            (event, queries.title_of(event.kind), difference.lines(event.before, event.after, event.subject_kind)[:3])
            for event in found.rows
        ],
        "query": urlencode(kept),
        "older": urlencode(kept | {"older": str(found.older)}) if found.older else "",
        "newer": urlencode(kept | {"newer": str(found.newer)}) if found.newer else "",
        "who": directory().names([filters.who]).get(filters.who) or next((e.actor_name for e in found.rows), "")
        if filters.who
        else "",
        "subject": next((event.subject_label for event in found.rows), "") if subject else "",
    }
    return page(request, "events/log.html", shown)


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid("The address of this page cannot be read.") from None
