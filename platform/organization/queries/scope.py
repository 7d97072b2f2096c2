"""Work scope asked of the database: which people an actor may see and send to (ADM-05)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from kernel.actor import Actor
from kernel.policies import NotFound
from organization import functions, reach
from organization.models import DepartmentHead, Level, Person, Position, WorkScopeRule


def visible_to(actor: Actor) -> QuerySet[Person]:
    """The people an actor may see: in work scope, neither suspended nor gone. Managers of the whole see all of them.

    Costs at most three queries before the one that is returned; one when there are no rules.
    """
    from organization.queries.people import active

    if actor.may(functions.MANAGE):
        return active()
    if actor.person is None:
        return Person.objects.none()
    rules = load_rules()
    if not rules:
        return active()
    seats = load_seats([actor.person]).get(actor.person, [])
    return active().filter(_reached(actor.person, seats, rules))


def is_limited(actor: Actor) -> bool:
    """Whether work scope hides anybody from an actor who is not suspended or gone anyway. One query at most."""
    return not actor.may(functions.MANAGE) and (actor.person is None or WorkScopeRule.objects.exists())


def require_visible(people: Iterable[UUID], *, to: Actor) -> None:
    """Raise NotFound unless all of some people are in an actor's work scope; for acts that send to people."""
    wanted = set(people)
    found = set(visible_to(to).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - found:
        raise NotFound()


def explain(viewer: Person, other: Person) -> reach.Answer:
    """Why one person sees another or not, and which rule decides. Four queries."""
    seats = load_seats([viewer.pk, other.pk])
    led = DepartmentHead.objects.filter(person=other).values_list("department_id", flat=True)
    return reach.reaches(
        viewer.pk,
        seats.get(viewer.pk, []),
        other.pk,
        seats.get(other.pk, []),
        load_rules(),
        lowest=lowest_rank(),
        led_by_other=frozenset(led),
    )


def load_rules() -> list[reach.Rule]:
    """All rules in the engine's form."""
    rows = WorkScopeRule.objects.select_related("unit", "department")
    return [
        reach.Rule(
            id=row.pk,
            unit=row.unit_id,
            department=row.department_id,
            place_path=row.department.path if row.department else row.unit.path if row.unit else "",
            level=row.level_id,
            reach=row.reach,
            levels_above=row.levels_above,
            also=frozenset(row.also),
        )
        for row in rows
    ]


def load_seats(people: Iterable[UUID]) -> dict[UUID, list[reach.Seat]]:
    """The seats in force of some people, in the engine's form; main seats first."""
    rows = (
        Position.objects.filter(person__in=people, ended_on=None)
        .order_by("order", "started_on", "id")
        .values_list(
            "person_id", "unit_id", "unit__path", "department_id", "department__path",
            "level_id", "level__group_level_id", "level__rank", "post_id", "kind",
        )
    )  # fmt: skip
    seats: dict[UUID, list[reach.Seat]] = {}
    for person, unit, unit_path, department, department_path, level, group_level, rank, post, kind in rows:
        seat = reach.Seat(unit, unit_path, department, department_path or "", level, group_level, rank, post)
        theirs = seats.setdefault(person, [])
        theirs.insert(0, seat) if kind == Position.Kind.MAIN else theirs.append(seat)
    return seats


def lowest_rank() -> int:
    """The rank that people without a level count as: the lowest there is."""
    return Level.objects.filter(closed_at=None).aggregate(lowest=Max("rank"))["lowest"] or 1


def _reached(viewer: UUID, seats: list[reach.Seat], rules: list[reach.Rule]) -> Q:
    """The same as reach.reaches, as a condition on people."""
    lowest = None
    persons = Q(pk=viewer)
    positions = Q()
    for seat in seats or [reach.Seat()]:
        rule = reach.deciding(seat, rules)
        if rule is None:
            return Q()
        if rule.levels_above is not None and lowest is None:
            lowest = lowest_rank()
        if seat.department_path:
            positions |= Q(department__path__startswith=seat.department_path)
            persons |= Q(pk__in=DepartmentHead.objects.filter(department=seat.department).values("person"))
        also_persons, also_positions = _named(rule.also)
        persons |= also_persons
        positions |= also_positions
        place = _place(rule, seat)
        if place is not None:
            positions |= place & _level(rule, seat, lowest or 1)
        if rule.reach == "group" and rule.levels_above is None:
            return Q()
    if positions:
        persons |= Q(pk__in=Position.objects.filter(positions, ended_on=None).values("person"))
    return persons


def _place(rule: reach.Rule, seat: reach.Seat) -> Q | None:
    """Where the rule lets the seat look; None for nowhere."""
    if rule.reach == "group":
        return Q(pk__isnull=False)
    if rule.reach == "unit":
        return Q(unit__path__startswith=seat.unit_path) if seat.unit_path else None
    if seat.department_path:
        return Q(department__path__startswith=seat.department_path)
    return Q(unit=seat.unit, department=None) if seat.unit else None


def _level(rule: reach.Rule, seat: reach.Seat, lowest: int) -> Q:
    if rule.levels_above is None:
        return Q(pk__isnull=False)
    floor = (lowest if seat.rank is None else seat.rank) - rule.levels_above
    condition = Q(level__rank__gte=floor)
    return condition | Q(level=None) if lowest >= floor else condition


def _named(also: frozenset[str]) -> tuple[Q, Q]:
    """The `also` of a rule as a condition on people and one on positions."""
    persons, positions = Q(), Q()
    for name in sorted(also):
        kind, _, value = name.partition(":")
        match kind:
            case "person":
                persons |= Q(pk=value)
            case "department":
                positions |= Q(department__path__contains=f"{UUID(value).hex}/")
            case "unit":
                positions |= Q(unit__path__contains=f"{UUID(value).hex}/")
            case "level":
                positions |= Q(level=value) | Q(level__group_level=value)
            case "post":
                positions |= Q(post=value)
    return persons, positions
