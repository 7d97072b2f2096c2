"""The state of a running matter as plain rows. The tables in workflow.models hold the same columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any
from uuid import UUID


class Status(IntEnum):
    """Of a matter."""

    DRAFT = 0
    RUNNING = 1
    APPROVED = 2
    REJECTED = 3
    REVOKED = 4
    TERMINATED = 5
    SUSPENDED = 6
    BLOCKED = 7


OPEN = frozenset({Status.RUNNING, Status.BLOCKED})


class At(IntEnum):
    """Of an arrival at a step, and (the first four) of a block."""

    ACTIVE = 1
    DONE = 2
    CANCELLED = 3
    SUSPENDED = 4
    WAITING = 5
    BLOCKED = 6


class Todo(IntEnum):
    """Of a task."""

    WAITING = 0
    OPEN = 1
    DONE = 2
    CANCELLED = 3
    SUSPENDED = 4
    TRANSFERRED = 5


class Kind(IntEnum):
    """Of a task: a seat of the step (first three and EXTRA), or a place in a group that a handler asked for."""

    APPROVE = 1
    HANDLE = 2
    START = 3
    EXTRA = 4
    BEFORE = 5
    AFTER = 6
    WITH = 7
    ASK = 8


class Vote(IntEnum):
    """What somebody said."""

    NONE = 0
    AGREE = 1
    REJECT = 2
    ABSTAIN = 3


@dataclass(slots=True)
class Case:
    """The matter itself. `held` keeps the status before a suspension, `paused_at` its moment."""

    id: UUID
    status: Status
    starter: UUID | None
    rev: int = 0
    round: int = 1
    held: int = 0
    paused_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(slots=True)
class BlockRow:
    """One opening of a block. `opened` and `arrived` are bits by branch; it closes when they are equal."""

    id: UUID
    parent: UUID | None
    branch: int
    fork: str
    opened: int
    arrived: int = 0
    status: At = At.ACTIVE
    held_by: UUID | None = None
    opener: UUID | None = None


@dataclass(slots=True)
class Activation:
    """One arrival at a step, in a branch of a block (None: outside all blocks).

    The counts are weights of seats. `back` marks a side arrival: where its completion leads back to.
    `held_by` names the side arrival that suspended it.
    """

    id: UUID
    block: UUID | None
    branch: int
    step: str
    round: int
    entered_at: datetime
    prev: UUID | None = None
    back: UUID | None = None
    held_by: UUID | None = None
    status: At = At.ACTIVE
    was: int = 0
    total: int = 0
    agreed: int = 0
    rejected: int = 0
    abstained: int = 0
    vetoed: bool = False
    ready: bool = False
    child: UUID | None = None
    due_at: datetime | None = None
    left_at: datetime | None = None
    outcome: str = ""


@dataclass(slots=True)
class Task:
    """One person's work. `vote` is what was counted for a seat, `result` what its holder said.

    A group hangs on its `parent`; `held` on the parent says that one is open ("before", "after",
    "with") and `group` which. `mode` is the group's: "all", "any", "serial".
    """

    id: UUID
    activation: UUID
    step: str
    kind: Kind
    assignee: UUID | None
    owner: UUID | None
    created_at: datetime
    status: Todo = Todo.OPEN
    seq: int = 0
    weight: int = 1
    veto: bool = False
    parent: UUID | None = None
    added_by: UUID | None = None
    depth: int = 0
    group: int = 0
    mode: str = ""
    held: str = ""
    groups: int = 0
    was: int = 0
    hops: int = 0
    result: Vote = Vote.NONE
    vote: Vote = Vote.NONE
    reason: str = ""
    pool: list[str] = field(default_factory=list)
    read_at: datetime | None = None
    due_at: datetime | None = None
    timed_out_at: datetime | None = None
    done_at: datetime | None = None
    done_by: UUID | None = None
    urged_at: datetime | None = None
    urges: int = 0


Row = BlockRow | Activation | Task


def columns(row: Row | Case) -> dict[str, Any]:
    """The values of a row by column."""
    return {name: getattr(row, name) for name in row.__dataclass_fields__}
