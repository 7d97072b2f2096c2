"""A reorganisation played through on paper: what would stand where, whom it touches, and why it does not fit.

Pure: takes the organisation as plain nodes, changes nothing. Words for people come from the caller's
language through gettext.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Node:
    """A department as the plan sees it."""

    id: UUID
    name: str
    unit: UUID
    parent: UUID | None
    is_open: bool = True

    def seen(self) -> dict[str, object]:
        """What a step remembers about the department it was written for."""
        return {
            "name": self.name,
            "unit": str(self.unit),
            "parent": str(self.parent) if self.parent else None,
            "is_open": self.is_open,
        }


@dataclass(frozen=True)
class Step:
    """One step; fields as of models.ChangeStep. `id` is the id of the department that a "create" makes."""

    id: UUID
    number: int
    kind: str
    department: UUID | None = None
    person: UUID | None = None
    target: UUID | None = None
    unit: UUID | None = None
    name: str = ""
    seen: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Plan:
    """The outcome: problems by step number, departments afterwards, people whose place changes (from, to)."""

    problems: list[tuple[int, str]]
    nodes: dict[UUID, Node]
    moved: dict[UUID, tuple[UUID | None, UUID]]

    @property
    def fits(self) -> bool:
        """Whether every step can be done."""
        return not self.problems


def play(
    departments: Iterable[Node],
    seats: Mapping[UUID, Iterable[UUID]],
    mains: Mapping[UUID, UUID | None],
    open_units: Iterable[UUID],
    steps: Iterable[Step],
) -> Plan:
    """Play the steps through.

    `seats` maps a department to the people sitting in it, `mains` a person who is here to the
    department of the main post (None for none).
    """
    table = _Table(
        nodes={node.id: node for node in departments},
        seats={key: set(people) for key, people in seats.items()},
        units=set(open_units),
        mains=dict(mains),
    )
    before = dict(table.nodes)
    touched = {step.department for step in steps if step.department}
    for step in sorted(steps, key=lambda one: one.number):
        words = table.differs(step, before) or table.do(step)
        if words:
            table.problems.append((step.number, words))
    for key, node in table.nodes.items():
        old = before.get(key)
        if key in touched and old is not None and old.unit != node.unit:
            for below in table.subtree(key):
                for person in table.seats.get(below, ()):
                    table.moved.setdefault(person, (below, below))
    return Plan(table.problems, table.nodes, table.moved)


@dataclass
class _Table:
    nodes: dict[UUID, Node]
    seats: dict[UUID, set[UUID]]
    units: set[UUID]
    mains: dict[UUID, UUID | None]
    problems: list[tuple[int, str]] = field(default_factory=list)
    moved: dict[UUID, tuple[UUID | None, UUID]] = field(default_factory=dict)

    def differs(self, step: Step, before: Mapping[UUID, Node]) -> str:
        """Words when what a step was written for looks different now."""
        if step.kind == "create" or not step.seen:
            return ""
        if step.kind == "place":
            assert step.person is not None
            was = step.seen.get("department")
            now = self.mains.get(step.person, ...)
            if now is ...:
                return _("The person has left.")
            if now in {None} | set(before) and (str(now) if now else None) != was:
                return _("The person has been moved since this step was written.")
            return ""
        node = before.get(step.department) if step.department else None
        if node is None:
            return _("The department does not exist any more.")
        if node.seen() != dict(step.seen):
            return _("%(name)s has been changed since this step was written.") % {"name": node.name}
        return ""

    def do(self, step: Step) -> str:
        """Do one step on paper; words when it cannot be done."""
        match step.kind:
            case "create":
                return self.create(step)
            case "place":
                return self.place(step)
        node = self.nodes.get(step.department) if step.department else None
        if node is None:
            return _("The department does not exist any more.")
        if not node.is_open:
            return _("%(name)s is closed already.") % {"name": node.name}
        match step.kind:
            case "rename":
                return self.put(replace(node, name=step.name))
            case "move":
                return self.move(node, step)
            case "merge":
                return self.merge(node, step)
            case "close":
                return self.close(node)
        return _("Unknown step.")

    def create(self, step: Step) -> str:
        parent = self.nodes.get(step.target) if step.target else None
        if step.target and (parent is None or not parent.is_open):
            return _("The department it should stand under is closed or missing.")
        unit = parent.unit if parent else step.unit
        if unit not in self.units:
            return _("The unit is closed or missing.")
        return self.put(Node(step.id, step.name, unit, parent.id if parent else None))

    def place(self, step: Step) -> str:
        target = self.nodes.get(step.target) if step.target else None
        if target is None or not target.is_open:
            return _("The department to move to is closed or missing.")
        if step.person is None or step.person not in self.mains:
            return _("The person has left.")
        old = self.mains[step.person]
        if old == target.id:
            return ""
        if old is not None:
            self.seats.get(old, set()).discard(step.person)
        self.seats.setdefault(target.id, set()).add(step.person)
        self.mains[step.person] = target.id
        self.moved[step.person] = (self.moved.get(step.person, (old, old))[0], target.id)
        return ""

    def move(self, node: Node, step: Step) -> str:
        target = self.nodes.get(step.target) if step.target else None
        if step.target and (target is None or not target.is_open):
            return _("The department to move under is closed or missing.")
        if target is not None and target.id in self.subtree(node.id):
            return _("%(name)s cannot be moved under a part of itself.") % {"name": node.name}
        unit = target.unit if target else step.unit or node.unit
        if unit not in self.units:
            return _("The unit is closed or missing.")
        words = self.put(replace(node, parent=target.id if target else None, unit=unit))
        if not words:
            for below in self.subtree(node.id):
                self.nodes[below] = replace(self.nodes[below], unit=unit)
        return words

    def merge(self, node: Node, step: Step) -> str:
        target = self.nodes.get(step.target) if step.target else None
        if target is None or not target.is_open:
            return _("The department to merge into is closed or missing.")
        if target.id in self.subtree(node.id):
            return _("%(name)s cannot be merged into itself or a part of itself.") % {"name": node.name}
        for child in [one for one in self.nodes.values() if one.parent == node.id and one.is_open]:
            words = self.put(replace(child, parent=target.id, unit=target.unit))
            if words:
                return words
            for below in self.subtree(child.id):
                self.nodes[below] = replace(self.nodes[below], unit=target.unit)
        for person in self.seats.pop(node.id, set()):
            self.seats.setdefault(target.id, set()).add(person)
            self.moved[person] = (self.moved.get(person, (node.id, node.id))[0], target.id)
            if self.mains.get(person) == node.id:
                self.mains[person] = target.id
        self.nodes[node.id] = replace(node, is_open=False)
        return ""

    def close(self, node: Node) -> str:
        if any(one.parent == node.id and one.is_open for one in self.nodes.values()):
            return _("%(name)s still has departments below it.") % {"name": node.name}
        if people := len(self.seats.get(node.id, ())):
            return _("%(number)d people still sit in %(name)s.") % {"number": people, "name": node.name}
        self.nodes[node.id] = replace(node, is_open=False)
        return ""

    def put(self, node: Node) -> str:
        """Put a node in its place unless the name is taken there."""
        for other in self.nodes.values():
            same = (other.unit, other.parent, other.name) == (node.unit, node.parent, node.name)
            if same and other.is_open and other.id != node.id:
                return _("There is a department called %(name)s there already.") % {"name": node.name}
        self.nodes[node.id] = node
        return ""

    def subtree(self, root: UUID) -> set[UUID]:
        """A node and all below it."""
        children: dict[UUID, list[UUID]] = {}
        for node in self.nodes.values():
            if node.parent is not None:
                children.setdefault(node.parent, []).append(node.id)
        found, waiting = {root}, [root]
        while waiting:
            for child in children.get(waiting.pop(), []):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return found
