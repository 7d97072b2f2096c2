"""Handing tasks over, and figures."""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kernel.policies import NotFound
from kernel.web.access import actor_of, needs
from kernel.web.pages import page
from organization.views.sending import form_page
from workflow import functions, handing, queries
from workflow.actions.handing import begin
from workflow.figures import Figures, figures
from workflow.forms import HandOverForm
from workflow.models import Process
from workflow.policies import looks_after_any


@needs(functions.MANAGE)
def begin_handing(request: HttpRequest) -> HttpResponse:
    """Give all open tasks of somebody to somebody else; it is done in the background."""
    actor = actor_of(request)

    return form_page(
        request, HandOverForm(actor, request.POST or None), lambda given: begin(by=actor, **given), title=_("Hand tasks over"),
        crumbs=[(_("All matters"), reverse("workflow:managed"))], button=_("Hand over all open tasks"),
        note=_("Every open task of the one goes to the other, in all matters that you look after."),
        to=lambda run: reverse("workflow:handing_run", args=[run]), back=reverse("workflow:managed"),
        said=_("It has begun; you can leave this page."),
    )  # fmt: skip


@needs(functions.MANAGE)
def handing_run(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far it is."""
    told = handing.state(key)
    if told is None:
        raise NotFound
    done = "ended" in told
    percent = 100 if done else min(99, 100 * told["done"] // max(1, told["all"]))
    context = {"told": told, "done": done, "percent": percent, "url": request.path}
    return page(request, "workflow/handing.html", context)


@needs(looks_after_any)
def statistics(request: HttpRequest) -> HttpResponse:
    """How processes go, for a process and a period."""
    actor, given = actor_of(request), request.GET
    last = _day(given.get("until"), timezone.localdate())
    first = min(_day(given.get("since"), last - timedelta(days=89)), last)
    rows = queries.managed(actor)
    processes = [(str(key), name) for key, name in Process.objects.order_by("name").values_list("pk", "name")[:200]]
    chosen = given.get("process", "")
    if chosen in {key for key, _name in processes}:
        rows = rows.filter(process=UUID(chosen))
    found = figures(rows, since=_start(first), until=_start(last + timedelta(days=1)), now=timezone.now())
    if given.get("export") == "csv":
        return _csv(found, first, last)
    context = {"figures": found, "since": first, "until": last, "processes": processes, "process": chosen}
    return page(request, "workflow/statistics.html", context)


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _day(text: str | None, otherwise: date) -> date:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return otherwise
    return found if date(2000, 1, 1) <= found <= date(2200, 1, 1) else otherwise


def _csv(found: Figures, first: date, last: date) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="processes-{first}-{last}.csv"'
    answer.write("\ufeff")
    lines = csv.writer(answer)
    lines.writerow(
        [_("Process"), pgettext("number", "Sent"), _("Running"), _("Approved"), _("Rejected"), _("Overdue tasks")]
    )
    for one in found.processes:
        lines.writerow([_safe(one.name), one.sent, one.under_way, one.approved, one.rejected, one.late])
    lines.writerow([])
    lines.writerow(
        [_("Process"), _("Step"), _("Passed"), _("Average hours"), _("Median hours"), _("Longest"), _("Open now")]
    )
    for step in found.steps:
        numbers = [step.passed, *(f"{hours:.1f}" for hours in (step.average, step.middle, step.longest)), step.open_now]
        lines.writerow([_safe(step.process), _safe(step.name), *numbers])
    for title, rows in ((_("Department"), found.departments), (_("Person"), found.people)):
        lines.writerow([])
        lines.writerow([title, _("Open now"), _("Overdue now"), pgettext("number", "Done"), _("Done late")])
        for row in rows:
            lines.writerow([_safe(row.name), row.open_now, row.late_now, row.done, row.done_late])
    return answer


def _safe(text: str) -> str:
    """What a spreadsheet would take for a formula stands there as text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
