"""A site that leaks in every way the matrix looks for: what it must find when somebody builds such a page."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import escape
from django.views.decorators.csrf import csrf_exempt

from kernel.accounts.models import Account
from kernel.cachekeys import scoped
from kernel.scope import public, scope
from kernel.valkey import valkey
from organization.models import Person
from organization.tasks import apply_import
from tenants.models import Domain
from tests.support.databases import TWO


def shows(request: HttpRequest, id: str = "") -> HttpResponse:
    """The other tenant's people."""
    with scope(TWO):
        names = ", ".join(Person.objects.values_list("name", flat=True))
    return HttpResponse(escape(names))


def reads(request: HttpRequest) -> HttpResponse:
    """Looks at the other tenant's rows and shows nothing of them."""
    with scope(TWO):
        Person.objects.count()
    return HttpResponse("quiet")


def writes(request: HttpRequest) -> HttpResponse:
    """Changes the other tenant's rows."""
    with scope(TWO):
        Account.objects.update(phone="")
    return HttpResponse("quiet")


def writes_in_public(request: HttpRequest) -> HttpResponse:
    """Changes the other tenant's row of a public table."""
    with public():
        Domain.objects.filter(tenant__schema_name=TWO.schema).update(is_primary=False)
    return HttpResponse("quiet")


def sends(request: HttpRequest) -> HttpResponse:
    """Sends a task to the other tenant."""
    apply_import.send(TWO, "x")
    return HttpResponse("quiet")


def caches(request: HttpRequest) -> HttpResponse:
    """Asks the cache for what the other tenant keeps there."""
    with scope(TWO):
        key = scoped("x", "tbc", 1)
    valkey().get(key)
    return HttpResponse("quiet")


def believes(request: HttpRequest) -> HttpResponse:
    """Takes a cookie at its word, whosever it is."""
    known = request.COOKIES.get("session", "x" * 32) != "x" * 32
    return HttpResponse("welcome" if known else "who are you?")


@csrf_exempt
def takes(request: HttpRequest) -> HttpResponse:
    """Believes the key in a body, whosever tenant it is in."""
    with scope(TWO):
        Person.objects.filter(pk=json.loads(request.body)["person"]).update(sort_key="x")
    return HttpResponse("quiet")


LEAKS = {
    "shows": (shows, "the answer shows"),
    "reads": (reads, "organization_person of the other tenant was read or written"),
    "writes": (writes, "accounts_account of the other tenant was read or written"),
    "writes-in-public": (writes_in_public, "a public row of the other tenant was written"),
    "sends": (sends, "a task was sent to the other tenant"),
    "caches": (caches, "Valkey was told"),
}
urlpatterns = [
    *(path(f"leaks/{name}/", view) for name, (view, _) in LEAKS.items()),
    path("leaks/believes/", believes),
    path("api/v1/leaks/", takes),
    path("leaks/things/<uuid:thing>/", shows),
]
