"""Upkeep at the console: the pool of ready schemas, and upgrades."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.policies import Invalid
from kernel.scope import PUBLIC, after_commit_outside
from kernel.web.access import actor_of, needs
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
def upgrade_page(request: HttpRequest) -> HttpResponse:
    """Runs and laggards; a POST orders a run."""
    actor, here = actor_of(request), reverse("provisioning:upgrades")
    if request.method == "POST":

        def start() -> None:
            run = upgrades.order(release().fingerprint, by=actor, now=datetime.now(UTC))
            after_commit_outside(lambda: upgrade_tenants.send(PUBLIC, run.pk))

        return button(request, start, to=here, said=_("The run has begun. You can leave this page."))
    rows = list(register.runs(actor)[:SHOWN])
    shown = {
        "runs": rows,
        "open": next((row for row in rows if row.is_under_way(datetime.now(UTC))), None),
        "now": datetime.now(UTC),
        "laggards": list(register.laggards(actor)[:SHOWN]),
        "release": release().fingerprint[:12],
    }
    return page(request, "provisioning/console/upgrades.html", shown)


@require_GET
@needs(rights.OPERATIONS)
def upgrade_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a run is; asks for itself until it is over."""
    return page(request, "provisioning/console/run.html", {"run": register.run(pk, for_=actor_of(request))})
