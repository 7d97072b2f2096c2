"""Work scope as arithmetic: which rule decides for a seat, and whom it reaches. No Django, no database.

This is the reference: `queries.scope` asks the same of the database, and a property test holds them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from organization import trees


@dataclass(frozen=True)
class Seat:
    """A seat as the rules see it. `rank` is the group's rank, 1 the highest; None counts as the lowest."""

    unit: UUID | None = None
    unit_path: str = ""
    department: UUID | None = None
    department_path: str = ""
    level: UUID | None = None
    group_level: UUID | None = None
    rank: int | None = None
    post: UUID | None = None


@dataclass(frozen=True)
class Rule:
    """A rule as the engine sees it. `place_path` is the path of its unit or department, empty for the whole group."""

    id: UUID
    unit: UUID | None = None
    department: UUID | None = None
    place_path: str = ""
    level: UUID | None = None
    reach: str = "group"
    levels_above: int | None = None
    also: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answer:
    """Whether a person is reached, by which reason ("self", "colleague", "leader", "also", "rule", "no_rule", "none")
    and which rule decided (None where there is none)."""

    reached: bool
    why: str
    rule: Rule | None = None


def deciding(seat: Seat, rules: Iterable[Rule]) -> Rule | None:
    """The one rule for a seat: the nearest place, then the one that names the level. None: no limit."""
    best: tuple[tuple[int, int, int], Rule] | None = None
    for rule in rules:
        if rule.level is not None and rule.level not in {seat.level, seat.group_level}:
            continue
        if rule.department is not None:
            if not seat.department_path or not trees.contains(rule.place_path, seat.department_path):
                continue
            place = (2, trees.depth_of(rule.place_path))
        elif rule.unit is not None:
            if not seat.unit_path or not trees.contains(rule.place_path, seat.unit_path):
                continue
            place = (1, trees.depth_of(rule.place_path))
        else:
            place = (0, 0)
        named = 0 if rule.level is None else (2 if rule.level == seat.level else 1)
        weight = (*place, named)
        if best is None or weight > best[0]:
            best = (weight, rule)
    return best[1] if best else None


def names_of(person: UUID, seats: Sequence[Seat]) -> set[str]:
    """The names under which `also` can mean somebody."""
    names = {f"person:{person}"}
    for seat in seats:
        names.update(f"department:{above}" for above in trees.ids_in(seat.department_path))
        names.update(f"unit:{above}" for above in trees.ids_in(seat.unit_path))
        names.update(f"level:{level}" for level in (seat.level, seat.group_level) if level)
        if seat.post:
            names.add(f"post:{seat.post}")
    return names


def reaches(
    viewer: UUID,
    viewer_seats: Sequence[Seat],
    other: UUID,
    other_seats: Sequence[Seat],
    rules: Sequence[Rule],
    *,
    lowest: int,
    led_by_other: frozenset[UUID] = frozenset(),
) -> Answer:
    """Whether one person may see and send to another.

    `lowest` is the rank that people without a level count as; `led_by_other` are the departments the other leads.
    Somebody with several seats reaches whom any of the seats reaches.
    """
    if viewer == other:
        return Answer(True, "self")
    last = Answer(False, "none")
    for seat in viewer_seats or (Seat(),):
        rule = deciding(seat, rules)
        if rule is None:
            return Answer(True, "no_rule")
        if seat.department_path and any(
            trees.contains(seat.department_path, theirs.department_path) for theirs in other_seats
        ):
            return Answer(True, "colleague", rule)
        if seat.department and seat.department in led_by_other:
            return Answer(True, "leader", rule)
        if rule.also & names_of(other, other_seats):
            return Answer(True, "also", rule)
        if _by_rule(rule, seat, other_seats, lowest):
            return Answer(True, "rule", rule)
        last = Answer(False, "none", rule)
    return last


def _by_rule(rule: Rule, seat: Seat, others: Sequence[Seat], lowest: int) -> bool:
    if not others:
        return rule.reach == "group" and rule.levels_above is None
    return any(_in_reach(rule, seat, theirs) and _in_level(rule, seat, theirs, lowest) for theirs in others)


def _in_reach(rule: Rule, seat: Seat, theirs: Seat) -> bool:
    if rule.reach == "group":
        return True
    if rule.reach == "unit":
        return bool(seat.unit_path) and trees.contains(seat.unit_path, theirs.unit_path)
    if seat.department_path:
        return trees.contains(seat.department_path, theirs.department_path)
    return seat.unit is not None and theirs.unit == seat.unit and not theirs.department_path


def _in_level(rule: Rule, seat: Seat, theirs: Seat, lowest: int) -> bool:
    if rule.levels_above is None:
        return True
    mine = lowest if seat.rank is None else seat.rank
    return (lowest if theirs.rank is None else theirs.rank) >= mine - rule.levels_above
