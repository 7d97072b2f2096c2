"""The public site: what it is, what it can do, what it costs, how it stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kernel.config.environment import environment
from kernel.web.access import open_to_all
from kernel.web.pages import page
from provisioning import standing
from provisioning.offering import AREAS
from provisioning.prices import price_list
from provisioning.views.leaving import leads_to_sites


@leads_to_sites
@require_safe
@open_to_all("the public site is for everybody")
def home(request: HttpRequest) -> HttpResponse:
    """What it is."""
    return page(request, "provisioning/site/home.html", {"areas": AREAS, "prices": price_list()})


@leads_to_sites
@require_safe
@open_to_all("the public site is for everybody")
def features(request: HttpRequest) -> HttpResponse:
    """What it can do."""
    return page(request, "provisioning/site/features.html", {"areas": AREAS, "prices": price_list()})


@leads_to_sites
@require_safe
@open_to_all("the public site is for everybody")
def prices(request: HttpRequest) -> HttpResponse:
    """What it costs."""
    return page(request, "provisioning/site/prices.html", {"prices": price_list(), "contact": environment.contact})


@require_safe
@open_to_all("whoever cannot get in looks here whether it is us")
def status(request: HttpRequest) -> HttpResponse:
    """How it stands, asked for anew each minute while the page is open."""
    return page(request, "provisioning/site/status.html", {"standing": standing.standing()})


@require_safe
@open_to_all("terms are read before they are agreed to")
def terms(request: HttpRequest) -> HttpResponse:
    """The terms of use."""
    return _document(request, "terms")


@require_safe
@open_to_all("what happens to personal data is said to everybody")
def privacy(request: HttpRequest) -> HttpResponse:
    """What happens to personal data."""
    return _document(request, "privacy")


def _document(request: HttpRequest, name: str) -> HttpResponse:
    language = "en" if get_language() == "en" else "zh"
    shown = {
        "text": f"provisioning/site/{name}_{language}.html",
        "contact": environment.contact,
        "prices": price_list(),
    }
    return page(request, f"provisioning/site/{name}.html", shown)
