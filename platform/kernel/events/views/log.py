"""The audit log: the list, one event, and the state of the chain."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.events import chain, difference, queries
from kernel.events.actions import log
from kernel.events.models import EventRow
from kernel.events.policies import may_read
from kernel.events.views.lines import EVENTS
from kernel.ports import directory
from kernel.web.access import actor_of, needs
from kernel.web.pages import page


@require_GET
@needs(may_read)
def index(request: HttpRequest) -> HttpResponseBase:
    """The log, newest first. Turning pages is the same reading; an export is a fact of its own."""
    if not any(request.GET.get(name) for name in ("after", "before", "export")):
        log.note_reading({name: str(text) for name, text in request.GET.items() if text}, by=actor_of(request))
    verify = {"title": _("Verify"), "url": reverse("events:verification")}
    return EVENTS.answer(request, title=_("Audit log"), template="events/log.html", context={"page_actions": [verify]})


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


@require_http_methods(["GET", "POST"])
@needs(may_read)
def verification(request: HttpRequest) -> HttpResponse:
    """The state of the chain; a POST recomputes it."""
    verdict = log.verify(by=actor_of(request)) if request.method == "POST" else None
    last = EventRow.objects.filter(kind="events.log.verified").order_by("-id").first()
    return page(request, "events/verification.html", {"verdict": verdict, "last": last, "end": chain.end()})
