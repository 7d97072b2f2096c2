"""The pages where a company gives its site an address of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel.policies import Conflict, Invalid
from kernel.ports import tenancy
from kernel.scope import current, public
from kernel.web.access import actor_of, needs
from kernel.web.pages import page, redirect_after, toast
from tenants import domains, queries
from tenants.actions import domains as acts
from tenants.forms import DomainForm
from tenants.functions import DOMAINS
from tenants.models import DomainRequest
from tenants.tasks import look_soon


@needs(DOMAINS)
@require_GET
def addresses(request: HttpRequest) -> HttpResponse:
    """The addresses in use, and those that wait for their proof."""
    actor = actor_of(request)
    asked = {row.domain: row for row in queries.requests_visible_to(actor)}
    context = {
        "domains": [(row, asked.get(row.domain)) for row in queries.domains_visible_to(actor)],
        "waiting": [row for row in asked.values() if row.verified_at is None],
        "is_inert": tenancy().is_inert(current()),
    }
    return page(request, "tenants/addresses.html", context)


@needs(DOMAINS)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for one."""
    form = DomainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.ask(by=actor_of(request), now=datetime.now(UTC), **form.cleaned_data)
        except Invalid as refused:
            form.show(refused)
        except Conflict as conflict:
            form.add_error(None, str(conflict.words))
        else:
            return redirect_after(request, reverse("tenants:address", args=[made.pk]))
    return page(request, "tenants/new.html", {"form": form}, status=422 if form.errors else 200)


@needs(DOMAINS)
@require_GET
def address(request: HttpRequest, id: UUID) -> HttpResponse:
    """What to publish, and how far it is."""
    found = queries.request(id, for_=actor_of(request))
    since = parse_datetime(request.GET.get("since", ""))
    with public():
        target = domains.target_of(found)
    context = {
        "asked": found,
        "problem": domains.PROBLEMS.get(found.problem, ""),
        "record_name": domains.record_name(found.domain),
        "record_value": domains.record_value(found.token),
        "target": target,
        "since": since.isoformat() if since is not None and _is_looking(found, since) else "",
    }
    return page(request, "tenants/address.html", context)


@needs(DOMAINS)
def look(request: HttpRequest, id: UUID) -> HttpResponse:
    """Look now (POST), and whether that look has come to its end (GET)."""
    found = queries.request(id, for_=actor_of(request))
    here = reverse("tenants:address", args=[id])
    if request.method == "POST":
        look_soon(found)
        return redirect_after(request, f"{here}?since={datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}")
    since = parse_datetime(request.GET.get("since", ""))
    if since is None or not _is_looking(found, since):
        return redirect_after(request, here)
    return page(request, "tenants/looking.html", {"asked": found, "since": since.isoformat()})


@needs(DOMAINS)
@require_POST
def main(request: HttpRequest, id: UUID) -> HttpResponse:
    """Make one the main address."""
    row = acts.make_main(id, by=actor_of(request))
    toast(request, _("Links lead to {domain} from now on.").format(domain=row.domain))
    return redirect_after(request, reverse("tenants:addresses"))


@needs(DOMAINS)
@require_POST
def removal(request: HttpRequest, id: UUID) -> HttpResponse:
    """Give one up."""
    found = queries.request(id, for_=actor_of(request))
    acts.give_up(found.pk, by=actor_of(request))
    toast(request, _("“{domain}” is given up.").format(domain=found.domain))
    return redirect_after(request, reverse("tenants:addresses"))


def _is_looking(asked: DomainRequest, since: datetime) -> bool:
    """Whether a look asked for at a moment is still under way; after a minute nobody waits for it any more."""
    if asked.verified_at is not None or (datetime.now(UTC) - since).total_seconds() > 60:
        return False
    return asked.checked_at is None or asked.checked_at < since
