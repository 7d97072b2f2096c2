"""Which people: in force, in somebody's charge, by a search term, behind a set of principals."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from functools import reduce
from typing import TypeVar
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When

from kernel.actor import Actor
from kernel.policies import NotFound
from organization import functions, pinyin
from organization.models import (
    Administrator,
    Contact,
    Departure,
    Person,
    PersonGroupMember,
    Position,
    Role,
    RoleGrant,
    Suspension,
    Unit,
)
from organization.queries.scope import visible_to

S = TypeVar("S", Person, Contact)


def suspended() -> Exists:
    """Whether a person is suspended now, as a condition on people."""
    return Exists(Suspension.objects.filter(person=OuterRef("pk"), lifted_at=None))


def departed() -> Exists:
    """Whether a person has left, as a condition on people."""
    return Exists(Departure.objects.filter(person=OuterRef("pk"), returned_at=None))


def assigned() -> Exists:
    """Whether a person sits anywhere, as a condition on people."""
    return Exists(Position.objects.filter(person=OuterRef("pk"), ended_on=None))


def active() -> QuerySet[Person]:
    """Everybody who is here and may act: neither suspended nor gone."""
    return Person.objects.filter(~suspended(), ~departed())


def managed_by(actor: Actor) -> QuerySet[Person]:
    """The people an administrator looks after, in whatever state: those with a seat in the own units, and those
    that never had one or have none now. Nobody for those who manage nothing."""
    if actor.may(functions.MANAGE):
        return Person.objects.all()
    units = managed_units(actor)
    if units is None:
        return Person.objects.none()
    here = Position.objects.filter(person=OuterRef("pk"), unit__in=units, ended_on=None)
    was_here = Position.objects.filter(person=OuterRef("pk"), unit__in=units)
    ever = Position.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(Exists(here) | (~assigned() & (Exists(was_here) | ~Exists(ever))))


def managed_units(actor: Actor) -> QuerySet[Unit] | None:
    """The units an actor manages; None for nobody's manager."""
    if actor.may(functions.MANAGE):
        return Unit.objects.all()
    prefix = f"{functions.MANAGE}@"
    ids = [UUID(right.removeprefix(prefix)) for right in sorted(actor.functions) if right.startswith(prefix)]
    if not ids:
        return None
    return Unit.objects.filter(reduce(operator.or_, (Q(path__contains=f"{key.hex}/") for key in ids)))


def person(key: UUID, *, for_: Actor) -> Person:
    """One person as somebody may see them: in work scope, oneself, or in the own charge. Raises NotFound."""
    for people in (visible_to(for_), managed_by(for_)):
        found = with_seats(people.filter(pk=key)).first()
        if found is not None:
            return found
    raise NotFound()


def managed_person(key: UUID, *, for_: Actor) -> Person:
    """One person in an administrator's charge, with seats. Raises NotFound."""
    found = with_seats(managed_by(for_).filter(pk=key)).first()
    if found is None:
        raise NotFound()
    return found


def managed_position(key: UUID, *, for_: Actor) -> Position:
    """One seat, ended or not, of a person in an administrator's charge, with all it touches. Raises NotFound."""
    rows = Position.objects.select_related("person__account", "unit", "department", "post", "level")
    found = rows.filter(pk=key, person__in=managed_by(for_)).first()
    if found is None:
        raise NotFound()
    return found


def with_seats(people: QuerySet[Person]) -> QuerySet[Person]:
    """The same people with `current_seats` at hand (one more query for all of them)."""
    seats = (
        Position.objects.filter(ended_on=None)
        .select_related("unit", "department", "post", "level")
        .annotate(weight=Case(When(kind="main", then=Value(0)), default=Value(1), output_field=IntegerField()))
        .order_by("weight", "order", "started_on")
    )
    return people.prefetch_related(Prefetch("positions", queryset=seats, to_attr="current_seats"))


def with_states(people: QuerySet[Person]) -> QuerySet[Person]:
    """The same people with the booleans `is_suspended`, `is_departed`, `is_assigned` at hand."""
    return people.annotate(is_suspended=suspended(), is_departed=departed(), is_assigned=assigned())


def search(people: QuerySet[S], term: str) -> QuerySet[S]:
    """Those that a typed term hits by name, pinyin, initials, staff number or phone; all of them for an empty term."""
    words = term.split()
    if not "".join(words):
        return people
    if len(words) > 1 and all(word.isascii() and word.isalpha() for word in words):
        words = ["".join(words)]
    for word in words:
        people = people.filter(search_key__contains=pinyin.search_pattern(word))
    return people


def by_department(people: QuerySet[Person], path: str, *, below: bool = True) -> QuerySet[Person]:
    """Those who sit in a department, or in it and all below it, in the order of their seats."""
    place = Q(department__path__startswith=path) if below else Q(department__path=path)
    return people.filter(pk__in=Position.objects.filter(place, ended_on=None).values("person"))


def by_unit(people: QuerySet[Person], path: str, *, below: bool = True) -> QuerySet[Person]:
    """Those who sit in a unit, or in it and all below it."""
    place = Q(unit__path__startswith=path) if below else Q(unit__path=path)
    return people.filter(pk__in=Position.objects.filter(place, ended_on=None).values("person"))


def behind(principals: Iterable[str]) -> QuerySet[Person]:
    """The active people behind a set of principals. One query before the returned one when roles are among them.

    A department or unit means everybody in it and below it; a level also the unit levels mapped to it. A function
    right ("function:webhooks.manage") means whoever holds it, by a role or an appointment.
    """
    names = _with_holders(set(principals))
    roles = {UUID(name.partition(":")[2]) for name in names if name.startswith("role:")}
    if roles:
        names |= set(RoleGrant.objects.filter(role__in=roles).values_list("principal", flat=True))
    if "all" in names:
        return active()
    by_kind: dict[str, list[UUID]] = {}
    for name in sorted(names):
        kind, _, value = name.partition(":")
        if value:
            by_kind.setdefault(kind, []).append(UUID(value))
    seats = _seats_behind(by_kind)
    people = Q(pk__in=by_kind.get("person", []))
    if seats:
        people |= Q(pk__in=Position.objects.filter(seats, ended_on=None).values("person"))
    if groups := by_kind.get("group"):
        people |= Q(pk__in=PersonGroupMember.objects.filter(group__in=groups).values("person"))
    return active().filter(people)


def _with_holders(names: set[str]) -> set[str]:
    """Function rights among the principals made into the roles and people that hold them."""
    wanted = {name.partition(":")[2] for name in names if name.startswith("function:")}
    if not wanted:
        return names
    roles = [role for role in Role.objects.all() if wanted & rights_of_role(role)]
    kinds = [kind for kind in Administrator.Kind.values if wanted & functions.of_administrator(kind)]
    appointed = Administrator.objects.filter(kind__in=kinds, revoked_at=None).values_list("person", flat=True)
    others = {name for name in names if not name.startswith("function:")}
    return others | {f"role:{role.pk}" for role in roles} | {f"person:{person}" for person in appointed}


def rights_of_role(role: Role) -> frozenset[str]:
    """What a role gives: its own list, or the product's defaults while nobody has changed it."""
    return functions.defaults_of(role.key) if role.functions is None else frozenset(role.functions)


def _seats_behind(by_kind: dict[str, list[UUID]]) -> Q:
    seats = Q()
    if positions := by_kind.get("position"):
        seats |= Q(pk__in=positions)
    for key in by_kind.get("department", []):
        seats |= Q(department__path__contains=f"{key.hex}/")
    for key in by_kind.get("unit", []):
        seats |= Q(unit__path__contains=f"{key.hex}/")
    if posts := by_kind.get("post"):
        seats |= Q(post__in=posts)
    if levels := by_kind.get("level"):
        seats |= Q(level__in=levels) | Q(level__group_level__in=levels)
    return seats


def names(people: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id; unknown ids are left out."""
    return dict(Person.objects.filter(pk__in=set(people)).values_list("pk", "name"))


def accounts(principals: Iterable[str]) -> dict[UUID, UUID]:
    """Person id → account id for the active people behind a set of principals that can sign in."""
    rows = behind(principals).filter(account__isnull=False).values_list("pk", F("account_id"))
    return dict(rows)


def in_state(people: QuerySet[Person], state: str) -> QuerySet[Person]:
    """People by state: "active", "unassigned", "suspended", "left", or "" for all who have not left."""
    match state:
        case "active":
            return people.filter(~suspended(), ~departed())
        case "unassigned":
            return people.filter(~assigned(), ~departed())
        case "suspended":
            return people.filter(suspended(), ~departed())
        case "left":
            return people.filter(departed())
        case "all":
            return people
        case _:
            return people.filter(~departed())
