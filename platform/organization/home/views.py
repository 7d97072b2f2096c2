"""The first page: who I am here, what is left to set up, and where I can go."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kernel.actor import Actor
from kernel.registry import NavItem, parts
from kernel.web.access import signed_in
from kernel.web.pages import page
from organization.guide import queries as guide


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The page at /."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return page(request, "home/home.html", {"guide": guide.panel(actor), "places": _places(actor)})


def _places(actor: Actor) -> list[NavItem]:
    found: list[NavItem] = []
    for _manifest, part in parts("navigation"):
        if items := getattr(part, "items", None):
            found += items(actor)
    return sorted((item for item in found if item.key != "home"), key=lambda item: item.order)
