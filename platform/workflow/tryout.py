"""A try-run: a process as if everybody agreed, for a sender and values that are made up. It writes nothing.

The engine itself runs, on rows that are nowhere kept; what is added here is only that it is watched: whom each rule found,
which condition was asked with which values, and why something was passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from forms.feel import Fault as BadCondition
from forms.feel import compile_expression
from kernel.actor import Actor
from kernel.keys import uuid7
from organization import queries
from workflow import rules
from workflow.conditions import STARTER, Feel, of_sender
from workflow.engine import NotNow, Run, flow, managing, signers
from workflow.engine.rows import Activation, At, BlockRow, Case, Kind, Status, Task, Todo, Vote
from workflow.engine.run import Move, Seat
from workflow.people import CompanyClock, CompanyPeople
from workflow.plan import Graph, Plan, Step

#: So many decisions are tried; a process that still goes on then turns in a circle.
MOST_DECISIONS = 200


@dataclass
class Branch:
    """A way out of a parting of the ways. `answer`: what its condition came to, None where it could not be decided."""

    key: str
    name: str
    when: str
    otherwise: bool
    target: str
    asked: bool = False
    answer: bool | None = None
    values: dict[str, Any] = field(default_factory=dict)
    chosen: bool = False
    why: str = ""


@dataclass
class Stop:
    """One arrival at a step, or one parting of the ways."""

    step: str
    kind: str
    name: str
    rule: str = ""
    vote: str = ""
    people: list[dict[str, Any]] = field(default_factory=list)
    pool: bool = False
    due_at: datetime | None = None
    outcome: str = ""
    notes: list[str] = field(default_factory=list)
    ways: list[Branch] = field(default_factory=list)


@dataclass(frozen=True)
class Tryout:
    """`outcome`: "approved", "rejected", "blocked", or "endless" where the process turns in a circle."""

    outcome: str
    stops: list[Stop]


def try_out(
    plan: Plan,
    graph: Graph,
    fields: Mapping[str, str],
    *,
    starter: UUID,
    values: Mapping[str, Any],
    managers: list[str],
    now: datetime,
    by: Actor,
) -> Tryout:
    """Run a plan for a sender with sample values, everybody agreeing. Reads the organisation, writes nothing.

    Rules find people wherever they are; whoever tries is only told the names of those in their own work scope.
    """
    seats = queries.seats_of(starter)
    place = (seats[0].department_id, seats[0].unit_id) if seats else (None, None)
    values = {**values, **of_sender(starter, *place)}
    people = CompanyPeople(position=seats[0].pk if seats else None, values=values, managers=lambda: managers)
    watched = _Watched(plan, graph, fields, starter, values, people, seats[0].unit_id if seats else None, now)
    outcome = watched.run_through()
    watched.name_everybody(by)
    return Tryout(outcome, watched.stops)


class _Nothing:
    """A store without rows; what the run has made it keeps itself."""

    def __init__(self) -> None:
        self.agreed: set[UUID] = set()

    def open_blocks(self) -> list[BlockRow]:
        return []

    def open_activations(self) -> list[Activation]:
        return []

    def open_tasks(self) -> list[Task]:
        return []

    def activation(self, key: UUID) -> Activation | None:
        return None

    def block(self, key: UUID) -> BlockRow | None:
        return None

    def last_done(self, step: str) -> Activation | None:
        return None

    def tasks_of(self, activation: UUID) -> list[Task]:
        return []

    def after(self, activation: UUID) -> list[Activation]:
        return []

    def opened_by(self, activation: UUID) -> list[BlockRow]:
        return []

    def approved(self, people: Any, *, round: int) -> set[UUID]:
        return self.agreed & set(people)


class _Watched(Run):
    """A run that notes how it goes on."""

    def __init__(
        self,
        plan: Plan,
        graph: Graph,
        fields: Mapping[str, str],
        starter: UUID,
        values: Mapping[str, Any],
        people: CompanyPeople,
        unit: UUID | None,
        now: datetime,
    ) -> None:
        self.language, self.values = Feel(fields), values
        self.stops: list[Stop] = []
        self.names = {flow.key: flow.name for flow in graph.flows}
        self.types = {**STARTER, **fields}
        self.rules = rules.in_words(plan.steps.values())
        self.asked: list[bool | None] = []
        self.found: dict[str, list[Seat]] = {}
        self.stop_of: dict[UUID, Stop] = {}
        self.given: dict[UUID, list[Task]] = {}
        self.company = people
        super().__init__(
            plan=plan,
            case=Case(id=uuid7(), status=Status.DRAFT, starter=starter),
            store=_Nothing(),
            people=self,
            clock=CompanyClock(unit),
            decide=self._decide,
            new_id=uuid7,
            now=now,
            by=starter,
        )

    def run_through(self) -> str:
        """Let everybody agree until the end; answers how it ends."""
        try:
            managing.start(self)
            for _number in range(MOST_DECISIONS):
                if self.case.status is not Status.RUNNING or not self._one_step():
                    break
            else:
                return "endless"
        except NotNow:
            return "blocked"
        return self.case.status.name.lower() if self.case.status is not Status.RUNNING else "blocked"

    def name_everybody(self, by: Actor) -> None:
        """Put the names to the people, with one question for all."""
        everybody = {task.assignee for tasks in self.given.values() for task in tasks if task.assignee}
        pooled = {UUID(one.partition(":")[2]) for tasks in self.given.values() for task in tasks for one in task.pool}
        copied = {person for person, _step in self.outcome.copies}
        everybody |= pooled | copied
        seen = queries.visible_to(by).filter(pk__in=everybody).values_list("pk", "name")
        names = {**dict.fromkeys(everybody, _("Somebody outside your work scope")), **dict(seen)}
        for key, stop in self.stop_of.items():
            activation = self.activation(key)
            stop.outcome = stop.outcome or activation.outcome or activation.status.name.lower()
            tasks = self.given.get(key, [])
            stop.pool = any(task.pool for task in tasks)
            stop.due_at = next((task.due_at for task in tasks if task.due_at), activation.due_at)
            for task in tasks:
                if task.pool:
                    keys = [UUID(one.partition(":")[2]) for one in task.pool]
                else:
                    keys = [task.assignee] if task.assignee else []
                stop.people += [{"id": one, "name": names.get(one, ""), "same": task.reason == "same"} for one in keys]
            if stop.kind == "cc":
                keys = [seat.person for seat in self.found.get(stop.step, [])]
                stop.people = [{"id": one, "name": names.get(one, ""), "same": False} for one in keys]
            self._explain(stop, tasks)

    # ----------------------------------------------------------- the engine's questions about people

    def seats(self, step: Step, run: Run, prev: UUID | None) -> list[Seat]:
        self.found[step.key] = self.company.seats(step, run, prev)
        return self.found[step.key]

    def present(self, people: Any) -> list[UUID]:
        return self.company.present(people)

    def superior(self, person: UUID) -> UUID | None:
        return self.company.superior(person)

    def managers(self) -> list[UUID]:
        return self.company.managers()

    # ----------------------------------------------------------- what is watched

    def add_activation(self, move: Move, *, status: At = At.ACTIVE) -> Activation:
        step = self.plan.steps[move.step]
        row = super().add_activation(move, status=status)
        stop = Stop(step.key, step.kind, step.name, self.rules.get(step.key, ""))
        if step.is_human and step.kind != "start" and len(self.found.get(step.key, [])) > 1:
            stop.vote = rules.vote_in_words(step.vote)
        if step.kind in {"choice", "split"}:
            stop.ways = self._ways(step, set())
        self.stops.append(stop)
        self.stop_of[row.id] = stop
        return row

    def add_task(self, activation: Activation, kind: Kind, person: UUID | None, **given: Any) -> Task:
        task = super().add_task(activation, kind, person, **given)
        self.given.setdefault(activation.id, []).append(task)
        return task

    def add_block(self, **given: Any) -> BlockRow:
        step = self.plan.steps[given["fork"]]
        if step.kind == "fork":
            every = {way.key for way in step.ways}
            self.stops.append(Stop(step.key, step.kind, step.name, ways=self._ways(step, every)))
        return super().add_block(**given)

    def note(self, kind: str, **data: Any) -> None:
        super().note(kind, **data)
        step = self.plan.steps.get(str(data.get("step")))
        if step is None:
            return
        if kind == "chosen":
            self.stops.append(Stop(step.key, step.kind, step.name, ways=self._ways(step, set(data["ways"]))))
        elif kind == "nobody":
            self.stops[-1].notes.append(_("The rule finds nobody here, so the step is passed over."))
        elif kind == "blocked":
            self.stops[-1].outcome = "blocked"
            self.stops[-1].notes.append(_blocked()[str(data["reason"])])

    # ----------------------------------------------------------- inside

    def _one_step(self) -> bool:
        task = next((one for one in self.tasks() if one.status is Todo.OPEN), None)
        if task is not None:
            if task.assignee is None:
                signers.claim(self, task, UUID(task.pool[0].partition(":")[2]))
            self.by = task.assignee
            if task.assignee is not None:
                self.store.agreed.add(task.assignee)  # type: ignore[attr-defined] # it is _Nothing
            signers.answer(self, task, Vote.AGREE)
            flow.settle(self)
            return True
        waiting = next((one for one in self.activations() if one.status is At.WAITING), None)
        if waiting is None:
            return False
        words = _("Waits here; the try-run goes on at once.")
        if self.step(waiting).kind == "sub":
            words = _("Starts another process here; the try-run goes on as if that had ended.")
        self.stop_of[waiting.id].notes.append(words)
        managing.ready(self, waiting)
        return True

    def _decide(self, text: str) -> bool | None:
        answer = self.language.compile(text).evaluate(self.values)
        self.asked.append(answer)
        return answer

    def _ways(self, step: Step, chosen: set[str]) -> list[Branch]:
        answers, self.asked = self.asked, []
        ways: list[Branch] = []
        for way in step.ways:
            branch = Branch(way.key, self.names.get(way.key, ""), way.when, way.otherwise, way.target)
            branch.chosen = way.key in chosen
            if way.when and not (step.kind == "split" and way.otherwise) and answers:
                branch.asked, branch.answer = True, answers.pop(0)
                branch.values = self._values(way.when)
            branch.why = _why(branch, step.kind)
            ways.append(branch)
        return ways

    def _values(self, text: str) -> dict[str, Any]:
        try:
            uses = compile_expression(text, self.types, "boolean").uses
        except BadCondition:
            return {}
        return {name: self.values.get(name) for name in sorted(uses)}

    def _explain(self, stop: Stop, tasks: list[Task]) -> None:
        step, starter = self.plan.steps[stop.step], self.case.starter
        found = [seat.person for seat in self.found.get(stop.step, [])]
        if step.kind not in {"approve", "handle"} or (stop.outcome == "blocked" and not tasks):
            return
        if not found and tasks:
            stop.notes.append(_("The rule finds nobody here, so it goes to whoever looks after this process."))
        if starter in found and step.own != "self" and all(task.assignee != starter for task in tasks):
            stop.notes.append(
                _("The sender is among them and does not decide on their own matter; their superior does.")
                if step.own == "superior"
                else _("The sender is among them and does not decide on their own matter.")
            )
        if any(task.reason == "same" for task in tasks):
            stop.notes.append(_("Who has agreed just before is not asked again."))


def _blocked() -> dict[str, str]:
    return {
        "nobody": _("The rule finds nobody here. The matter would stand still until whoever looks after it helps."),
        "no-branch": _("No condition holds and there is no default. The matter would stand still here."),
        "loop": _("The steps turn in a circle in which nobody is asked."),
    }


def _why(branch: Branch, kind: str) -> str:
    if kind == "fork":
        return _("All branches of this kind are taken.")
    if branch.asked and branch.answer is None:
        return _("The condition cannot be decided with these values, so it counts as no.")
    if branch.asked:
        return _("The condition holds.") if branch.answer else _("The condition does not hold.")
    if branch.chosen:
        return _("No condition holds, so the default is taken.") if branch.otherwise else _("It has no condition.")
    if branch.otherwise:
        return _("The default is only taken where no condition holds.")
    return _("Not looked at: an earlier branch was taken.")
