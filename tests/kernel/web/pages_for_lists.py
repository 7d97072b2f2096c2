"""A page with a list, for the tests of the machinery: exports of lists, which everybody has."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from kernel.config import urls_tenant
from kernel.web.access import signed_in
from kernel.web.lists import BulkAction, Choice, Column, Dates, List, Tabbed, Text, View
from kernel.web.models import ListExport

LIST = List(
    "web.tried",
    source=lambda actor: ListExport.objects.all(),
    columns=(
        Column("name", "Name", "query", sort="query", main=True, url=lambda row: f"/tried/{row.pk}/"),
        Column("rows", "Rows", "rows", "number", sort="rows"),
        Column("finished", "Finished", "finished_at", "moment", sort="finished_at"),
        Column("format", "Format", "format", phone=False, shown=False),
    ),
    filters=(
        Tabbed("state", "State", field="format", choices=[("csv", "CSV"), ("xlsx", "Excel")], default="csv"),
        Choice("rows", "How many", choices=[("1", "One"), ("2", "Two")]),
        Text("text", "Text", field="query"),
        Dates("asked", "Asked", field="asked_at"),
    ),
    search=("query__icontains",),
    order="-rows",
    views=(View("CSV"), View("Excel", "state=xlsx")),
    actions=(BulkAction("Take away", "/tried/away/"), BulkAction("Never", "/no/", may=lambda actor: False)),
    size=20,
    empty_title="Nothing was tried",
    empty_text="Try something.",
    empty_url="/tried/new/",
    empty_button="Try",
)


@signed_in
def tried(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    return LIST.answer(request, title="Tried")


urlpatterns = [path("tried/", tried), *urls_tenant.urlpatterns]
