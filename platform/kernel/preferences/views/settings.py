"""Pages on which settings are changed: the company's, a unit's, one's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.actor import Actor
from kernel.policies import Invalid
from kernel.preferences import actions
from kernel.preferences.declared import Preference, by_key
from kernel.preferences.policies import manages
from kernel.preferences.views.places import Place, managed, place_of, sections
from kernel.registry import OwnPage, parts
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page, redirect_after, toast


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Administrators come to the company's settings, everybody else to the own ones."""
    return redirect_after(request, reverse("preferences:company" if manages(actor_of(request)) else "preferences:mine"))


@signed_in
def company(request: HttpRequest) -> HttpResponse:
    """The company's settings; the place refuses those who may not."""
    return _settings(request, "company")


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """One's own settings."""
    return _settings(request, "mine")


@signed_in
def unit(request: HttpRequest, unit: Any) -> HttpResponse:
    """A unit's settings; the place hides units that are not managed."""
    return _settings(request, str(unit))


@signed_in
@require_POST
def reset(request: HttpRequest, place: str, key: str) -> HttpResponse:
    """Put a setting back to what comes from above."""
    where, preference = place_of(place, actor_of(request)), by_key(key)
    actions.clear(preference, by=actor_of(request), level=where.level, subject=where.subject)
    return _back(request, where, preference, _("“%(setting)s” is back to what comes from above."))


@signed_in
@require_POST
def lock(request: HttpRequest, place: str, key: str) -> HttpResponse:
    """Fix a setting for those below."""
    where, preference = place_of(place, actor_of(request)), by_key(key)
    actions.lock(preference, by=actor_of(request), level=where.level, subject=where.subject)
    return _back(request, where, preference, _("“%(setting)s” is fixed: those below cannot change it."))


@signed_in
@require_POST
def unlock(request: HttpRequest, place: str, key: str) -> HttpResponse:
    """Free a setting for those below."""
    where, preference = place_of(place, actor_of(request)), by_key(key)
    actions.unlock(preference, by=actor_of(request), level=where.level, subject=where.subject)
    return _back(request, where, preference, _("Those below can set “%(setting)s” themselves again."))


def _settings(request: HttpRequest, key: str) -> HttpResponse:
    actor = actor_of(request)
    place, term = place_of(key, actor), request.GET.get("q", "")
    typed: dict[str, str] = {}
    errors: dict[str, list[object]] = {}
    if request.method == "POST":
        typed = _typed(request)
        try:
            rows = actions.save(
                {by_key(name): text for name, text in typed.items()},
                by=actor,
                level=place.level,
                subject=place.subject,
            )
        except Invalid as refused:
            errors = refused.errors
        else:
            toast(request, _("Saved.") if rows else _("Nothing was changed."))
            return redirect_after(
                request, _address(place) + (f"#group-{request.POST['group']}" if "group" in request.POST else "")
            )
    context = {
        "place": place,
        "own": _own(actor, term) if place.level == "person" else None,
        "sections": sections(place, actor, term=term, typed=typed, errors=errors),
        "term": term,
        "tabs": _tabs(place, actor),
        "has_errors": bool(errors),
    }
    return page(request, "preferences/settings.html", context, status=422 if errors else 200)


def _tabs(place: Place, actor: Actor) -> list[dict[str, Any]]:
    """The places that the actor may go to."""
    found = [("company", reverse("preferences:company"), _("Company"))] if manages(actor) else []
    found += [(str(line.id), reverse("preferences:unit", args=[line.id]), line.name) for line in managed(actor)]
    found.append(("mine", reverse("preferences:mine"), _("Mine")))
    return [{"title": title, "url": url, "is_current": key == place.key} for key, url, title in found]


def _own(actor: Actor, term: str) -> list[OwnPage]:
    """The pages of all packages on which people set what is theirs; those that a typed term hits."""
    found = [line for _manifest, part in parts("navigation") if hasattr(part, "own") for line in part.own(actor)]
    wanted = term.strip().casefold()
    hit = [line for line in found if wanted in f"{line.title} {line.note}".casefold()]
    return sorted(hit, key=lambda line: line.order)


def _typed(request: HttpRequest) -> dict[str, str]:
    """What the form says, by key; a number and its unit come in two fields, a switch that is off in none."""
    found = {}
    for key in request.POST.getlist("keys"):
        text, unit = request.POST.get(key, ""), request.POST.get(f"{key}.unit")
        found[key] = f"{text.strip()} {unit}" if unit else text
    return found


def _address(place: Place) -> str:
    if place.level == "unit":
        return reverse("preferences:unit", args=[place.subject])
    return reverse(f"preferences:{place.key}")


def _back(request: HttpRequest, place: Place, preference: Preference[Any], words: str) -> HttpResponse:
    toast(request, words % {"setting": preference.title})
    return redirect_after(request, f"{_address(place)}#group-{preference.group.key}")
