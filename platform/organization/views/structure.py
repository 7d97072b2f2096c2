"""The organisation's structure: the tree, units, departments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.policies import NotFound, allowed
from kernel.web.access import actor_of, needs, signed_in
from kernel.web.pages import page, redirect_after
from organization import queries
from organization.actions import departments, group, units
from organization.forms import DepartmentForm, GroupForm, LeadersForm, PlaceForm, UnitForm
from organization.models import Department, Unit
from organization.policies import DepartmentPolicy, GroupInfoPolicy, UnitPolicy, manages, manages_any
from organization.views.sending import button, form_page


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The structure for administrators; for everybody else the address book is what they look for here."""
    actor = actor_of(request)
    if not manages_any(actor):
        return redirect_after(request, reverse("organization:addressbook"))
    closed = request.GET.get("closed") == "1"
    context = {
        "tree": queries.tree(for_=actor, closed=closed),
        "group": queries.group_info(),
        "may_edit_group": allowed(GroupInfoPolicy.edit, queries.group_info(), actor),
        "may_add_unit": manages(actor, None),
        "closed": closed,
        "unassigned": queries.in_state(queries.managed_by(actor), "unassigned").count(),
    }
    return page(request, "organization/structure.html", context)


@needs("organization.group")
def edit_group(request: HttpRequest) -> HttpResponse:
    """The group's own data."""
    row = queries.group_info()
    form = GroupForm(request.POST or None, initial=GroupForm.said(row))
    return form_page(
        request, form, lambda given: group.edit_group(row, by=actor_of(request), **given),
        title=_("Group information"), to=reverse("organization:home"), crumbs=crumbs(),
    )  # fmt: skip


@needs(manages_any)
def unit(request: HttpRequest, key: UUID) -> HttpResponse:
    """One unit: its departments, what belongs to it, what can be done."""
    row, actor = queries.unit(key, for_=actor_of(request)), actor_of(request)
    context = {
        "unit": row,
        "departments": queries.children(row, for_=actor),
        "below": queries.units_visible_to(actor).filter(parent=row),
        "people": queries.by_unit(queries.active(), row.path, below=False).count(),
        "may_edit": allowed(UnitPolicy.edit, row, actor),
        "may_restructure": allowed(UnitPolicy.restructure, row, actor),
        "administrators": row.administrators.filter(revoked_at=None).select_related("person"),
    }
    return page(request, "organization/unit.html", context)


@needs(manages_any)
def new_unit(request: HttpRequest) -> HttpResponse:
    """Make a unit, below the one that `parent` names."""
    actor, above = actor_of(request), _key(request.GET.get("parent"))
    parent = queries.unit(above, for_=actor) if above else None
    return form_page(
        request, UnitForm(request.POST or None), lambda given: units.create_unit(parent, by=actor, **given),
        title=_("New unit under %(unit)s") % {"unit": parent} if parent else _("New unit"),
        to=unit_url, crumbs=crumbs(parent), back=unit_url(parent) if parent else reverse("organization:home"),
    )  # fmt: skip


@needs(manages_any)
def edit_unit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a unit's data."""
    row = queries.unit(key, for_=actor_of(request))
    return form_page(
        request, UnitForm(request.POST or None, initial=UnitForm.said(row)),
        lambda given: units.edit_unit(row, by=actor_of(request), **given),
        title=_("Unit information"), to=unit_url(row), crumbs=crumbs(row),
    )  # fmt: skip


@needs("organization.manage")
def move_unit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hang a unit elsewhere."""
    actor = actor_of(request)
    row = queries.unit(key, for_=actor)
    form = PlaceForm(actor, "unit", request.POST or None, initial={"parent": row.parent_id})
    return form_page(
        request, form,
        lambda given: units.move_unit(row, by=actor, parent=_unit_or_none(given["parent"])),
        title=_("Move %(thing)s") % {"thing": row}, to=unit_url(row), crumbs=crumbs(row), button=_("Move"),
        note=_("Everything below it moves along."),
    )  # fmt: skip


@needs("organization.manage")
@require_POST
def unit_closure(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a unit, or with `open=1` open it again."""
    row, actor = queries.unit(key, for_=actor_of(request)), actor_of(request)
    if request.POST.get("open"):
        return button(request, lambda: units.reopen_unit(row, by=actor), to=unit_url(row), said=_("Opened again."))
    reason = request.POST.get("reason", "")
    return button(
        request, lambda: units.close_unit(row, by=actor, reason=reason), to=unit_url(row), said=_("The unit is closed.")
    )


@needs(manages_any)
def department(request: HttpRequest, key: UUID) -> HttpResponse:
    """One department: who leads it, who sits in it, what lies below it."""
    actor = actor_of(request)
    row = queries.department(key, for_=actor)
    above = queries.ancestors_of([row])
    people = queries.by_department(queries.active(), row.path, below=False).order_by("order", "sort_key")
    context = {
        "department": row,
        "crumbs": crumbs(row.unit, [above[one] for one in row.ancestors if one in above]),
        "children": queries.children(row, for_=actor),
        "leaders": row.leaders.select_related("person").order_by("kind", "order"),
        "people": queries.with_seats(people)[:200],
        "may_edit": allowed(DepartmentPolicy.edit, row, actor),
    }
    return page(request, "organization/department.html", context)


@needs(manages_any)
def new_department(request: HttpRequest) -> HttpResponse:
    """Make a department in the unit, or under the department, that the address names."""
    actor = actor_of(request)
    above, in_unit = _key(request.GET.get("parent")), _key(request.GET.get("unit"))
    parent = queries.department(above, for_=actor) if above else None
    if parent is None and in_unit is None:
        raise NotFound()
    of = parent.unit if parent else queries.unit(in_unit, for_=actor)  # type: ignore[arg-type]
    return form_page(
        request, DepartmentForm(request.POST or None),
        lambda given: departments.create_department(of, by=actor, parent=parent, **given),
        title=_("New department under %(place)s") % {"place": parent or of}, to=department_url, crumbs=crumbs(of),
        back=department_url(parent) if parent else unit_url(of),
    )  # fmt: skip


@needs(manages_any)
def edit_department(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a department's data."""
    row = queries.department(key, for_=actor_of(request))
    return form_page(
        request, DepartmentForm(request.POST or None, initial=DepartmentForm.said(row)),
        lambda given: departments.edit_department(row, by=actor_of(request), **given),
        title=_("Department information"), to=department_url(row), crumbs=crumbs(row.unit, [row]),
    )  # fmt: skip


@needs(manages_any)
def move_department(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hang a department elsewhere."""
    actor = actor_of(request)
    row = queries.department(key, for_=actor)
    form = PlaceForm(actor, "department", request.POST or None, initial={"parent": row.parent_id})
    return form_page(
        request, form,
        lambda given: departments.move_department(
            row, by=actor, parent=Department.objects.select_related("unit").filter(pk=given["parent"]).first(),
            unit=_unit_or_none(given["unit"]),
        ),
        title=_("Move %(thing)s") % {"thing": row}, to=department_url(row), crumbs=crumbs(row.unit, [row]),
        button=_("Move"), note=_("Its people and the departments below it move along."),
    )  # fmt: skip


@needs(manages_any)
def lead(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who leads a department."""
    actor = actor_of(request)
    row = queries.department(key, for_=actor)
    said: dict[str, list[UUID]] = {}
    for one in row.leaders.order_by("order"):
        said.setdefault({"head": "heads", "deputy": "deputies"}.get(one.kind, one.kind), []).append(one.person_id)
    form = LeadersForm(actor, request.POST or None, initial=said)
    return form_page(
        request, form, lambda given: departments.lead_department(row, by=actor, **_people(given)),
        title=_("Who leads %(department)s") % {"department": row}, to=department_url(row),
        crumbs=crumbs(row.unit, [row]), note=_("Processes ask the heads in the order given here."),
    )  # fmt: skip


@needs(manages_any)
@require_POST
def department_closure(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a department, or with `open=1` open it again."""
    row, actor = queries.department(key, for_=actor_of(request)), actor_of(request)
    to = department_url(row)
    if request.POST.get("open"):
        return button(request, lambda: departments.reopen_department(row, by=actor), to=to, said=_("Opened again."))
    reason = request.POST.get("reason", "")
    return button(
        request, lambda: departments.close_department(row, by=actor, reason=reason), to=to,
        said=_("The department is closed."),
    )  # fmt: skip


@needs(manages_any)
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Put a department or unit one place up or down among those beside it."""
    actor = actor_of(request)
    key, step = _key(request.POST.get("id")), -1 if request.POST.get("up") else 1
    if key is None:
        raise NotFound()
    thing: Unit | Department | None = queries.units_visible_to(actor).filter(pk=key).first()
    to = reverse("organization:home")
    if thing is None:
        thing = queries.department(key, for_=actor)
        to = department_url(thing.parent) if thing.parent else unit_url(thing.unit)
        rows: list[Any] = list(queries.departments_visible_to(actor).filter(unit=thing.unit, parent=thing.parent))
    else:
        rows = list(queries.units_visible_to(actor).filter(parent=thing.parent_id))
    at = next((number for number, one in enumerate(rows) if one.pk == key), 0)
    rows.insert(max(at + step, 0), rows.pop(at))
    return button(request, lambda: units.order_siblings(rows, by=actor), to=to, said=_("The order is changed."))


def unit_url(row: Unit) -> str:
    """Where a unit is shown."""
    return reverse("organization:unit", args=[row.pk])


def department_url(row: Department) -> str:
    """Where a department is shown."""
    return reverse("organization:department", args=[row.pk])


def crumbs(of: Unit | None = None, path: list[Department] | None = None) -> list[tuple[str, str]]:
    """Where a page of the structure stands."""
    trail = [(_("Organisation"), reverse("organization:home"))]
    if of is not None:
        trail.append((of.label, unit_url(of)))
    trail += [(one.label, department_url(one)) for one in path or []]
    return trail


def _people(given: dict[str, list[UUID]]) -> dict[str, list[Any]]:
    from organization.models import Person

    found = Person.objects.in_bulk([key for keys in given.values() for key in keys])
    return {name: [found[key] for key in keys if key in found] for name, keys in given.items()}


def _unit_or_none(key: UUID | None) -> Unit | None:
    return Unit.objects.filter(pk=key).first() if key else None


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound() from None
