"""A site for storms: a request of every kind that can go wrong between a Host header and a COMMIT.

Each answers lines, and each line must be the mark of the tenant that was asked.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path

from kernel.accounts.models import Account
from kernel.scope import Scope, current, public, scope, streamed
from kernel.web.access import open_to_all
from tenants.models import Tenant

OPEN = open_to_all("a site of the tests")


class Cancelled(BaseException):
    """What a time limit or a shutdown raises in the middle of anything."""


def mark(request: HttpRequest) -> str:
    """The tenant's mark, as the address names it."""
    return request.GET["mark"]


def lines(names: Iterator[str] | list[str]) -> HttpResponse:
    """One name a line."""
    return HttpResponse("\n".join(names), content_type="text/plain")


def names() -> list[str]:
    """Everybody in the scope in hand."""
    return list(Account.objects.order_by("pk").values_list("name", flat=True))


@OPEN
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody."""
    return lines(names())


@OPEN
def writing(request: HttpRequest) -> HttpResponse:
    """One more, named by the mark."""
    Account.objects.create(username=request.GET["id"], name=mark(request))
    return lines(names())


@OPEN
def failing(request: HttpRequest) -> HttpResponse:
    """One more, then a fault: nothing is kept."""
    Account.objects.create(username=request.GET["id"], name="never")
    raise RuntimeError("on purpose")


@OPEN
def mistyped(request: HttpRequest) -> HttpResponse:
    """One more, then an error of the database."""
    Account.objects.create(username=request.GET["id"], name="never")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nonsense")
    return lines([])


@OPEN
def swallowing(request: HttpRequest) -> HttpResponse:
    """One more, then an error of the database that nobody tells."""
    Account.objects.create(username=request.GET["id"], name="never")
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT nonsense")
    return lines([])


@OPEN
def missing(request: HttpRequest) -> HttpResponse:
    """Not found."""
    names()
    raise Http404


@OPEN
def nested(request: HttpRequest) -> HttpResponse:
    """The tenant's own row in the public schema, a failed scope of another tenant, and back."""
    here = current()
    with public():
        found = Tenant.objects.get(schema_name=here.schema).name
        others = [tenant.scope for tenant in Tenant.objects.filter(name__startswith="mark-").order_by("pk")[:3]]
    for other in others:
        with contextlib.suppress(RuntimeError), scope(other):
            Account.objects.create(username=request.GET["id"], name="never")
            raise RuntimeError("on purpose")
    return lines([found, *names()])


@OPEN
def streaming(request: HttpRequest) -> HttpResponseBase:
    """Everybody, after the request's own unit has ended."""
    to: Scope = request.scope  # type: ignore[attr-defined] # set by the middleware
    rows = streamed(to, lambda: (f"{name}\n" for name in Account.objects.values_list("name", flat=True).iterator(5)))
    return StreamingHttpResponse(rows, content_type="text/plain")


@OPEN
def reading_on(request: HttpRequest) -> HttpResponse:
    """Everybody through a cursor on the server, with a look into public in between."""
    found = []
    for name in Account.objects.order_by("pk").values_list("name", flat=True).iterator(chunk_size=5):
        with public():
            Tenant.objects.count()
        found.append(name)
    return lines(found)


@OPEN
def timing_out(request: HttpRequest) -> HttpResponse:
    """One more, then a statement that the server gives up."""
    Account.objects.create(username=request.GET["id"], name="never")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 2")
        cursor.execute("SELECT pg_sleep(1)")
    return lines([])


@OPEN
def cancelled(request: HttpRequest) -> HttpResponse:
    """One more, then the whole request is torn down from outside."""
    Account.objects.create(username=request.GET["id"], name="never")
    raise Cancelled


@OPEN
def cut_off(request: HttpRequest) -> HttpResponse:
    """One more, then the server ends the connection."""
    Account.objects.create(username=request.GET["id"], name="never")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return lines([])


KINDS = {
    "listing": (listing, 200), "writing": (writing, 200), "failing": (failing, 500), "mistyped": (mistyped, 500),
    "swallowing": (swallowing, 500), "missing": (missing, 404), "nested": (nested, 200), "streaming": (streaming, 200),
    "reading-on": (reading_on, 200), "timing-out": (timing_out, 500), "cancelled": (cancelled, 0),
    "cut-off": (cut_off, 500),
}  # fmt: skip
urlpatterns = [path(f"storm/{name}/", view) for name, (view, _) in KINDS.items()]
handler404 = "tests.support.storm_site.quiet"
handler500 = "tests.support.storm_site.quiet_fault"


def quiet(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for what is not there: nothing."""
    return HttpResponse("", status=404)


def quiet_fault(request: HttpRequest) -> HttpResponse:
    """The page for faults: nothing."""
    return HttpResponse("", status=500)
