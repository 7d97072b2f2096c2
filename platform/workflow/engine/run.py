"""A matter in hand: its plan, its rows, and what the engine asks of the world around it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from workflow.engine.rows import Activation, At, BlockRow, Case, Kind, Row, Task, Todo, columns
from workflow.plan.model import Deadline, Plan, Step

R = TypeVar("R", BlockRow, Activation, Task)


class NotNow(Exception):
    """The thing is not in the state that the operation needs; `code` names why (words: workflow.words)."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Store(Protocol):
    """Rows as they stand; each is asked for at most once in a run."""

    def open_blocks(self) -> Iterable[BlockRow]:
        """Those that are active or suspended."""

    def open_activations(self) -> Iterable[Activation]:
        """Those that are neither done nor cancelled."""

    def open_tasks(self) -> Iterable[Task]:
        """Those to do, waiting or suspended, and all tasks of open activations."""

    def activation(self, key: UUID) -> Activation | None:
        """One, in whatever state."""

    def block(self, key: UUID) -> BlockRow | None:
        """One, in whatever state."""

    def last_done(self, step: str) -> Activation | None:
        """The latest completed arrival at a step."""

    def tasks_of(self, activation: UUID) -> Iterable[Task]:
        """All tasks of an arrival."""

    def after(self, activation: UUID) -> Iterable[Activation]:
        """The arrivals that an arrival led to."""

    def opened_by(self, activation: UUID) -> Iterable[BlockRow]:
        """The blocks that an arrival led into."""

    def approved(self, people: Sequence[UUID], *, round: int) -> set[UUID]:
        """Who of some people has agreed to something in this round."""


@dataclass(frozen=True)
class Seat:
    """Somebody who is to work at a step."""

    person: UUID
    weight: int = 1
    veto: bool = False


class People(Protocol):
    """Who is who."""

    def seats(self, step: Step, run: Run, prev: UUID | None) -> list[Seat]:
        """The handlers of a step now: active people, each once."""

    def present(self, people: Iterable[UUID]) -> list[UUID]:
        """Those who may act, in the given order."""

    def superior(self, person: UUID) -> UUID | None:
        """Whoever stands above."""

    def managers(self) -> list[UUID]:
        """Who looks after this process."""


class Clock(Protocol):
    """Working time."""

    def due(self, deadline: Deadline, start: datetime) -> datetime:
        """When a deadline passes."""

    def shifted(self, due: datetime, paused: datetime, now: datetime) -> datetime:
        """The same working time left, counted from now instead of from the pause."""


@dataclass(frozen=True)
class Move:
    """A way to go on: to a step, in a branch of a block."""

    step: str
    block: UUID | None
    branch: int
    prev: UUID | None
    people: tuple[UUID, ...] | None = None
    forced: bool = False
    back: UUID | None = None


@dataclass
class Outcome:
    """What else a run leads to, for the act to carry out."""

    copies: list[tuple[UUID, str]] = field(default_factory=list)
    children: list[tuple[UUID, Mapping[str, Any]]] = field(default_factory=list)
    orphans: list[UUID] = field(default_factory=list)
    told: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    notes: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


class Run:
    """One operation on one matter. Rows are read when they are needed and told apart from what they were."""

    def __init__(
        self,
        *,
        plan: Plan,
        case: Case,
        store: Store,
        people: People,
        clock: Clock,
        decide: Callable[[str], bool | None],
        new_id: Callable[[], UUID],
        now: datetime,
        by: UUID | None = None,
    ) -> None:
        self.plan, self.case, self.store, self.people, self.clock = plan, case, store, people, clock
        self.decide, self.new_id, self.now, self.by = decide, new_id, now, by
        self.moves: deque[Move] = deque()
        self.outcome = Outcome()
        self._rows: dict[UUID, Row] = {}
        self._before: dict[UUID, dict[str, Any]] = {}
        self._read: set[str] = set()
        self._case_before = columns(case)

    def step(self, of: Activation | Task) -> Step:
        """The plan's step of a row."""
        return self.plan.steps[of.step]

    # ------------------------------------------------------------------ rows

    def blocks(self) -> list[BlockRow]:
        """The open blocks."""
        self._load("blocks", self.store.open_blocks)
        return [row for row in self._rows.values() if isinstance(row, BlockRow) and row.status in _LIVE]

    def activations(self) -> list[Activation]:
        """The open arrivals."""
        self._load("activations", self.store.open_activations)
        return [row for row in self._rows.values() if isinstance(row, Activation) and row.status not in _OVER]

    def tasks(self) -> list[Task]:
        """The open tasks, and all tasks of open arrivals."""
        self._load("tasks", self.store.open_tasks)
        return [row for row in self._rows.values() if isinstance(row, Task)]

    def block(self, key: UUID) -> BlockRow:
        """One block. Raises KeyError."""
        if key not in self._rows:
            self.blocks()
        if key not in self._rows and (row := self.store.block(key)) is not None:
            self._adopt(row)
        found = self._rows[key]
        assert isinstance(found, BlockRow)
        return found

    def activation(self, key: UUID) -> Activation:
        """One arrival. Raises KeyError."""
        if key not in self._rows:
            self.activations()
        if key not in self._rows and (row := self.store.activation(key)) is not None:
            self._adopt(row)
        found = self._rows[key]
        assert isinstance(found, Activation)
        return found

    def task(self, key: UUID) -> Task:
        """One task that is open or belongs to an open arrival. Raises NotNow for any other."""
        self.tasks()
        found = self._rows.get(key)
        if not isinstance(found, Task):
            raise NotNow("task-over")
        return found

    def tasks_of(self, activation: UUID) -> list[Task]:
        """Every task of an arrival, in the order of making."""
        self._load("tasks", self.store.open_tasks)
        # Those that were open when the matter was locked came with the open tasks; new ones have no others.
        before = self._before.get(
            activation, {"status": At.ACTIVE} if activation in self._rows else {"status": At.DONE}
        )
        if before["status"] in _OVER:
            self._load(f"tasks {activation}", lambda: self.store.tasks_of(activation))
        return [row for row in self._rows.values() if isinstance(row, Task) and row.activation == activation]

    def last_done(self, step: str) -> Activation | None:
        """The latest completed arrival at a step."""
        mine = [
            row
            for row in self._rows.values()
            if isinstance(row, Activation) and row.step == step and row.status is At.DONE
        ]
        stored = self.store.last_done(step)
        if stored is not None:
            row = self._adopt(stored)
            if row.status is At.DONE:
                mine.append(row)
        return max(mine, key=lambda row: row.id, default=None)

    def after(self, activation: UUID) -> list[Activation]:
        """The arrivals that an arrival led to."""
        self._load(f"after {activation}", lambda: self.store.after(activation))
        return [row for row in self._rows.values() if isinstance(row, Activation) and row.prev == activation]

    def opened_by(self, activation: UUID) -> list[BlockRow]:
        """The blocks that an arrival led into."""
        self._load(f"opened {activation}", lambda: self.store.opened_by(activation))
        return [row for row in self._rows.values() if isinstance(row, BlockRow) and row.opener == activation]

    def add_block(self, **given: Any) -> BlockRow:
        """A new block."""
        return self._new(BlockRow(id=self.new_id(), **given))

    def add_activation(self, move: Move, *, status: At = At.ACTIVE) -> Activation:
        """A new arrival where a move leads."""
        return self._new(
            Activation(
                id=self.new_id(),
                block=move.block,
                branch=move.branch,
                step=move.step,
                round=self.case.round,
                entered_at=self.now,
                prev=move.prev,
                back=move.back,
                status=status,
            )
        )

    def add_task(self, activation: Activation, kind: Kind, person: UUID | None, **given: Any) -> Task:
        """A new task, with its deadline when it is to be done at once."""
        row = Task(
            id=self.new_id(),
            activation=activation.id,
            step=activation.step,
            kind=kind,
            assignee=person,
            owner=given.pop("owner", person),
            created_at=self.now,
            **given,
        )
        if row.status is Todo.OPEN:
            self.open_task(row)
        return self._new(row)

    def open_task(self, task: Task) -> None:
        """Put a task on somebody's list: now its deadline begins."""
        task.status = Todo.OPEN
        deadline = self.plan.steps[task.step].deadline
        if deadline is not None and task.due_at is None:
            task.due_at = self.clock.due(deadline, self.now)

    def note(self, kind: str, **data: Any) -> None:
        """A line of the log beside the operation itself: a null condition, a skipped step."""
        self.outcome.notes.append((kind, data))

    def changes(self) -> tuple[list[Row], list[tuple[Row, dict[str, Any]]], dict[str, Any]]:
        """New rows in the order of making, changed rows with their new values, and the matter's new values."""
        new = [row for key, row in self._rows.items() if key not in self._before]
        changed = []
        for key, before in self._before.items():
            row = self._rows[key]
            if delta := {name: value for name, value in columns(row).items() if before[name] != value}:
                changed.append((row, delta))
        case = columns(self.case)
        return new, changed, {name: value for name, value in case.items() if self._case_before[name] != value}

    def _load(self, what: str, rows: Callable[[], Iterable[Row]]) -> None:
        if what not in self._read:
            self._read.add(what)
            for row in rows():
                self._adopt(row)

    def _adopt(self, row: Any) -> Any:
        known = self._rows.get(row.id)
        if known is not None:
            return known
        self._rows[row.id] = row
        before = columns(row)
        if isinstance(row, Task):
            before["pool"] = list(row.pool)
        self._before[row.id] = before
        return row

    def _new(self, row: R) -> R:
        self._rows[row.id] = row
        return row


_LIVE = frozenset({At.ACTIVE, At.SUSPENDED})
_OVER = frozenset({At.DONE, At.CANCELLED})
