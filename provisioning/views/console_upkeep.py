"""Upkeep at the console: the pool of ready schemas, and upgrades."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.policies import Invalid
from kernel.scope import PUBLIC, after_commit_outside
from kernel.web.access import actor_of, needs
from kernel.web.lists import Column, Dates, List
from kernel.web.pages import page
from organization.views.sending import button
from provisioning import overview
from provisioning.actions import pool
from provisioning.forms_console import WantedForm
from provisioning.tasks import fill_pool, upgrade_tenants
from tenants import register, rights
from tenants.actions import upgrades
from tenants.release import release

SHOWN = 100


def _run_state(row: Any) -> tuple[object, str]:
    if row.ended_at:
        return (_("with failures"), "warn") if row.failed else (_("done"), "ok")
    return (_("under way"), "run") if row.is_under_way(datetime.now(UTC)) else (_("broken off"), "bad")


RUNS = List(
    "provisioning.runs",
    source=register.runs,
    columns=(
        Column("begun", gettext_lazy("Begun"), "began_at", "moment", sort="began_at", main=True),
        Column("state", gettext_lazy("State"), _run_state, "state"),
        Column("checked", gettext_lazy("Looked at"), "checked", "number", sort="checked", phone=False),
        Column("behind", gettext_lazy("Behind"), "behind", "number", sort="behind", phone=False),
        Column("done", gettext_lazy("Upgraded"), "done", "number", sort="done"),
        Column("failed", gettext_lazy("Failed"), "failed", "number", sort="failed"),
        Column("release", gettext_lazy("Release"), lambda row: row.fingerprint[:12], width="medium", phone=False),
        Column("ended", gettext_lazy("Ended"), "ended_at", "moment", sort="ended_at", phone=False, shown=False),
    ),
    filters=(Dates("began_at", gettext_lazy("Begun")),),
    order="-begun",
    empty_title=gettext_lazy("There was none yet."),
)  # fmt: skip


@require_GET
@needs(rights.OPERATIONS)
def pool_page(request: HttpRequest) -> HttpResponse:
    """How many are wanted and ready, how the last filling went, and filling at once."""
    shown = {"stocks": overview.stocks(), "beats": overview.beats(), "release": release().template[:12]}
    return page(request, "provisioning/console/pool.html", shown)


@require_POST
@needs(rights.OPERATIONS)
def wanted(request: HttpRequest, stock: str) -> HttpResponse:
    """Set how many are wanted of a stock."""
    form = WantedForm({**request.POST.dict(), "stock": stock})

    def change() -> None:
        if not form.is_valid():
            raise Invalid({"wanted": [str(words) for lines in form.errors.values() for words in lines]})
        pool.want(form.cleaned_data["stock"], by=actor_of(request), wanted=form.cleaned_data["wanted"])

    said = _("Saved. The next filling, within a minute, works towards it.")
    return button(request, change, to=reverse("provisioning:pool"), said=said)


@require_POST
@needs(rights.OPERATIONS)
def filling(request: HttpRequest) -> HttpResponse:
    """Fill now instead of at the next minute."""

    def ask() -> None:
        pool.order_filling(by=actor_of(request))
        after_commit_outside(lambda: fill_pool.send(PUBLIC))

    said = _("A worker fills the pool now. Reload to see how far it is.")
    return button(request, ask, to=reverse("provisioning:pool"), said=said)


@require_http_methods(["GET", "POST"])
@needs(rights.OPERATIONS)
def upgrade_page(request: HttpRequest) -> HttpResponseBase:
    """Runs and laggards; a POST orders a run."""
    actor, here = actor_of(request), reverse("provisioning:upgrades")
    if request.method == "POST":

        def start() -> None:
            run = upgrades.order(release().fingerprint, by=actor, now=datetime.now(UTC))
            after_commit_outside(lambda: upgrade_tenants.send(PUBLIC, run.pk))

        return button(request, start, to=here, said=_("The run has begun. You can leave this page."))
    latest = register.runs(actor).filter(ended_at=None)[:SHOWN]
    shown = {
        "open": next((row for row in latest if row.is_under_way(datetime.now(UTC))), None),
        "laggards": list(register.laggards(actor)[:SHOWN]),
        "release": release().fingerprint[:12],
    }
    return RUNS.answer(request, title=_("Upgrades"), template="provisioning/console/upgrades.html", context=shown)


@require_GET
@needs(rights.OPERATIONS)
def upgrade_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a run is; asks for itself until it is over."""
    return page(request, "provisioning/console/run.html", {"run": register.run(pk, for_=actor_of(request))})
