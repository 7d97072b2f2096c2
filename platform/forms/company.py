"""What forms know of the company: working days, heads, levels; who fills in; whether what a value names exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from forms import queries
from forms.compiled import compiled
from forms.feel.temporal import Date
from forms.models import Record
from forms.record import Around
from kernel.actor import Actor
from kernel.files import queries as files
from organization import queries as organization
from organization import worktime
from organization.calendars.queries import calendar_for
from organization.models import Department, Level, Position, Post, Unit

#: The purpose under which files of forms are sent.
FILE = "forms.file"


@dataclass
class Company:
    """Answers the language's questions (`forms.feel.Organization`), each once per record."""

    unit: UUID | None = None
    _calendar: worktime.Calendar | None = None
    _heads: dict[str, str | None] = field(default_factory=dict)
    _ranks: dict[str, int | None] = field(default_factory=dict)

    def workdays_between(self, start: Date, end: Date) -> int | None:
        """Working days after the first day up to and including the last, by the unit's calendar."""
        try:
            first, last = (date(one.year, one.month, one.day) for one in (start, end))
        except ValueError:
            return None
        if not 1900 <= min(first, last).year <= max(first, last).year <= 2200:
            return None
        if self._calendar is None:
            self._calendar = calendar_for(self.unit)
        days = worktime.working_days_between
        return days(self._calendar, first, last) if first <= last else -days(self._calendar, last, first)

    def head_of(self, department: str) -> str | None:
        """Whoever leads it, or the nearest one above that is led."""
        if department not in self._heads:
            found = Department.objects.filter(pk=department).first() if is_key(department) else None
            heads = organization.heads_of(found, climb=True) if found is not None else []
            self._heads[department] = str(heads[0].pk) if heads else None
        return self._heads[department]

    def compare_levels(self, one: str, other: str) -> int | None:
        """By rank; rank 1 is the highest."""
        ranks = [self._rank(level) for level in (one, other)]
        return None if ranks[0] is None or ranks[1] is None else ranks[1] - ranks[0]

    def _rank(self, level: str) -> int | None:
        if level not in self._ranks:
            rows = Level.objects.filter(pk=level) if is_key(level) else Level.objects.none()
            self._ranks[level] = rows.values_list("rank", flat=True).first()
        return self._ranks[level]


def around(by: Actor, record: Record | None = None) -> Around:
    """What a record is calculated with: its own starter and place, or, for a new one, those of whoever begins it."""
    starter, unit, department = by.person, by.unit, department_of(by)
    if record is not None:
        starter, unit, department = record.starter, record.unit, record.department
    calendar = calendar_for(unit)
    company = Company(unit, calendar)
    return Around(
        datetime.now(UTC),
        calendar.tz,
        starter=_text(starter),
        starter_department=_text(department),
        starter_unit=_text(unit),
        organization=company,
        bring=lambda form, key, keys: brought(form, key, keys, by),
    )


def department_of(by: Actor) -> UUID | None:
    """The department of the seat that somebody acts as. One query."""
    if by.position is None:
        return None
    return Position.objects.filter(pk=by.position).values_list("department", flat=True).first()


def brought(form: str, key: str, keys: Sequence[str], by: Actor) -> Mapping[str, Any] | None:
    """The values of another record that this actor may see; None where there is none."""
    found = queries.visible_to(by).filter(pk=key, form__key=form).first()
    return None if found is None else {name: found.values.get(name) for name in keys}


def missing(wanted: Iterable[tuple[str, str, str]], by: Actor) -> set[tuple[str, str]]:
    """Of (kind, form of a link, id) those (kind, id) that do not exist or that this actor may not use. A query a kind."""
    ids: dict[tuple[str, str], set[UUID]] = {}
    for kind, form, key in wanted:
        ids.setdefault((kind, form), set()).add(UUID(key))
    found: set[tuple[str, str]] = set()
    for (kind, form), keys in ids.items():
        found |= {(kind, str(key)) for key in keys - _there(kind, form, keys, by)}
    return found


def _there(kind: str, form: str, keys: set[UUID], by: Actor) -> set[UUID]:
    match kind:
        case "person":
            people = organization.active() if by.kind == "system" else organization.visible_to(by)
            there = set(people.filter(pk__in=keys).values_list("pk", flat=True))
            return there | (keys & {by.person} if by.person else set())
        case "record":
            return set(queries.visible_to(by).filter(pk__in=keys, form__key=form).values_list("pk", flat=True))
        case "file" | "image" | "signature":
            return {one.pk for one in files.uploaded(keys, purpose=FILE, for_=by)}
        case _:
            model: Any = {"department": Department, "unit": Unit, "post": Post, "level": Level}[kind]
            return set(model.objects.filter(pk__in=keys, closed_at=None).values_list("pk", flat=True))


def labels_of(record: Record) -> dict[str, str]:
    """The labels of a record's fields by path."""
    return {one.path: one.label for one in compiled(record.version).form.every()}


def _text(key: UUID | None) -> str | None:
    return None if key is None else str(key)


def is_key(text: str | None) -> bool:
    """Whether a text can be the id of something."""
    try:
        return text is not None and bool(UUID(text))
    except ValueError:
        return False
