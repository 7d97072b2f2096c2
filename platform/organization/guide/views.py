"""The guide's page, its panel for the home page, and what its buttons do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.web.access import actor_of, needs
from kernel.web.pages import page, redirect_after, toast
from organization.guide import actions, queries
from organization.guide.policies import leads


@needs(leads)
def home(request: HttpRequest) -> HttpResponse:
    """All steps."""
    return page(request, "guide/guide.html", {"progress": queries.progress(for_=actor_of(request))})


@needs(leads)
@require_POST
def mark(request: HttpRequest, step: str) -> HttpResponse:
    """Tick a step, put it aside, or open it again (`kind`: done, skipped, open)."""
    found, kind = queries.step(step), request.POST.get("kind", "")
    if kind == "open":
        actions.unmark(found, by=actor_of(request))
    else:
        actions.mark(found, by=actor_of(request), kind=kind)
    return redirect_after(request, reverse("guide:home"))


@needs(leads)
@require_POST
def dismissal(request: HttpRequest) -> HttpResponse:
    """Put the guide away."""
    actions.dismiss(by=actor_of(request))
    toast(request, _("The guide is put away. You find it again under “Setting up”."))
    return redirect_after(request, "/")


@needs(leads)
@require_POST
def resumption(request: HttpRequest) -> HttpResponse:
    """Take the guide up again."""
    actions.resume(by=actor_of(request))
    return redirect_after(request, reverse("guide:home"))
