"""The first page: what waits for me, what I set going, what is new, and where I can go."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kernel.actor import Actor
from kernel.notices.queries import latest
from kernel.registry import NavItem, parts
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page
from organization.guide import queries as guide
from organization.home.lines import told

FRESH = 8


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The page at /."""
    actor = actor_of(request)
    told_here = told(actor)
    context = {
        "today": timezone.localdate(),
        "guide": guide.panel(actor),
        "waiting": told_here.waiting,
        "sent": told_here.sent,
        "fresh": latest(actor, size=FRESH).rows,
        "places": _places(actor),
    }
    return page(request, "home/home.html", context)


def _places(actor: Actor) -> list[NavItem]:
    found: list[NavItem] = []
    for _manifest, part in parts("navigation"):
        if items := getattr(part, "items", None):
            found += items(actor)
    return sorted((item for item in found if item.key != "home"), key=lambda item: item.order)
