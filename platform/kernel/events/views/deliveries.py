"""Effects that were given up: seen, and tried again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from kernel.events import queries
from kernel.events.actions import deliveries
from kernel.events.policies import may_retry
from kernel.web.access import actor_of, needs
from kernel.web.lists import BulkAction, Column, Dates, List, chosen
from kernel.web.pages import redirect_after, safe_next, toast


def _error(row: Any) -> str:
    return str(row.error.strip().rpartition("\n")[2])


FAILURES = List(
    "events.failures",
    source=queries.dead,
    columns=(
        Column("event", gettext_lazy("Event"), lambda row: f"{queries.title_of(row.event.kind)} {row.event.subject_label}",
               sort="event__kind", main=True, url=lambda row: reverse("events:event", args=[row.event_id])),
        Column("dead_at", gettext_lazy("Given up at"), "dead_at", "moment", sort="dead_at"),
        Column("handler", gettext_lazy("Effect"), "handler", sort="handler", width="long", phone=False),
        Column("error", gettext_lazy("Last error"), _error),
    ),
    filters=(Dates("dead_at", gettext_lazy("Given up at")),),
    search=("handler__icontains", "event__kind__icontains", "event__subject_label__icontains"),
    order="-dead_at",
    actions=(BulkAction(gettext_lazy("Try again"), reverse_lazy("events:retry-chosen")),),
    empty_title=gettext_lazy("Nothing has failed"),
    empty_text=gettext_lazy("Effects that cannot be brought about are shown here with the reason, and can be tried again."),
)  # fmt: skip


@require_GET
@needs(may_retry)
def dead(request: HttpRequest) -> HttpResponseBase:
    """What was given up after eight tries, with the reason of the last one."""
    return FAILURES.answer(request, title=_("Failed effects"), template="events/dead.html")


@require_POST
@needs(may_retry)
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try one again."""
    row = queries.dead_delivery(pk, actor_of(request))
    deliveries.retry(row, by=actor_of(request), now=datetime.now(UTC))
    toast(request, _("It is tried again within a minute. If it fails again, it comes back here."))
    return redirect_after(request, reverse("events:dead"))


@require_POST
@needs(may_retry)
def retry_chosen(request: HttpRequest) -> HttpResponse:
    """Try the chosen ones again."""
    done = deliveries.retry_several(chosen(request), by=actor_of(request), now=datetime.now(UTC))
    toast(
        request,
        ngettext("%(n)d is tried again within a minute.", "%(n)d are tried again within a minute.", done) % {"n": done},
    )
    return redirect_after(request, safe_next(request, reverse("events:dead")))
