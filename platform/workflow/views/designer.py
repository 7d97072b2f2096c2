"""The process designer: the page, its panel, what it keeps, and a trial of what is drawn."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from rest_framework.serializers import ValidationError

from kernel.policies import Invalid
from kernel.web.access import actor_of, needs
from kernel.web.pages import page, redirect_after, toast
from workflow import bpmn, functions, queries, words
from workflow.actions import definitions
from workflow.api.sound import sound
from workflow.checking import Checked, checked, checked_version, form_of
from workflow.conditions import names
from workflow.design.cards import summaries
from workflow.design.panels import PanelForm
from workflow.design.sections import Asked
from workflow.design.trials import TrialForm
from workflow.models import Version
from workflow.plan import Graph
from workflow.tryout import try_out

KINDS = ("approve", "handle", "cc", "condition", "parallel", "inclusive", "sub", "wait", "auto", "again", "end")


@needs(functions.DESIGN)
@require_GET
def designer(request: HttpRequest, key: UUID) -> HttpResponse:
    """The latest drawing of a process, to be drawn on."""
    process = queries.process(key, for_=actor_of(request))
    version = queries.latest(process)
    is_tree = version is None or version.kind == Version.Source.TREE
    source = version.source if version is not None and is_tree else {}
    source = {"steps": [], **source, "start": {"key": "start", "kind": "start", **(source.get("start") or {})}}
    drawing = {
        "drawing": source,
        "fields": version.fields if version is not None and is_tree else {},
        "given": names({}, form_of(process)),
        "rev": _seen(version),
        "faults": _faults(checked_version(version)) if version is not None and is_tree else [],
        "summaries": summaries(source),
        "isReadOnly": False,
    }
    trial = TrialForm(actor_of(request), initial={"starter": actor_of(request).person})
    context = {
        "process": process, "version": version, "is_tree": is_tree, "drawing": drawing, "kinds": " ".join(KINDS),
        "trial": trial,
        "crumbs": [(_("Processes"), reverse("workflow:processes")), (process.name, reverse("workflow:process", args=[key]))],
    }  # fmt: skip
    return page(request, "workflow/designer.html", context)


@needs(functions.DESIGN)
@require_POST
def drawing(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep what is drawn; answers how it stands now."""
    process = queries.process(key, for_=actor_of(request))
    sent = _read(request.body)
    source, fields = _drawn(sent)
    version = definitions.save_draft(
        process, by=actor_of(request), source=source, fields=fields, seen=_read_seen(str(sent.get("rev") or ""))
    )
    return JsonResponse(
        {"rev": _seen(version), "faults": _faults(checked_version(version)), "summaries": summaries(source)}
    )


@needs(functions.DESIGN)
@require_POST
def panel(request: HttpRequest) -> HttpResponse:
    """The form of a step or branch as it is drawn."""
    return _panel(request, PanelForm(_asked(request.body), actor_of(request)))


@needs(functions.DESIGN)
@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """What a filled form makes of a step; 422 and the form again where something is wrong in it."""
    form = PanelForm(_asked(request.POST.get("asked", "")), actor_of(request), request.POST)
    return JsonResponse({"step": form.settings()}) if form.is_valid() else _panel(request, form, 422)


@needs(functions.DESIGN)
@require_POST
def trial(request: HttpRequest, key: UUID) -> HttpResponse:
    """Try what is drawn with a sender and values: who would get it and why. Nothing is kept."""
    process = queries.process(key, for_=actor_of(request))
    form = TrialForm(actor_of(request), request.POST)
    sent = {name: _read(request.POST.get(name, "")) for name in ("source", "fields")}
    source, fields = _drawn(sent)
    on = form_of(process)
    found = checked(source, fields, on)
    if not form.is_valid() or found.plan is None or found.graph is None:
        context = {"form": form, "faults": [one for one in found.faults if not one.gap], "words": words.of_fault}
        return HttpResponse(render_to_string("workflow/trial_faults.html", context, request), status=422)
    tried = try_out(
        found.plan, found.graph, names(fields, on), starter=form.cleaned_data["starter"], values=form.cleaned_data["values"],
        managers=process.managers, now=datetime.now(UTC), by=actor_of(request),
    )  # fmt: skip
    cards: dict[str, str] = {}
    for stop in tried.stops:
        cards[stop.step] = "、".join(one["name"] for one in stop.people[:5]) or next(iter(stop.notes), "")
        cards |= {way.key: way.why for way in stop.ways if way.chosen}
    html = render_to_string("workflow/trial.html", {"tried": tried}, request)
    return JsonResponse({"html": html, "cards": cards})


@needs(functions.DESIGN)
@require_POST
def publication(request: HttpRequest, key: UUID) -> HttpResponse:
    """Publish the latest drawing, as it was seen."""
    process = queries.process(key, for_=actor_of(request))
    version = queries.latest(process)
    if version is None:
        raise Invalid({"": [_("Nothing has been drawn yet.")]})
    seen, rev = _read_seen(request.POST.get("rev", ""))
    try:
        note = request.POST.get("note", "").strip()[:300]
        definitions.publish(version, by=actor_of(request), note=note, rev=rev if seen == version.pk else -1)
    except Invalid as refusal:
        first = next((text for texts in refusal.errors.values() for text in texts), "")
        toast(request, _("Not published: %(why)s") % {"why": first}, "error")
    else:
        toast(request, _("Published. New matters run on this version; those under way stay on theirs."))
    return redirect_after(request, reverse("workflow:designer", args=[process.pk]))


@needs(functions.DESIGN)
@require_GET
def exported(request: HttpRequest, key: UUID) -> HttpResponse:
    """The latest drawing as a BPMN file, for other tools."""
    process = queries.process(key, for_=actor_of(request))
    version = queries.latest(process)
    if version is None or not version.graph:
        toast(request, _("Other tools cannot read this drawing yet. Mend its faults first."), "warning")
        return redirect("workflow:designer", process.pk)
    data = bpmn.write(Graph.from_dict(version.graph), key=process.key, name=process.name)
    answer = HttpResponse(data, content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{process.pk.hex}.bpmn"'
    return answer


def _panel(request: HttpRequest, form: PanelForm, status: int = 200) -> HttpResponse:
    return HttpResponse(render_to_string("workflow/panel.html", {"form": form}, request), status=status)


def _drawn(sent: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    source, fields = sent.get("source"), sent.get("fields")
    if not isinstance(source, dict) or not isinstance(fields, dict):
        raise Invalid({"": [_no_drawing()]})
    if not all(isinstance(kind, str) for kind in fields.values()):
        raise Invalid({"": [_no_drawing()]})
    return source, fields


def _read(text: str | bytes) -> dict[str, Any]:
    """A JSON object that PostgreSQL can keep. Raises Invalid."""
    try:
        sent = json.loads(text)
        sound(sent)
    except (ValueError, ValidationError, RecursionError) as error:
        raise Invalid({"": [_no_drawing()]}) from error
    if not isinstance(sent, dict):
        raise Invalid({"": [_no_drawing()]})
    return sent


def _asked(text: str | bytes) -> Asked:
    try:
        return Asked.of(_read(text))
    except TypeError as error:
        raise Invalid({"": [_no_drawing()]}) from error


def _no_drawing() -> str:
    return _("This is not a drawing of the designer.")


def _faults(found: Checked) -> list[dict[str, Any]]:
    return [{"place": one.place, "words": words.of_fault(one), "gap": one.gap} for one in found.faults]


def _seen(version: Version | None) -> str:
    return f"{version.pk}:{version.rev}" if version is not None else ""


def _read_seen(text: str) -> tuple[UUID | None, int]:
    key, _colon, rev = text.partition(":")
    try:
        return (UUID(key), int(rev)) if text else (None, 0)
    except ValueError:
        return None, -1
