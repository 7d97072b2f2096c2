"""Rights: the principals and functions of a person, roles, administrators, groups of people, contacts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject

from kernel.actor import Actor
from kernel.policies import NotFound
from organization import functions, trees
from organization.models import (
    Administrator,
    Contact,
    Person,
    PersonGroup,
    PersonGroupMember,
    Position,
    Role,
    RoleGrant,
    WorkScopeRule,
)
from organization.policies import AdministratorPolicy, keeps_sign_in
from organization.queries.people import departed, managed_units, rights_of_role, suspended
from organization.queries.scope import is_limited, visible_to


def member_of(account: UUID) -> Person | None:
    """The person behind an account, with `is_suspended`, `is_departed`, `group_ids` and `appointments`. One query."""
    return _with_memberships(Person.objects.filter(account=account)).first()


def _with_memberships(people: QuerySet[Person]) -> QuerySet[Person]:
    groups = PersonGroupMember.objects.filter(person=OuterRef("pk")).values("group")
    running = Administrator.objects.filter(person=OuterRef("pk"), revoked_at=None)
    return people.annotate(
        is_suspended=suspended(),
        is_departed=departed(),
        group_ids=ArraySubquery(groups),
        appointments=ArraySubquery(running.values(made=JSONObject(kind="kind", unit="unit_id"))),
    )


def seats_of(person: UUID) -> list[Position]:
    """The seats in force with all they touch, the main one first. One query."""
    rows = Position.objects.filter(person=person, ended_on=None).select_related("unit", "department", "post", "level")
    return sorted(rows, key=lambda one: (one.kind != Position.Kind.MAIN, one.order, one.started_on))


def principals_of(person: Any, seats: Iterable[Position]) -> frozenset[str]:
    """The names under which rights are given to a person: of all seats, for changing the seat changes the voice,
    not what one may read. Departments and units bring all those above them. Roles are added by `functions_of`.

    `person` carries `group_ids` (as `member_of` gives it) or its groups are asked for.
    """
    names = {"all", f"person:{person.pk}"}
    groups = person.__dict__.get("group_ids")
    if groups is None:
        groups = PersonGroupMember.objects.filter(person=person.pk).values_list("group", flat=True)
    names.update(f"group:{key}" for key in groups)
    for seat in seats:
        names.add(f"position:{seat.pk}")
        names.update(f"unit:{key}" for key in seat.unit.ancestors)
        if seat.department:
            names.update(f"department:{key}" for key in seat.department.ancestors)
        if seat.post_id:
            names.add(f"post:{seat.post_id}")
        if seat.level:
            names.update(f"level:{key}" for key in (seat.level_id, seat.level.group_level_id) if key)
    return frozenset(names)


def functions_of(person: Any, principals: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """(function rights, "role:…" principals) from roles and appointments. One query, two without `appointments`.

    Menus come as "menu.<slug>"; a right over one unit as "organization.manage@<unit>".
    """
    rights: set[str] = set()
    roles: set[str] = set()
    for grant in RoleGrant.objects.filter(principal__in=principals).select_related("role"):
        roles.add(f"role:{grant.role_id}")
        for right in rights_of_role(grant.role):
            rights.add(right)
            if right == functions.MANAGE_UNIT and grant.unit_id:
                rights.add(functions.manage_at(grant.unit_id))
        menus = functions.every_menu() if "*" in grant.role.menus else grant.role.menus
        rights.update(functions.menu(slug) for slug in menus)
    appointments = person.__dict__.get("appointments")
    if appointments is None:
        running = Administrator.objects.filter(person=person.pk, revoked_at=None)
        appointments = [{"kind": one.kind, "unit": one.unit_id} for one in running]
    for made in appointments:
        rights |= functions.of_administrator(made["kind"])
        if made["unit"]:
            rights.add(functions.manage_at(made["unit"]))
        rights.add(functions.menu("organization"))
    return frozenset(rights), frozenset(roles)


def needs_second_factor(account: UUID) -> bool:
    """Whether the person behind an account holds a role that wants a second factor."""
    wanting = set(Role.objects.filter(second_factor=True).values_list("pk", flat=True))
    person = member_of(account) if wanting else None
    if person is None:
        return False
    names = principals_of(person, seats_of(person.pk))
    return RoleGrant.objects.filter(role__in=wanting, principal__in=names).exists()


def roles_visible_to(actor: Actor) -> QuerySet[Role]:
    """Roles that somebody may look at: all for holders of the right over roles, those meaning a unit for its managers."""
    if actor.may(functions.ROLES):
        return Role.objects.select_related("unit")
    units = managed_units(actor)
    if units is None:
        return Role.objects.none()
    return Role.objects.select_related("unit").filter(Q(reach=Role.Reach.UNIT, unit=None) | Q(unit__in=units))


def roles_with_counts(roles: QuerySet[Role]) -> QuerySet[Role]:
    """The same roles with `given`: to how many principals."""
    return roles.annotate(given=Count("grants")).order_by("order", "name")


def roles_named(principals: Iterable[str]) -> QuerySet[Role]:
    """The roles behind "role:…" principals."""
    return Role.objects.filter(pk__in=[name.partition(":")[2] for name in principals])


def role(key: UUID, *, for_: Actor) -> Role:
    """One role. Raises NotFound."""
    found = roles_visible_to(for_).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def grants_of(role: Role, *, for_: Actor) -> QuerySet[RoleGrant]:
    """To whom a role is given, as far as the actor may look."""
    grants = RoleGrant.objects.filter(role=role).select_related("unit", "role").order_by("granted_at")
    if for_.may(functions.ROLES):
        return grants
    units = managed_units(for_)
    return grants.none() if units is None else grants.filter(unit__in=units)


def grant(key: UUID, *, for_: Actor) -> RoleGrant:
    """One grant the actor may look at. Raises NotFound."""
    found = RoleGrant.objects.select_related("role", "unit").filter(pk=key, role__in=roles_visible_to(for_)).first()
    if found is None:
        raise NotFound()
    return found


def administrators_visible_to(actor: Actor) -> QuerySet[Administrator]:
    """Running appointments: administrators and auditors see all of them, for there is nothing to hide about them."""
    rights = (functions.ADMINISTRATORS, functions.AUDIT, functions.MANAGE)
    if not any(actor.may(right) for right in rights):
        return Administrator.objects.none()
    return (
        Administrator.objects.filter(revoked_at=None).select_related("person", "unit").order_by("kind", "appointed_at")
    )


def appointable(actor: Actor, running: Iterable[Administrator]) -> list[str]:
    """For what an actor may appoint people, given the running appointments; the act holds the same rules."""
    own_audit = any(one.kind == "audit" and one.person_id == actor.person for one in running)
    has_audit = any(one.kind == "audit" for one in running)
    return [
        kind
        for kind in Administrator.Kind.values
        if AdministratorPolicy.appoint(actor, Administrator(kind=kind)) is True
        and (kind != "audit" or own_audit or not has_audit)
    ]


def is_revocable(actor: Actor, appointment: Administrator, running: Iterable[Administrator]) -> bool:
    """Whether an actor may end an appointment; the act holds the same rules."""
    same = [one for one in running if one.kind == appointment.kind and one.pk != appointment.pk]
    if appointment.kind == "audit":
        others = any(one.person_id == actor.person for one in same)
        return others and appointment.person_id != actor.person
    if appointment.kind == "system" and not same:
        return False
    return AdministratorPolicy.appoint(actor, appointment) is True


def administrator(key: UUID, *, for_: Actor) -> Administrator:
    """One running appointment. Raises NotFound."""
    found = administrators_visible_to(for_).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def kept_from(actor: Actor) -> frozenset[UUID]:
    """The administrators whose sign-in an actor may not touch. One query."""
    if actor.kind == "system":
        return frozenset()
    running = Administrator.objects.filter(revoked_at=None).exclude(person=actor.person)
    rows = running.values_list("person_id", "kind")
    return frozenset(person for person, kind in rows if keeps_sign_in(actor, [kind]) is not True)


def groups_visible_to(actor: Actor) -> QuerySet[PersonGroup]:
    """Groups of people: one's own, those of the units one sits in, group-wide ones; for managers also theirs."""
    mine = Q(kind=PersonGroup.Kind.GROUP) | Q(kind=PersonGroup.Kind.PERSONAL, owner=actor.person, owner__isnull=False)
    units = [name.removeprefix("unit:") for name in sorted(actor.principals) if name.startswith("unit:")]
    mine |= Q(kind=PersonGroup.Kind.UNIT, unit__in=units)
    managed = managed_units(actor)
    if managed is not None:
        mine |= Q(kind=PersonGroup.Kind.UNIT, unit__in=managed)
    if actor.person is None and managed is None:
        return PersonGroup.objects.none()
    return PersonGroup.objects.filter(mine).select_related("unit").order_by("kind", "order", "name")


def with_members(groups: QuerySet[PersonGroup], actor: Actor) -> QuerySet[PersonGroup]:
    """The same groups with `seen`: the places of those members whom the actor may see, in order, and `size`: how many
    there are. A group that is everybody's does not show people outside the work scope."""
    places = PersonGroupMember.objects.select_related("person").order_by("order")
    if is_limited(actor):
        places = places.filter(person__in=visible_to(actor).values("pk"))
    return groups.annotate(size=Count("places")).prefetch_related(Prefetch("places", places, to_attr="seen"))


def person_group(key: UUID, *, for_: Actor) -> PersonGroup:
    """One group of people. Raises NotFound."""
    found = groups_visible_to(for_).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def contacts_visible_to(actor: Actor) -> QuerySet[Contact]:
    """Somebody's own external contacts."""
    return Contact.objects.filter(owner=actor.person, owner__isnull=False).order_by("sort_key", "id")


def contact(key: UUID, *, for_: Actor) -> Contact:
    """One of one's own contacts. Raises NotFound."""
    found = contacts_visible_to(for_).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def work_scope_visible_to(actor: Actor) -> QuerySet[WorkScopeRule]:
    """Rules an administrator may look at."""
    rules = WorkScopeRule.objects.select_related("unit", "department__unit", "level").order_by(
        F("unit__order").asc(nulls_first=True), "department__path"
    )
    if actor.may(functions.WORK_SCOPE):
        return rules
    units = managed_units(actor)
    return rules.none() if units is None else rules.filter(Q(unit__in=units) | Q(department__unit__in=units))


def work_scope_rule(key: UUID, *, for_: Actor) -> WorkScopeRule:
    """One rule. Raises NotFound."""
    found = work_scope_visible_to(for_).filter(pk=key).first()
    if found is None:
        raise NotFound()
    return found


def labels(principals: Iterable[str]) -> dict[str, str]:
    """What principals are called, for lists of rights. At most one query for each kind among them."""
    from organization.models import Department, Level, Post, Unit

    nouns: dict[str, Any] = {
        "person": Person, "department": Department, "unit": Unit, "post": Post, "level": Level, "group": PersonGroup,
    }  # fmt: skip
    by_kind: dict[str, list[str]] = {}
    for name in principals:
        kind, _, value = name.partition(":")
        try:
            by_kind.setdefault(kind, []).append(str(UUID(value)))
        except ValueError:
            continue
    found: dict[str, str] = {}
    for kind, keys in by_kind.items():
        if kind == "position":
            rows = Position.objects.filter(pk__in=keys).select_related("person", "post", "department", "unit")
            found.update({f"position:{one.pk}": f"{one.person} ({one.label})" for one in rows})
        elif kind in {"post", "department"}:
            places = nouns[kind].objects.filter(pk__in=keys).select_related("unit")
            found.update({f"{kind}:{one.pk}": f"{one.unit.label} / {one.name}" for one in places})
        elif kind in nouns:
            found.update(
                {
                    f"{kind}:{key}": name
                    for key, name in nouns[kind].objects.filter(pk__in=keys).values_list("pk", "name")
                }
            )
    return found


def place_path(seat: Position, names: dict[UUID, str]) -> str:
    """Unit and departments of a seat from the top, as text, with names looked up by id."""
    parts = [seat.unit.label]
    if seat.department:
        parts += [names.get(key, "") for key in trees.ids_in(seat.department.path)]
    return " / ".join(part for part in parts if part)
