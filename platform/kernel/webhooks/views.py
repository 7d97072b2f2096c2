"""The pages of the webhooks: the list, one endpoint with its log, and what can be done with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kernel.actor import Actor
from kernel.policies import Conflict, Invalid
from kernel.ports import tenancy
from kernel.scope import current
from kernel.web.access import actor_of, needs
from kernel.web.lists import Choice, Column, Dates, List
from kernel.web.pages import page, redirect_after, toast
from kernel.webhooks import actions, queries
from kernel.webhooks.forms import EndpointForm
from kernel.webhooks.models import Endpoint
from kernel.webhooks.policies import manages
from kernel.webhooks.words import outcome, title


def _standing(row: Any) -> tuple[object, str]:
    if row.is_paused:
        return _("Paused"), "off"
    return (_("Failing"), "bad") if row.failing_since else (pgettext("webhook", "Active"), "ok")


ENDPOINTS = List(
    "webhooks.endpoints",
    source=queries.visible_to,
    columns=(
        Column("name", gettext_lazy("Name"), "name", sort="name", main=True,
               url=lambda row: reverse("webhooks:endpoint", args=[row.pk])),
        Column("url", gettext_lazy("Address"), "url", sort="url", phone=False),
        Column("facts", gettext_lazy("Facts"), lambda row: len(row.kinds), "number", phone=False),
        Column("state", gettext_lazy("State"), _standing, "state"),
        Column("success", gettext_lazy("Last success"), "succeeded_at", "moment", sort="succeeded_at"),
        Column("added", pgettext_lazy("webhook", "Added"), "created_at", "moment", sort="created_at", phone=False, shown=False),
        Column("by", gettext_lazy("Added by"), "created_by_name", width="medium", phone=False, shown=False),
    ),
    search=("name__icontains", "url__icontains"),
    search_words=gettext_lazy("Name or address"),
    order="name",
    empty_title=gettext_lazy("No other system is connected yet"),
    empty_text=gettext_lazy("Connect an accounting, attendance or warehouse system: it is called within seconds when something happens here, signed so that it can trust the call."),
    empty_url=reverse_lazy("webhooks:new"),
    empty_button=gettext_lazy("Add a webhook"),
)  # fmt: skip


@needs(manages)
@require_GET
def endpoints(request: HttpRequest) -> HttpResponseBase:
    """All endpoints."""
    context = {"is_inert": tenancy().is_inert(current())}
    return ENDPOINTS.answer(request, title=_("Webhooks"), template="webhooks/endpoints.html", context=context)


@needs(manages)
def new(request: HttpRequest) -> HttpResponse:
    """Add one; the answer shows the secret, once."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = actions.add_endpoint(by=actor_of(request), **form.cleaned_data)
        except Invalid as refused:
            _show_errors(form, refused)
        else:
            return page(request, "webhooks/secret.html", {"endpoint": endpoint, "secret": secret, "is_new": True})
    return page(request, "webhooks/form.html", {"form": form}, status=422 if form.errors else 200)


DELIVERIES = List(
    "webhooks.deliveries",
    columns=(
        Column("what", gettext_lazy("What"), lambda row: title(row.kind), sort="kind", main=True,
               url=lambda row: reverse("webhooks:delivery", args=[row.pk])),
        Column("state", gettext_lazy("State"), lambda row: tuple(reversed(outcome(row)[:2])), "state", width="medium"),
        Column("answer", gettext_lazy("Answer"), lambda row: outcome(row)[2], phone=False),
        Column("attempts", gettext_lazy("Attempts"), "attempts", "number", sort="attempts", phone=False),
        Column("when", gettext_lazy("When"), "created_at", "moment", sort="created_at"),
    ),
    filters=(
        Choice("state", gettext_lazy("State"), narrow=queries.in_state,
               choices=[("delivered", gettext_lazy("Delivered")), ("waiting", gettext_lazy("Waiting")), ("given_up", gettext_lazy("Given up"))]),
        Dates("created_at", gettext_lazy("When")),
    ),
    order="-when",
    empty_title=gettext_lazy("Nothing was sent yet."),
    empty_text=gettext_lazy("Send a test call to see whether the other side answers."),
)  # fmt: skip


@needs(manages)
@require_GET
def endpoint(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """One endpoint with the log of its deliveries."""
    found = queries.endpoint(id, for_=actor_of(request))
    context = {
        "endpoint": found,
        "pause": queries.pause(found),
        "kinds": [(kind, title(kind)) for kind in found.kinds],
    }
    return DELIVERIES.answer(request, queries.log_of(found), template="webhooks/endpoint.html", context=context)


@needs(manages)
def edit(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change one."""
    found = queries.endpoint(id, for_=actor_of(request))
    standing = {"name": found.name, "url": found.url, "kinds": found.kinds}
    form = EndpointForm(request.POST or None, initial=standing)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_endpoint(found, by=actor_of(request), **form.cleaned_data)
        except Invalid as refused:
            _show_errors(form, refused)
        else:
            toast(request, _("Saved."))
            return redirect_after(request, reverse("webhooks:endpoint", args=[id]))
    context = {"form": form, "endpoint": found}
    return page(request, "webhooks/form.html", context, status=422 if form.errors else 200)


@needs(manages)
@require_POST
def trial(request: HttpRequest, id: UUID) -> HttpResponse:
    """Send a test call."""
    return _do(request, id, lambda found, by: actions.try_endpoint(found, by=by), _("A test call is on its way."))


@needs(manages)
@require_POST
def pause(request: HttpRequest, id: UUID) -> HttpResponse:
    """Pause one."""
    return _do(request, id, lambda found, by: actions.pause_endpoint(found, by=by), _("Paused. Nothing is told."))


@needs(manages)
@require_POST
def resumption(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let one go on."""
    return _do(request, id, lambda found, by: actions.resume_endpoint(found, by=by), _("It is told again."))


@needs(manages)
@require_POST
def secret(request: HttpRequest, id: UUID) -> HttpResponse:
    """A new secret; the answer shows it, once."""
    found = queries.endpoint(id, for_=actor_of(request))
    made = actions.renew_secret(found, by=actor_of(request))
    return page(request, "webhooks/secret.html", {"endpoint": found, "secret": made, "is_new": False})


@needs(manages)
@require_POST
def removal(request: HttpRequest, id: UUID) -> HttpResponse:
    """Remove one."""
    found = queries.endpoint(id, for_=actor_of(request))
    actions.remove_endpoint(found, by=actor_of(request))
    toast(request, _("“%(webhook)s” is removed.") % {"webhook": found})
    return redirect_after(request, reverse("webhooks:endpoints"))


@needs(manages)
@require_GET
def delivery(request: HttpRequest, id: UUID) -> HttpResponse:
    """One delivery: what was sent, and how each attempt went."""
    found = queries.delivery(id, for_=actor_of(request))
    calls = [(call, outcome(found, call)) for call in found.calls.all()]
    context = {
        "delivery": found,
        "title": title(found.kind),
        "calls": calls,
        "outcome": outcome(found),
        "body": json.dumps(json.loads(found.body), ensure_ascii=False, indent=2),
    }
    return page(request, "webhooks/delivery.html", context)


@needs(manages)
@require_POST
def repetition(request: HttpRequest, id: UUID) -> HttpResponse:
    """Send the same once more."""
    found = queries.delivery(id, for_=actor_of(request))
    try:
        made = actions.repeat_delivery(found, by=actor_of(request))
    except Conflict as conflict:
        toast(request, conflict.words, "error")
        return redirect_after(request, reverse("webhooks:delivery", args=[id]))
    toast(request, _("It is sent once more."))
    return redirect_after(request, reverse("webhooks:delivery", args=[made.pk]))


def _do(request: HttpRequest, id: UUID, act: Callable[[Endpoint, Actor], object], words: str) -> HttpResponse:
    found = queries.endpoint(id, for_=actor_of(request))
    try:
        act(found, actor_of(request))
    except Conflict as conflict:
        toast(request, conflict.words, "error")
    else:
        toast(request, words)
    return redirect_after(request, reverse("webhooks:endpoint", args=[id]))


def _show_errors(form: EndpointForm, refused: Invalid) -> None:
    for name, words in refused.errors.items():
        form.add_error(name if name in form.fields else None, [str(word) for word in words])
