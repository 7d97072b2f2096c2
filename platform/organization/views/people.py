"""People for administrators: the list, one person, and what can be done with them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from kernel.accounts.policies import AccountPolicy
from kernel.actor import Actor, current_actor
from kernel.policies import NotFound, allowed
from kernel.web.access import actor_of, needs
from kernel.web.lists import Choice, Column, Dates, List, Tabbed, View
from kernel.web.pages import page
from organization import queries
from organization.actions import people, positions
from organization.forms import LeavingForm, NewPersonForm, PersonForm, SeatForm, SignInForm, found
from organization.models import Person, Position, Unit
from organization.policies import PersonPolicy, manages_any
from organization.views.sending import button, form_page


def _rows(actor: Actor) -> QuerySet[Person]:
    return queries.with_states(queries.with_seats(queries.managed_by(actor))).select_related("account")


def _in_unit(rows: QuerySet[Person], key: str) -> QuerySet[Person]:
    unit = Unit.objects.filter(pk=_uuid(key)).first()
    return queries.by_unit(rows, unit.path) if unit else rows.none()


def _units() -> list[tuple[str, str]]:
    actor = current_actor()
    return [(str(one.pk), one.name) for one in queries.managed_unit_list(actor)] if actor else []


def _state(row: Any) -> tuple[object, str]:
    if row.is_departed:
        return _("Left"), "off"
    if row.is_suspended:
        return _("Suspended"), "bad"
    return (_("In service"), "ok") if row.is_assigned else (_("Unassigned"), "warn")


PEOPLE = List(
    "organization.people",
    source=_rows,
    columns=(
        Column("name", pgettext_lazy("person", "Name"), lambda row: (row.pk, row.name), "person", sort="sort_key", main=True,
               width="medium", url=lambda row: person_url(row)),
        Column("code", gettext_lazy("Staff number"), "code", sort="code", width="short", phone=False),
        Column("seats", gettext_lazy("Post and department"), lambda row: "；".join(one.label for one in row.current_seats)),
        Column("mobile", gettext_lazy("Mobile"), "mobile", width="medium"),
        Column("username", gettext_lazy("Sign-in name"), "account.username", sort="account__username", width="medium", phone=False),
        Column("email", gettext_lazy("E-mail"), "email", sort="email", width="long", phone=False, shown=False),
        Column("phone", gettext_lazy("Office phone"), "phone", width="medium", phone=False, shown=False),
        Column("entered", gettext_lazy("Entered on"), "entered_on", "date", sort="entered_on", phone=False, shown=False),
        Column("state", gettext_lazy("State"), _state, "state"),
    ),
    filters=(
        Tabbed("state", gettext_lazy("State"), narrow=queries.in_state, default="active",
               choices=[(one, one) for one in ("active", "unassigned", "suspended", "left")]),
        Choice("unit", gettext_lazy("All units"), narrow=_in_unit, choices=_units),
        Dates("entered_on", gettext_lazy("Entered on")),
    ),
    search=queries.search,
    search_words=gettext_lazy("Name, pinyin, number, phone"),
    order="name",
    views=(
        View(gettext_lazy("In service")),
        View(gettext_lazy("Unassigned"), "state=unassigned"),
        View(gettext_lazy("Suspended"), "state=suspended"),
        View(gettext_lazy("Left"), "state=left"),
    ),
    empty_title=gettext_lazy("Nobody is in this state."),
)  # fmt: skip


@needs(manages_any)
def index(request: HttpRequest) -> HttpResponseBase:
    """The people in somebody's charge: by state, place and whatever one types."""
    add = {"title": _("New person"), "url": reverse("organization:new_person"), "is_primary": True}
    return PEOPLE.answer(request, title=_("People"), context={"page_actions": [add]})


@needs(manages_any)
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """One person: data, seats with their history, rights, what can be done."""
    actor = actor_of(request)
    row: Any = queries.with_states(queries.managed_by(actor)).select_related("account").filter(pk=key).first()
    if row is None:
        raise NotFound()
    history = list(
        row.positions.select_related("unit", "department", "post", "level").order_by("-ended_on", "kind", "started_on")
    )
    _rights, roles = queries.functions_of(row, queries.principals_of(row, [one for one in history if one.is_active]))
    context = {
        "person": row,
        "seats": [one for one in history if one.is_active],
        "past": [one for one in history if not one.is_active],
        "suspension": row.suspensions.filter(lifted_at=None).first() if row.is_suspended else None,
        "departure": row.departures.filter(returned_at=None).select_related("successor").first()
        if row.is_departed
        else None,
        "crumbs": crumbs(),
        "roles": queries.roles_named(roles) if not row.is_departed else [],
        "leads": queries.led_by(row.pk),
        "appointments": row.administers.filter(revoked_at=None).select_related("unit"),
        "may_edit": allowed(PersonPolicy.edit, row, actor),
        "may_help": row.account is not None and allowed(AccountPolicy.manage_other, row.account, actor),
    }
    return page(request, "organization/person.html", context)


@needs(manages_any)
def new(request: HttpRequest) -> HttpResponse:
    """Add somebody, in the department that the address names or without a seat."""
    actor = actor_of(request)
    department = None
    if asked := request.GET.get("department"):
        department = queries.department(_uuid(asked), for_=actor)
    form = NewPersonForm(actor, request.POST or None, initial={"department": department and department.pk})
    return form_page(
        request, form, lambda given: people.add_person(by=actor, sign_in=given.pop("username"), **given),
        title=_("New person in %(department)s") % {"department": department} if department else _("New person"),
        to=person_url, crumbs=crumbs(), back=reverse("organization:people"),
        note=_("Without a department they stand under “Unassigned” and can be seated later."),
    )  # fmt: skip


@needs(manages_any)
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change somebody's data."""
    row, actor = queries.managed_person(key, for_=actor_of(request)), actor_of(request)
    form = PersonForm(request.POST or None, initial=PersonForm.said(row))
    return form_page(
        request, form, lambda given: people.edit_person(row, by=actor, **given),
        title=_("Edit %(person)s") % {"person": row}, to=person_url(row), crumbs=crumbs(row),
    )  # fmt: skip


@needs(manages_any)
def sign_in(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give or change the sign-in name."""
    row, actor = queries.managed_person(key, for_=actor_of(request)), actor_of(request)
    form = SignInForm(request.POST or None, initial={"username": row.account.username if row.account else row.pinyin})

    def do(given: dict[str, str]) -> Person:
        return people.give_sign_in(row, by=actor, username=given["username"])

    return form_page(
        request, form, do, title=_("Sign-in of %(person)s") % {"person": row}, to=person_url(row), crumbs=crumbs(row)
    )


@needs(manages_any)
def place(request: HttpRequest, key: UUID) -> HttpResponse:
    """Move somebody's main post, or give the first."""
    return _seat(request, key, main=True)


@needs(manages_any)
def side_post(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give somebody a secondary or concurrent post."""
    return _seat(request, key, main=False)


def _seat(request: HttpRequest, key: UUID, *, main: bool) -> HttpResponse:
    actor = actor_of(request)
    # A concurrent post may be given to people of other units: whoever is visible can be seated in the own units.
    row = queries.person(key, for_=actor)

    def do(given: dict[str, object]) -> Position:
        if main:
            return positions.move_person(row, by=actor, **given)  # type: ignore[arg-type]
        return positions.take_position(row, by=actor, kind=Position.Kind.SECONDARY, **given)  # type: ignore[arg-type]

    note = (
        _("The present main post ends and is kept in the history.")
        if main
        else _("In the unit of the main post it is a secondary post, in another unit a concurrent one.")
    )
    title = _("Move %(person)s") % {"person": row} if main else _("Another post for %(person)s") % {"person": row}
    form = SeatForm(actor, request.POST or None)
    return form_page(request, form, do, title=title, to=person_url(row), crumbs=crumbs(row), note=note)


@needs(manages_any)
def edit_seat(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct post and level of a seat."""
    seat, actor = queries.managed_position(key, for_=actor_of(request)), actor_of(request)
    form = SeatForm(actor, request.POST or None, corrects=True, initial={"post": seat.post_id, "level": seat.level_id})
    return form_page(
        request, form,
        lambda given: positions.edit_position(seat, by=actor, post=given["post"], level=given["level"]),
        title=_("Post and level of %(person)s") % {"person": seat.person}, to=person_url(seat.person),
        crumbs=crumbs(seat.person), note=_("A correction. To move somebody, use “Move”: it keeps the history."),
    )  # fmt: skip


@needs(manages_any)
@require_POST
def seat_end(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a seat."""
    seat, actor = queries.managed_position(key, for_=actor_of(request)), actor_of(request)
    to = person_url(seat.person)
    return button(request, lambda: positions.end_position(seat, by=actor), to=to, said=_("The post has ended."))


@needs(manages_any)
@require_POST
def seat_main(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make a side post the main one."""
    seat, actor = queries.managed_position(key, for_=actor_of(request)), actor_of(request)
    to = person_url(seat.person)
    return button(request, lambda: positions.make_main(seat, by=actor), to=to, said=_("This is the main post now."))


@needs(manages_any)
@require_POST
def suspension(request: HttpRequest, key: UUID) -> HttpResponse:
    """Suspend somebody, or with `lift=1` lift it."""
    row, actor = queries.managed_person(key, for_=actor_of(request)), actor_of(request)
    to = person_url(row)
    if request.POST.get("lift"):
        return button(request, lambda: people.resume_person(row, by=actor), to=to, said=_("The suspension is lifted."))
    reason = request.POST.get("reason", "")
    return button(
        request, lambda: people.suspend_person(row, by=actor, reason=reason), to=to,
        said=_("%(person)s is suspended and cannot sign in.") % {"person": row},
    )  # fmt: skip


@needs(manages_any)
def leaving(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record that somebody left, with who takes over."""
    row, actor = queries.managed_person(key, for_=actor_of(request)), actor_of(request)

    def do(given: dict[str, object]) -> object:
        successor = found(Person.objects, given.pop("successor"))
        return people.leave(row, by=actor, successor=successor, **given)  # type: ignore[arg-type]

    return form_page(
        request, LeavingForm(actor, request.POST or None), do, title=_("%(person)s leaves") % {"person": row},
        to=person_url(row), crumbs=crumbs(row), button=_("Record the leaving"),
        note=_("All posts end, the sign-in is closed, roles and appointments given to this person lapse."),
    )  # fmt: skip


@needs(manages_any)
@require_POST
def returning(request: HttpRequest, key: UUID) -> HttpResponse:
    """Somebody who left comes back."""
    row, actor = queries.managed_person(key, for_=actor_of(request)), actor_of(request)
    said = _("%(person)s is back, without a seat for now.") % {"person": row}
    return button(request, lambda: people.come_back(row, by=actor), to=person_url(row), said=said)


def person_url(row: Person) -> str:
    """Where a person is administered."""
    return reverse("organization:person", args=[row.pk])


def crumbs(row: Person | None = None) -> list[tuple[str, str]]:
    """Where a page of a person stands."""
    trail = [(_("Organisation"), reverse("organization:home")), (_("People"), reverse("organization:people"))]
    return [*trail, (row.name, person_url(row))] if row is not None else trail


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None
