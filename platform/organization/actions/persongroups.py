"""Groups of people: made, changed, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import Invalid, require
from organization import events, queries
from organization.actions.checking import assign, free
from organization.models import Person, PersonGroup, PersonGroupMember, Unit
from organization.policies import PersonGroupPolicy


@act
def make_group(
    kind: str, *, by: Actor, name: str, people: Sequence[UUID] = (), unit: Unit | None = None
) -> PersonGroup:
    """Make a group: the actor's own ("personal"), a unit's, or a group-wide one, with members in order.

    Raises Invalid for a taken name and for people the actor may not see.
    """
    personal = kind == PersonGroup.Kind.PERSONAL
    owner = Person.objects.filter(pk=by.person).first() if personal and by.person else None
    group = PersonGroup(kind=kind, owner=owner, unit=unit if kind == PersonGroup.Kind.UNIT else None)
    require(PersonGroupPolicy.edit, group, by)
    assign(group, {"name": name}, ("name",))
    _check_free(group)
    group.save(force_insert=True)
    names = _fill(group, people, by)
    record(events.PersonGroupMade, group, by=by, after={"name": group.name, "kind": kind, "members": names})
    return group


@act
def edit_group(group: PersonGroup, *, by: Actor, name: str, people: Sequence[UUID]) -> PersonGroup:
    """Change name and members."""
    require(PersonGroupPolicy.edit, group, by)
    before, after = assign(group, {"name": name}, ("name",))
    _check_free(group)
    group.save(update_fields=["name"])
    had = list(group.places.select_related("person").order_by("order"))
    PersonGroupMember.objects.filter(group=group).delete()
    names = _fill(group, people, by, known={place.person_id for place in had})
    record(
        events.PersonGroupEdited, group, by=by,
        before={**before, "members": [place.person.name for place in had]}, after={**after, "members": names},
    )  # fmt: skip
    return group


@act
def delete_group(group: PersonGroup, *, by: Actor) -> None:
    """Delete a group; rights given to it go with it."""
    from organization.models import RoleGrant

    require(PersonGroupPolicy.edit, group, by)
    names = [place.person.name for place in group.places.select_related("person").order_by("order")]
    record(events.PersonGroupDeleted, group, by=by, before={"name": group.name, "members": names})
    RoleGrant.objects.filter(principal=f"group:{group.pk}").delete()
    PersonGroupMember.objects.filter(group=group).delete()
    group.delete()


def _fill(group: PersonGroup, people: Sequence[UUID], by: Actor, known: set[UUID] = frozenset()) -> list[str]:  # type: ignore[assignment]
    """Put people into a group in the given order; those already in it need not be visible to stay."""
    wanted = list(dict.fromkeys(people))
    found = dict(queries.visible_to(by).filter(pk__in=wanted).values_list("pk", "name"))
    found |= queries.names(known & set(wanted))
    if len(found) < len(wanted):
        raise Invalid(
            {"people": [_("Some of these people cannot be chosen: they are outside your work scope or gone.")]}
        )
    PersonGroupMember.objects.bulk_create(
        [PersonGroupMember(group=group, person_id=key, order=order) for order, key in enumerate(wanted)]
    )
    return [found[key] for key in wanted]


def _check_free(group: PersonGroup) -> None:
    same = PersonGroup.objects.filter(kind=group.kind, owner=group.owner_id, unit=group.unit_id, name=group.name)
    free(same, group, _("There is a group of this name already."))
