"""Roles, administrators, work scope."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.policies import allowed
from kernel.web.access import actor_of, needs
from kernel.web.pages import page
from organization import functions, queries
from organization.actions import administrators, roles, workscope
from organization.forms import found
from organization.models import Administrator, Department, Level, Person, Role, Unit
from organization.policies import RolePolicy, manages_any, may_look_at_administrators, may_look_at_roles
from organization.rightforms import (
    PRINCIPALS,
    AdministratorForm,
    ExplainForm,
    GrantForm,
    RoleForm,
    WorkScopeForm,
)
from organization.views.sending import button, form_page


@needs(may_look_at_roles)
def role_list(request: HttpRequest) -> HttpResponse:
    """All roles one may look at."""
    rows = queries.roles_with_counts(queries.roles_visible_to(actor_of(request)))
    return page(request, "organization/roles.html", {"roles": rows})


@needs(may_look_at_roles)
def role(request: HttpRequest, key: UUID) -> HttpResponse:
    """One role: what it gives and who has it; POST gives it to further ones."""
    actor = actor_of(request)
    row = queries.role(key, for_=actor)
    grants = list(queries.grants_of(row, for_=actor))
    labels = queries.labels(grant.principal for grant in grants) | {"all": _("Everybody")}
    form = GrantForm(actor, row, request.POST or None)
    titles = {right: words for rights in functions.every_function().values() for right, words in rights.items()}

    def do(given: dict[str, Any]) -> None:
        chosen = [f"{kind}:{one}" for kind, _label in PRINCIPALS for one in given[kind]]
        names = [*chosen, *(["all"] if given.get("all") else [])]
        roles.grant_role_to_all(row, by=actor, principals=names, unit=given.get("unit"))

    return form_page(
        request, form, do, title=row.name, to=reverse("organization:role", args=[row.pk]),
        crumbs=_crumbs("roles", _("Roles")), template="organization/role.html", said=_("The role is given."),
        role=row, may_edit=allowed(RolePolicy.edit, row, actor),
        grants=[(grant, labels.get(grant.principal, _("no longer there"))) for grant in grants],
        rights=[titles.get(right, right) for right in sorted(queries.rights_of_role(row))],
        menus=[functions.every_menu().get(slug, _("All modules")) for slug in row.menus],
    )  # fmt: skip


@needs(may_look_at_roles)
def new_role(request: HttpRequest) -> HttpResponse:
    """Make a role."""
    actor = actor_of(request)

    def do(given: dict[str, Any]) -> Role:
        unit = found(Unit.objects, given.pop("unit"))
        return roles.make_role(by=actor, unit=unit, **given)

    return form_page(
        request, RoleForm(actor, request.POST or None), do, title=_("New role"), crumbs=_crumbs("roles", _("Roles")),
        to=lambda made: reverse("organization:role", args=[made.pk]), back=reverse("organization:roles"),
    )  # fmt: skip


@needs(may_look_at_roles)
def edit_role(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a role's rights."""
    actor = actor_of(request)
    row = queries.role(key, for_=actor)
    initial = {
        "name": row.name, "note": row.note, "functions": sorted(queries.rights_of_role(row)), "menus": row.menus,
        "second_factor": row.second_factor,
    }  # fmt: skip

    def do(given: dict[str, Any]) -> Role:
        rights = given.pop("functions")
        if row.functions is None and set(rights) == queries.rights_of_role(row):
            rights = None
        return roles.edit_role(row, by=actor, functions=rights, **given)

    return form_page(
        request, RoleForm(actor, request.POST or None, role=row, initial=initial), do,
        title=_("Rights of %(role)s") % {"role": row}, to=reverse("organization:role", args=[row.pk]),
        crumbs=_crumbs("roles", _("Roles")),
        deletion="" if row.key else reverse("organization:role_deletion", args=[row.pk]),
        deletion_text=_("Everybody who has the role loses its rights at once."),
    )  # fmt: skip


@needs(may_look_at_roles)
@require_POST
def role_deletion(request: HttpRequest, key: UUID) -> HttpResponse:
    """Delete a role."""
    actor, row = actor_of(request), queries.role(key, for_=actor_of(request))
    to = reverse("organization:roles")
    return button(request, lambda: roles.delete_role(row, by=actor), to=to, said=_("The role is deleted."))


@needs(may_look_at_roles)
@require_POST
def withdrawal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a role back."""
    actor, grant = actor_of(request), queries.grant(key, for_=actor_of(request))
    to = reverse("organization:role", args=[grant.role_id])
    return button(request, lambda: roles.withdraw_role(grant, by=actor), to=to, said=_("The role is taken back."))


@needs(may_look_at_administrators)
def administrator_list(request: HttpRequest) -> HttpResponse:
    """Who administers what; POST appoints."""
    actor = actor_of(request)

    def do(given: dict[str, Any]) -> Any:
        person = Person.objects.get(pk=given["person"])
        unit = found(Unit.objects, given["unit"])
        return administrators.appoint(person, by=actor, kind=given["kind"], unit=unit)

    rows = list(queries.administrators_visible_to(actor))
    kinds = queries.appointable(actor, rows)
    if request.method == "POST" and request.POST.get("kind") in Administrator.Kind.values:
        kinds = [*kinds, request.POST["kind"]]  # what may not be done is refused by the act, in its words
    return form_page(
        request, AdministratorForm(actor, kinds, request.POST or None), do, title=_("Administrators"),
        to=reverse("organization:administrators"), template="organization/administrators.html", kinds=kinds,
        button=_("Appoint"), said=_("Appointed."),
        administrators=[(one, queries.is_revocable(actor, one, rows)) for one in rows],
    )  # fmt: skip


@needs(may_look_at_administrators)
@require_POST
def revocation(request: HttpRequest, key: UUID) -> HttpResponse:
    """End an appointment."""
    actor, row = actor_of(request), queries.administrator(key, for_=actor_of(request))
    to = reverse("organization:administrators")
    return button(request, lambda: administrators.revoke(row, by=actor), to=to, said=_("The appointment has ended."))


@needs(manages_any)
def work_scope(request: HttpRequest) -> HttpResponse:
    """The rules, and the answer to "who can see whom"."""
    actor = actor_of(request)
    rules = list(queries.work_scope_visible_to(actor))
    labels = queries.labels(name for rule in rules for name in rule.also)
    form = ExplainForm(actor, request.GET if "viewer" in request.GET else None)
    answer = None
    if form.is_bound and form.is_valid():
        people = Person.objects.in_bulk([form.cleaned_data["viewer"], form.cleaned_data["other"]])
        viewer, other = people[form.cleaned_data["viewer"]], people[form.cleaned_data["other"]]
        answer = {"said": queries.explain(viewer, other), "viewer": viewer, "other": other}
    context = {
        "rules": [(rule, [labels.get(name, "") for name in rule.also]) for rule in rules],
        "form": form,
        "answer": answer,
    }
    return page(request, "organization/workscope.html", context)


@needs(manages_any)
def new_rule(request: HttpRequest) -> HttpResponse:
    """Set a rule for a place."""
    actor = actor_of(request)

    def do(given: dict[str, Any]) -> Any:
        also = [f"{kind}:{one}" for kind, _label in PRINCIPALS for one in given.get(f"also_{kind}", [])]
        return workscope.set_rule(
            by=actor, unit=found(Unit.objects, given["unit"]),
            department=found(Department.objects.select_related("unit"), given["department"]),
            level=found(Level.objects, given["level"]),
            reach=given["reach"], levels_above=given["levels_above"], also=also, note=given["note"],
        )  # fmt: skip

    to = reverse("organization:workscope")
    return form_page(
        request, WorkScopeForm(actor, request.POST or None, initial={"reach": "unit"}), do, title=_("New rule"), to=to,
        crumbs=[(_("Work scope"), to)],
        note=_("For one place and level there is one rule: a new one replaces it. People of the own department and its leaders are always seen."),
    )  # fmt: skip


@needs(manages_any)
@require_POST
def rule_removal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Remove a rule."""
    actor, row = actor_of(request), queries.work_scope_rule(key, for_=actor_of(request))
    to = reverse("organization:workscope")
    return button(request, lambda: workscope.remove_rule(row, by=actor), to=to, said=_("The rule is removed."))


def _crumbs(name: str, title: str) -> list[tuple[str, str]]:
    return [(title, reverse(f"organization:{name}"))]
