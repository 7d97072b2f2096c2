"""Pages of the enumerations."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.policies import Conflict, Invalid
from kernel.preferences import actions, queries
from kernel.preferences.models import Enumeration, EnumerationItem
from kernel.preferences.policies import manages
from kernel.web.access import actor_of, needs
from kernel.web.pages import page, redirect_after, toast

WORDS = ("title_zh", "title_en", "note_zh", "note_en")


@needs(manages)
def enumerations(request: HttpRequest) -> HttpResponse:
    """All lists; a new one is made here."""
    errors: dict[str, list[object]] = {}
    if request.method == "POST":
        fields = {name: request.POST.get(name, "") for name in WORDS}
        try:
            made = actions.make_enumeration(request.POST.get("code", ""), by=actor_of(request), **fields)
        except Invalid as refused:
            errors = refused.errors
        else:
            return redirect_after(request, reverse("preferences:enumeration", args=[made.key]))
    context = {
        "enumerations": queries.enumerations_visible_to(actor_of(request)),
        "typed": request.POST,
        "errors": errors,
    }
    return page(request, "preferences/enumerations.html", context, status=422 if errors else 200)


@needs(manages)
def enumeration(request: HttpRequest, key: str) -> HttpResponse:
    """One list with its items; POST changes its title and note."""
    found = queries.enumeration(key, for_=actor_of(request))
    errors: dict[str, list[object]] = {}
    if request.method == "POST":
        fields = {name: request.POST.get(name, "") for name in WORDS}
        try:
            actions.edit_enumeration(found, by=actor_of(request), **fields)
        except Invalid as refused:
            errors = refused.errors
        else:
            return _back(request, found, _("Saved."))
    return _show(request, found, errors=errors)


@needs(manages)
@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Delete a list of the company's own."""
    found = queries.enumeration(key, for_=actor_of(request))
    try:
        actions.delete_enumeration(found, by=actor_of(request))
    except Conflict as conflict:
        toast(request, str(conflict.words), "error")
        return redirect_after(request, reverse("preferences:enumeration", args=[key]))
    toast(request, _("The list “%(list)s” is deleted.") % {"list": found})
    return redirect_after(request, reverse("preferences:enumerations"))


@needs(manages)
@require_POST
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Add an item."""
    found = queries.enumeration(key, for_=actor_of(request))
    above = request.POST.get("parent", "")
    try:
        parent = queries.item(UUID(above), for_=actor_of(request)) if above else None
        item = actions.add_item(
            found,
            by=actor_of(request),
            label_zh=request.POST.get("label_zh", ""),
            label_en=request.POST.get("label_en", ""),
            value=request.POST.get("value", ""),
            parent=parent,
        )
    except Invalid as refused:
        return _show(request, found, item_errors=refused.errors)
    return _back(request, found, _("“%(item)s” is added.") % {"item": item})


@needs(manages)
def item(request: HttpRequest, key: str, item: UUID) -> HttpResponse:
    """One item: its words."""
    found = queries.item(item, for_=actor_of(request))
    errors: dict[str, list[object]] = {}
    if request.method == "POST":
        words = {name: request.POST.get(name, "") for name in ("label_zh", "label_en")}
        try:
            actions.edit_item(found, by=actor_of(request), **words)
        except Invalid as refused:
            errors = refused.errors
        else:
            return _back(request, found.enumeration, _("Saved."))
    context = {"item": found, "errors": errors, "typed": request.POST, "above": _above(found.enumeration)}
    return page(request, "preferences/item.html", context, status=422 if errors else 200)


@needs(manages)
@require_POST
def retirement(request: HttpRequest, key: str, item: UUID) -> HttpResponse:
    """Retire an item, or take it into use again (`back` in the form)."""
    found = queries.item(item, for_=actor_of(request))
    try:
        if "back" in request.POST:
            actions.restore_item(found, by=actor_of(request))
            words = _("“%(item)s” is offered again.")
        else:
            actions.retire_item(found, by=actor_of(request))
            words = _("“%(item)s” is no longer offered; records keep it.")
    except Conflict as conflict:
        toast(request, str(conflict.words), "error")
        return redirect_after(request, reverse("preferences:enumeration", args=[key]))
    return _back(request, found.enumeration, words % {"item": found})


@needs(manages)
@require_POST
def item_deletion(request: HttpRequest, key: str, item: UUID) -> HttpResponse:
    """Delete an item that nobody uses."""
    found = queries.item(item, for_=actor_of(request))
    try:
        actions.delete_item(found, by=actor_of(request))
    except Conflict as conflict:
        toast(request, str(conflict.words), "error")
        return redirect_after(request, reverse("preferences:enumeration", args=[key]))
    return _back(request, found.enumeration, _("“%(item)s” is deleted.") % {"item": found})


@needs(manages)
@require_POST
def order(request: HttpRequest, key: str) -> HttpResponse:
    """Put the items into the order of the `items` in the form; `up` or `down` then moves one among its siblings."""
    found = queries.enumeration(key, for_=actor_of(request))
    lines = [one for one, _depth in queries.lines(found)]
    try:
        wanted = [UUID(one) for one in request.POST.getlist("items")] or [one.pk for one in lines]
        for step, name in ((-1, "up"), (1, "down")):
            if name in request.POST:
                wanted = _moved(lines, UUID(request.POST[name]), step)
        actions.order_items(found, by=actor_of(request), items=wanted)
    except (Invalid, ValueError):
        toast(request, _("The list has changed in the meantime. Look at it again and repeat."), "error")
    return redirect_after(request, reverse("preferences:enumeration", args=[key]))


def _moved(lines: list[EnumerationItem], pk: UUID, step: int) -> list[UUID]:
    moving = next(one for one in lines if one.pk == pk)
    siblings = [one.pk for one in lines if one.parent_id == moving.parent_id]
    at = siblings.index(pk)
    to = at + step
    order = [one.pk for one in lines]
    if 0 <= to < len(siblings):
        a, b = order.index(pk), order.index(siblings[to])
        order[a], order[b] = order[b], order[a]
    return order


def _show(
    request: HttpRequest,
    found: Enumeration,
    *,
    errors: dict[str, list[object]] | None = None,
    item_errors: dict[str, list[object]] | None = None,
) -> HttpResponse:
    context = {
        "enumeration": found,
        "above": _above(),
        "lines": queries.lines(found),
        "typed": request.POST,
        "errors": errors or {},
        "item_errors": item_errors or {},
    }
    return page(request, "preferences/enumeration.html", context, status=422 if errors or item_errors else 200)


def _above(enumeration: Enumeration | None = None) -> list[tuple[str, str]]:
    """Where a page stands."""
    found = [(_("Enumerations"), reverse("preferences:enumerations"))]
    if enumeration is not None:
        found.append((enumeration.title, reverse("preferences:enumeration", args=[enumeration.key])))
    return found


def _back(request: HttpRequest, found: Enumeration, words: str) -> HttpResponse:
    toast(request, words)
    return redirect_after(request, reverse("preferences:enumeration", args=[found.key]))
