"""Posts, levels and groups of people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.policies import NotFound, allowed, require
from kernel.web.access import actor_of, needs, signed_in
from kernel.web.pages import page
from organization import queries
from organization.actions import levels, persongroups, posts
from organization.forms import GroupOfPeopleForm, LevelForm, PostForm
from organization.models import PersonGroup, Unit
from organization.policies import PersonGroupPolicy, manages, manages_any
from organization.queries.structure import holders
from organization.views.sending import button, form_page
from organization.views.structure import crumbs


@needs(manages_any)
def post_list(request: HttpRequest) -> HttpResponse:
    """The posts of one unit."""
    actor = actor_of(request)
    units, unit = _unit(request)
    context = {
        "units": units,
        "unit": unit,
        "posts": holders(queries.posts_visible_to(actor).filter(unit=unit)) if unit else [],
        "may_edit": unit is not None and manages(actor, unit),
    }
    return page(request, "organization/posts.html", context)


@needs(manages_any)
def new_post(request: HttpRequest, unit: UUID) -> HttpResponse:
    """Make a post in a unit."""
    actor, of = actor_of(request), queries.unit(unit, for_=actor_of(request))
    return form_page(
        request, PostForm(request.POST or None), lambda given: posts.create_post(of, by=actor, **given),
        title=_("New post in %(unit)s") % {"unit": of}, to=_list("posts", of), crumbs=crumbs(of),
    )  # fmt: skip


@needs(manages_any)
def edit_post(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a post."""
    actor, row = actor_of(request), queries.post(key, for_=actor_of(request))
    return form_page(
        request, PostForm(request.POST or None, initial=PostForm.said(row)),
        lambda given: posts.edit_post(row, by=actor, **given), title=row.name, to=_list("posts", row.unit),
        crumbs=crumbs(row.unit), deletion=reverse("organization:post_closure", args=[row.pk]),
        deletion_word=_("Close the post"), deletion_text=_("It can no longer be given. Who held it keeps the history."),
    )  # fmt: skip


@needs(manages_any)
@require_POST
def post_closure(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a post."""
    actor, row = actor_of(request), queries.post(key, for_=actor_of(request))
    said = _("The post is closed.")
    return button(request, lambda: posts.close_post(row, by=actor), to=_list("posts", row.unit), said=said)


@needs(manages_any)
def level_list(request: HttpRequest) -> HttpResponse:
    """The group's levels, and what each unit calls them."""
    actor = actor_of(request)
    rows = list(holders(queries.levels_visible_to(actor)))
    context = {
        "levels": [
            (one, [other for other in rows if other.group_level_id == one.pk]) for one in rows if one.unit_id is None
        ],
        "units": queries.managed_unit_list(actor),
        "may_edit": manages(actor, None),
    }
    return page(request, "organization/levels.html", context)


@needs(manages_any)
def new_level(request: HttpRequest) -> HttpResponse:
    """Make a level of the group, or of the unit the address names."""
    actor, asked = actor_of(request), request.GET.get("unit", "")
    unit = queries.unit(_uuid(asked), for_=actor) if asked else None
    return form_page(
        request, LevelForm(unit is not None, request.POST or None),
        lambda given: levels.create_level(unit, by=actor, **given),
        title=_("New level of %(unit)s") % {"unit": unit} if unit else _("New level of the group"),
        to=reverse("organization:levels"), crumbs=crumbs(),
    )  # fmt: skip


@needs(manages_any)
def edit_level(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a level."""
    actor, row = actor_of(request), queries.level(key, for_=actor_of(request))
    initial = {"name": row.name, "code": row.code, "rank": row.rank, "group_level": row.group_level_id}
    return form_page(
        request, LevelForm(row.unit_id is not None, request.POST or None, initial=initial),
        lambda given: levels.edit_level(row, by=actor, **given), title=row.name, to=reverse("organization:levels"),
        crumbs=crumbs(), deletion=reverse("organization:level_closure", args=[row.pk]),
        deletion_word=_("Close the level"), deletion_text=_("It can no longer be given."),
    )  # fmt: skip


@needs(manages_any)
@require_POST
def level_closure(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a level."""
    actor, row = actor_of(request), queries.level(key, for_=actor_of(request))
    to = reverse("organization:levels")
    return button(request, lambda: levels.close_level(row, by=actor), to=to, said=_("The level is closed."))


@signed_in
def groups(request: HttpRequest) -> HttpResponse:
    """Groups of people that somebody may use."""
    actor = actor_of(request)
    rows = queries.with_members(queries.groups_visible_to(actor), actor)
    context = {"groups": [(one, allowed(PersonGroupPolicy.edit, one, actor)) for one in rows]}
    return page(request, "organization/groups.html", context)


@signed_in
def new_group(request: HttpRequest) -> HttpResponse:
    """Make a group of people."""
    actor = actor_of(request)

    def do(given: dict[str, Any]) -> PersonGroup:
        whose = given["whose"]
        kind = whose if whose in {"personal", "group"} else "unit"
        unit = queries.unit(_uuid(whose), for_=actor) if kind == "unit" else None
        return persongroups.make_group(kind, by=actor, name=given["name"], people=given["people"], unit=unit)

    form = GroupOfPeopleForm(actor, request.POST or None, initial={"whose": "personal"})
    return form_page(request, form, do, title=_("New group of people"), to=reverse("organization:groups"))


@signed_in
def edit_group(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a group of people."""
    actor, row = actor_of(request), queries.person_group(key, for_=actor_of(request))
    require(PersonGroupPolicy.edit, row, actor)
    people = list(row.places.order_by("order").values_list("person_id", flat=True))
    form = GroupOfPeopleForm(actor, request.POST or None, known=row, initial={"name": row.name, "people": people})
    return form_page(
        request, form,
        lambda given: persongroups.edit_group(row, by=actor, name=given["name"], people=given["people"]),
        title=row.name, to=reverse("organization:groups"),
        deletion=reverse("organization:group_deletion", args=[row.pk]),
        deletion_text=_("The group is gone, and the rights that were given to it. Its members stay."),
    )  # fmt: skip


@signed_in
@require_POST
def group_deletion(request: HttpRequest, key: UUID) -> HttpResponse:
    """Delete a group of people."""
    actor, row = actor_of(request), queries.person_group(key, for_=actor_of(request))
    to = reverse("organization:groups")
    return button(request, lambda: persongroups.delete_group(row, by=actor), to=to, said=_("The group is deleted."))


def _unit(request: HttpRequest) -> tuple[list[Unit], Unit | None]:
    units = queries.managed_unit_list(actor_of(request))
    asked = request.GET.get("unit", "")
    return units, next((one for one in units if str(one.pk) == asked), units[0] if units else None)


def _list(name: str, unit: Unit) -> str:
    return f"{reverse(f'organization:{name}')}?unit={unit.pk}"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None
