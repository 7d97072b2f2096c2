"""Who works at a step: the rules of handlers, answered from the organisation. Only people who are here and may act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kernel.database.statements import Reading
from organization import queries
from organization.calendars.queries import calendar_for
from organization.models import Department, DepartmentHead, Position, Unit
from organization.worktime import add, between, end_of_working_day
from workflow.engine.rows import Vote
from workflow.engine.run import Run, Seat
from workflow.plan import Deadline, Handler, Step

_FEW = 40
_ACTIVE = Reading(lambda *people: queries.active().filter(pk__in=people).values_list("pk", flat=True))
_PRINCIPALS = {"role": "role", "group": "group", "department": "department", "level": "level"}


class CompanyPeople:
    """The engine's questions about people, for one matter."""

    def __init__(
        self, *, position: UUID | None, values: Mapping[str, Any], managers: Callable[[], Iterable[str]]
    ) -> None:
        self.position, self.values = position, values
        self._managers = managers
        self._here: dict[UUID, bool] = {}  # looked up in this act, which sees one state of the company

    def seats(self, step: Step, run: Run, prev: UUID | None) -> list[Seat]:
        """The handlers that a step's rule names now, each once, in the order of the rule."""
        if step.handler is None:
            return []
        found = self.present(dict.fromkeys(self._named(step.handler, run, prev)))
        weights, veto = step.vote.weights, step.vote.veto
        return [
            Seat(
                one, weights.get(str(one), 1) if step.vote.mode == "weighted" else 1, "all" in veto or str(one) in veto
            )
            for one in found
        ]

    def present(self, people: Iterable[UUID]) -> list[UUID]:
        """Those who may act."""
        wanted = list(people)
        if unknown := list(dict.fromkeys(one for one in wanted if one not in self._here)):
            found = {row[0] for row in _ACTIVE(*unknown)} if len(unknown) <= _FEW else _active_among(unknown)
            self._here |= {one: one in found for one in unknown}
        return [one for one in wanted if self._here[one]]

    def superior(self, person: UUID) -> UUID | None:
        """The head of the own department, or of the nearest above who is somebody else."""
        heads = self._heads(_seat_of(person, None), 0, "head", but=person)
        return heads[0] if heads else None

    def managers(self) -> list[UUID]:
        """Who looks after this process."""
        return self.present(UUID(one) for one in self._managers())

    def _named(self, handler: Handler, run: Run, prev: UUID | None) -> list[UUID]:
        params = handler.params
        match handler.rule:
            case "people":
                return _ids(params.get("people", []))
            case "starter":
                return [run.case.starter] if run.case.starter else []
            case "managers":
                return [UUID(one) for one in self._managers()]
            case "previous":
                return self._previous(run, prev)
            case "chosen":
                return _ids(self.values.get(f"handlers:{self._step_of(handler, run)}"))
            case "field":
                return _ids(self.values.get(str(params.get("field"))))
            case "head_of_department" | "head_of_unit" | "post":
                return self._by_place(handler, run, prev)
            case rule:
                names = params.get(rule)
                chosen = names if isinstance(names, list) else [names]
                return _people_of(f"{_PRINCIPALS[rule]}:{one}" for one in chosen if one)

    def _by_place(self, handler: Handler, run: Run, prev: UUID | None) -> list[UUID]:
        params = handler.params
        if params.get("of") == "previous":
            before = self._previous(run, prev)
            seat = _seat_of(before[0], None) if before else None
        else:
            seat = _seat_of(run.case.starter, self.position) if run.case.starter else None
        kind = str(params.get("kind") or "head")
        if handler.rule == "head_of_department":
            return self._heads(seat, int(params.get("levels", 0)), kind)
        if handler.rule == "head_of_unit":
            return self._unit_heads(seat, kind)
        where = str(params.get("where") or "unit")
        holders = Position.objects.filter(post=params.get("post"), ended_on=None)
        if where == "department":
            holders = holders.filter(department=seat.department_id if seat else None)
        elif where == "unit":
            holders = holders.filter(unit=seat.unit_id if seat else None)
        elif where.startswith("department:"):
            holders = holders.filter(department__path__contains=f"{UUID(where.partition(':')[2]).hex}/")
        return list(holders.order_by("order", "id").values_list("person", flat=True))

    def _heads(self, seat: Position | None, levels: int, kind: str, but: UUID | None = None) -> list[UUID]:
        """The heads `levels` departments above a seat's; where nobody leads there, the nearest above."""
        if seat is None or seat.department is None:
            return self._unit_heads(seat, kind) if seat is not None else []
        chain = list(reversed(seat.department.ancestors))[levels:]
        rows = DepartmentHead.objects.filter(department__in=chain, kind=kind).order_by("order", "id")
        by_department: dict[UUID, list[UUID]] = {}
        for row in rows:
            by_department.setdefault(row.department_id, []).append(row.person_id)
        for key in chain:
            if others := [one for one in by_department.get(key, []) if one != but]:
                return others
        return [one for one in self._unit_heads(seat, kind) if one != but]

    def _unit_heads(self, seat: Position | None, kind: str) -> list[UUID]:
        """Whoever leads the first department of a unit that is led, as the leaders' department is; then of the unit above."""
        if seat is None:
            return []
        unit: Unit | None = seat.unit
        while unit is not None:
            first = Department.objects.filter(unit=unit, parent=None, closed_at=None).order_by("order", "name").first()
            if first is not None:
                heads = DepartmentHead.objects.filter(department=first, kind=kind).order_by("order", "id")
                if found := list(heads.values_list("person", flat=True)):
                    return found
            unit = unit.parent
        return []

    def _previous(self, run: Run, prev: UUID | None) -> list[UUID]:
        """Who acted at the last completed step where people work."""
        while prev is not None:
            before = run.activation(prev)
            if run.step(before).is_human:
                acted = [one for one in run.tasks_of(before.id) if one.result is not Vote.NONE]
                return [one.assignee for one in acted if one.assignee is not None]
            prev = before.prev
        return []

    def _step_of(self, handler: Handler, run: Run) -> str:
        return next(key for key, step in run.plan.steps.items() if step.handler is handler)


class CompanyClock:
    """Working time of a unit."""

    def __init__(self, unit: UUID | None) -> None:
        self.unit = unit

    def due(self, deadline: Deadline, start: datetime) -> datetime:
        """Hours are worked off; days end with their working day."""

        calendar = calendar_for(self.unit)
        after = add(calendar, start, timedelta(hours=deadline.hours)) if deadline.hours else start
        return end_of_working_day(calendar, after, deadline.days) if deadline.days else after

    def shifted(self, due: datetime, paused: datetime, now: datetime) -> datetime:
        """The working time that was left at the pause, from now on; what was overdue then stays so."""
        if due <= paused:
            return due
        calendar = calendar_for(self.unit)
        return add(calendar, now, between(calendar, paused, due))


def department_at(position: UUID | None) -> UUID | None:
    """The department of a seat."""
    rows = Position.objects.filter(pk=position).values_list("department", flat=True) if position else ()
    return next(iter(rows), None)


def _seat_of(person: UUID, position: UUID | None) -> Position | None:
    seats = queries.seats_of(person)
    return next((one for one in seats if one.pk == position), seats[0] if seats else None)


def _people_of(principals: Iterable[str]) -> list[UUID]:
    return list(queries.behind(principals).order_by("sort_key", "id").values_list("pk", flat=True))


def _ids(given: Any) -> list[UUID]:
    found = []
    for one in given if isinstance(given, list) else [given]:
        try:
            found.append(UUID(str(one)))
        except ValueError:
            continue
    return found


def _active_among(people: list[UUID]) -> set[UUID]:
    return set(queries.active().filter(pk__in=people).values_list("pk", flat=True))
