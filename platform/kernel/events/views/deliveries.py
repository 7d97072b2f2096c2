"""Effects that were given up: seen, and tried again."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel.events import queries
from kernel.events.actions import deliveries
from kernel.events.policies import may_retry
from kernel.web.access import actor_of, needs
from kernel.web.pages import page, redirect_after, toast

SHOWN = 200


@require_GET
@needs(may_retry)
def dead(request: HttpRequest) -> HttpResponse:
    """What was given up after eight tries, with the reason of the last one."""
    rows = list(queries.dead(actor_of(request))[: SHOWN + 1])
    shown = [(row, queries.title_of(row.event.kind), row.error.strip().rpartition("\n")[2]) for row in rows[:SHOWN]]
    return page(request, "events/dead.html", {"rows": shown, "more": len(rows) > SHOWN})


@require_POST
@needs(may_retry)
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try one again."""
    row = queries.dead_delivery(pk, actor_of(request))
    deliveries.retry(row, by=actor_of(request), now=datetime.now(UTC))
    toast(request, _("It is tried again within a minute. If it fails again, it comes back here."))
    return redirect_after(request, reverse("events:dead"))
