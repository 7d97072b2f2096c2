"""The address book: the tree, the people in it, one card; own external contacts; vCards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.actor import Actor
from kernel.policies import NotFound, allowed
from kernel.web.access import actor_of, signed_in
from kernel.web.pages import page
from organization import queries, vcard
from organization.actions import contacts
from organization.forms import ContactForm
from organization.models import Contact, Department, Person, Unit
from organization.policies import PersonPolicy
from organization.views.sending import button, form_page, keyset


@signed_in
def addressbook(request: HttpRequest) -> HttpResponse:
    """People by the tree or by what one types, within the work scope."""
    actor, term, at = actor_of(request), request.GET.get("q", "").strip(), request.GET.get("at", "")
    rows = queries.search(queries.visible_to(actor), term)
    place: Unit | Department | None = _place(at, actor) if at else None
    if isinstance(place, Department):
        rows = queries.by_department(rows, place.path)
    elif place is not None:
        rows = queries.by_unit(rows, place.path)
    context = {
        "found": keyset(request, queries.with_seats(rows)),
        "place": place,
        "at": at,
        "q": term,
        "nodes": _units(actor, at),
        "tabs": _tabs("colleagues"),
    }
    return page(request, "organization/addressbook.html", context)


@signed_in
def branch(request: HttpRequest, key: UUID) -> HttpResponse:
    """The lines of the tree below a unit or department."""
    actor = actor_of(request)
    place = _place(str(key), actor)
    nodes = [_node(one, branches(one)) for one in queries.children(place, for_=actor)]
    return page(request, "organization/branch.html", {"nodes": nodes})


@signed_in
def card(request: HttpRequest, key: UUID) -> HttpResponse:
    """One colleague."""
    actor = actor_of(request)
    row = queries.person(key, for_=actor)
    context = {
        "person": row,
        "private": allowed(PersonPolicy.see_private, row, actor),
        "may_edit": allowed(PersonPolicy.edit, row, actor),
        "paths": _paths(row),
    }
    return page(request, "organization/card.html", context)


@signed_in
def person_vcard(request: HttpRequest, key: UUID) -> HttpResponse:
    """A colleague as a vCard."""
    row = queries.person(key, for_=actor_of(request))
    seats = row.current_seats  # type: ignore[attr-defined]
    values = {"mobile": row.mobile, "phone": row.phone, "email": row.email}
    if seats:
        values |= {"organization": seats[0].unit.name, "title": seats[0].label}
    return _file(vcard.card(row.name, values), row.name)


@signed_in
def external(request: HttpRequest) -> HttpResponse:
    """One's own external contacts."""
    term = request.GET.get("q", "").strip()
    rows = queries.search(queries.contacts_visible_to(actor_of(request)), term)
    context = {"found": keyset(request, rows), "q": term, "tabs": _tabs("external")}
    return page(request, "organization/contacts.html", context)


@signed_in
def new_contact(request: HttpRequest) -> HttpResponse:
    """Keep somebody outside the company."""
    return _contact(request, None, _("New external contact"))


@signed_in
def edit_contact(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change an external contact."""
    row = queries.contact(key, for_=actor_of(request))
    return _contact(request, row, row.name)


@signed_in
@require_POST
def contact_deletion(request: HttpRequest, key: UUID) -> HttpResponse:
    """Forget an external contact."""
    row, actor = queries.contact(key, for_=actor_of(request)), actor_of(request)
    to = reverse("organization:contacts")
    return button(request, lambda: contacts.delete_contact(row, by=actor), to=to, said=_("The contact is deleted."))


@signed_in
def contacts_vcard(request: HttpRequest) -> HttpResponse:
    """All one's external contacts as one file."""
    rows = queries.contacts_visible_to(actor_of(request))
    return _file("".join(vcard.card(row.name, _contact_values(row)) for row in rows), _("External contacts"))


def _contact(request: HttpRequest, row: Contact | None, title: str) -> HttpResponse:
    initial = ContactForm.said(row) if row else None
    to = reverse("organization:contacts")
    return form_page(
        request, ContactForm(request.POST or None, initial=initial),
        lambda given: contacts.save_contact(row, by=actor_of(request), **given),
        title=title, to=to, crumbs=[(_("Address book"), reverse("organization:addressbook")), (_("External"), to)],
        deletion=reverse("organization:contact_deletion", args=[row.pk]) if row else "",
        deletion_text=_("The contact is gone for good. Nobody else is concerned."),
    )  # fmt: skip


def _contact_values(row: Contact) -> dict[str, str]:
    names = ("title", "mobile", "phone", "email", "address", "note")
    return {"organization": row.company, **{name: getattr(row, name) for name in names}}


def _file(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/vcard; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.vcf") or "attachment"
    return answer


def _place(at: str, actor: Actor) -> Unit | Department:
    try:
        key = UUID(at)
    except ValueError:
        raise NotFound() from None
    return queries.units_visible_to(actor).filter(pk=key).first() or queries.department(key, for_=actor)


def _units(actor: Actor, at: str) -> list[dict[str, Any]]:
    """The units as the top of the tree; the one that is looked at is open."""
    nodes = []
    for unit in queries.units_visible_to(actor).order_by("path", "order"):
        below = (
            [_node(one, branches(one), at) for one in queries.children(unit, for_=actor)]
            if _open(unit, actor, at)
            else []
        )
        nodes.append({**_node(unit, True, at), "children": below})
    return nodes


def _open(unit: Unit, actor: Actor, at: str) -> bool:
    return str(unit.pk) == at if at else unit.pk == actor.unit


def branches(place: Department) -> bool:
    """Whether `queries.children` found something below it."""
    return bool(getattr(place, "has_children", False))


def _node(place: Unit | Department, below: bool, at: str = "") -> dict[str, Any]:
    return {
        "id": place.pk,
        "label": place.label,
        "url": f"{reverse('organization:addressbook')}?at={place.pk}",
        "children_url": reverse("organization:branch", args=[place.pk]) if below else "",
        "is_current": str(place.pk) == at,
        "count": None,
    }


def _paths(person: Person) -> list[tuple[Any, str]]:
    seats = person.current_seats  # type: ignore[attr-defined]
    above = queries.ancestors_of([seat.department for seat in seats if seat.department])
    names = {key: one.label for key, one in above.items()}
    return [(seat, queries.place_path(seat, names)) for seat in seats]


def _tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"title": _("Colleagues"), "url": reverse("organization:addressbook"), "is_current": current == "colleagues"},
        {"title": _("External"), "url": reverse("organization:contacts"), "is_current": current == "external"},
    ]
