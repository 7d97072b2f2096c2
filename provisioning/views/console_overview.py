"""The console's first page: how the installation stands, and what somebody should look at."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel.scope import PUBLIC, after_commit_outside
from kernel.web.access import actor_of, needs
from kernel.web.pages import page
from organization.views.sending import button
from provisioning import overview
from provisioning.actions import creations
from provisioning.tasks import advance
from tenants import rights


@require_GET
@needs(rights.SEE)
def home(request: HttpRequest) -> HttpResponse:
    """Companies by state; alarms, failures and the pool for those who look after them."""
    return page(request, "provisioning/console/overview.html", {"now": overview.look(actor_of(request), _now())})


@require_POST
@needs(rights.OPERATIONS)
def try_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try a creation that failed once more."""

    def again() -> None:
        creations.try_again(pk, by=actor_of(request))
        after_commit_outside(lambda: advance.send(PUBLIC, pk))

    said = _("It is tried again. If it fails again, the reason stands here in a minute.")
    return button(request, again, to=reverse("provisioning:console"), said=said)


def _now() -> datetime:
    return datetime.now(UTC)
