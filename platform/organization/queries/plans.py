"""A reorganisation against the organisation as it is: what it would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from organization import reorganization
from organization.models import ChangeSet, ChangeStep, Department, Person, Position, Unit
from organization.queries.people import departed


@dataclass
class Preview:
    """What people see before a reorganisation is applied."""

    plan: reorganization.Plan
    people: list[tuple[Person, str, str]] = field(default_factory=list)
    departments: list[tuple[str, str]] = field(default_factory=list)

    @property
    def problems(self) -> list[tuple[int, str]]:
        """Why it does not fit, by step number."""
        return self.plan.problems


def play(change_set: ChangeSet) -> reorganization.Plan:
    """Play a set through against today's organisation. Five queries whatever its size."""
    nodes = [node_of(one) for one in Department.objects.all()]
    seats: dict[UUID, set[UUID]] = {}
    mains: dict[UUID, UUID | None] = dict.fromkeys(Person.objects.exclude(departed()).values_list("pk", flat=True))
    for person, department, kind in Position.objects.filter(ended_on=None).values_list(
        "person_id", "department_id", "kind"
    ):
        if department is not None:
            seats.setdefault(department, set()).add(person)
        if kind == Position.Kind.MAIN:
            mains[person] = department
    units = Unit.objects.filter(closed_at=None).values_list("pk", flat=True)
    return reorganization.play(nodes, seats, mains, units, [step_of(step) for step in change_set.steps.all()])


def preview(change_set: ChangeSet) -> Preview:
    """The plan with names: people with from and to, departments before and after as paths."""
    plan = play(change_set)
    units = dict(Unit.objects.values_list("pk", "name"))
    before = {one.pk: node_of(one) for one in Department.objects.all()}
    people = Person.objects.in_bulk(list(plan.moved))
    rows = [
        (people[key], _path(old, before, units), _path(new, plan.nodes, units))
        for key, (old, new) in plan.moved.items()
        if key in people
    ]
    rows.sort(key=lambda row: (row[2], row[0].sort_key))
    changed = [
        (_path(key, before, units), _path(key, plan.nodes, units) if node.is_open else "")
        for key, node in plan.nodes.items()
        if before.get(key) != node
    ]
    return Preview(plan, rows, sorted(changed))


def node_of(department: Department) -> reorganization.Node:
    """A department in the plan's form."""
    return reorganization.Node(
        department.pk, department.name, department.unit_id, department.parent_id, department.is_open
    )


def step_of(step: ChangeStep) -> reorganization.Step:
    """A step in the plan's form."""
    return reorganization.Step(
        step.pk,
        step.number,
        step.kind,
        step.department_id,
        step.person_id,
        step.target,
        step.unit_id,
        step.name,
        step.seen,
    )


def _path(key: UUID | None, nodes: dict[UUID, reorganization.Node], units: dict[UUID, str]) -> str:
    parts: list[str] = []
    node = nodes.get(key) if key else None
    last = node
    while node is not None:
        parts.append(node.name)
        last = node
        node = nodes.get(node.parent) if node.parent else None
    return " / ".join([*([units.get(last.unit, "")] if last else []), *reversed(parts)])
