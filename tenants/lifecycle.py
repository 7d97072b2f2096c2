"""The life of a tenant as one state machine: which state may follow which, and what each allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """pooled → trial → active → past due → grace → read-only → suspended → deleting → deleted."""

    BUILDING = "building"
    POOLED = "pooled"
    DEMO = "demo"
    TRIAL = "trial"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    GRACE = "grace"
    READ_ONLY = "read_only"
    SUSPENDED = "suspended"
    DELETING = "deleting"
    DELETED = "deleted"


S = State

EDGES: dict[State, frozenset[State]] = {
    S.BUILDING: frozenset({S.POOLED, S.DELETING}),
    S.POOLED: frozenset({S.TRIAL, S.ACTIVE, S.DEMO, S.DELETING}),
    S.DEMO: frozenset({S.TRIAL, S.DELETING}),
    S.TRIAL: frozenset({S.ACTIVE, S.GRACE, S.SUSPENDED, S.DELETING}),
    S.ACTIVE: frozenset({S.PAST_DUE, S.GRACE, S.SUSPENDED, S.DELETING}),
    S.PAST_DUE: frozenset({S.ACTIVE, S.GRACE, S.SUSPENDED}),
    S.GRACE: frozenset({S.ACTIVE, S.READ_ONLY, S.SUSPENDED}),
    S.READ_ONLY: frozenset({S.ACTIVE, S.SUSPENDED}),
    S.SUSPENDED: frozenset({S.ACTIVE, S.TRIAL, S.DELETING}),
    S.DELETING: frozenset({S.SUSPENDED, S.DELETED}),
    S.DELETED: frozenset(),
}

#: People may sign in and background work is done.
OPEN = frozenset({S.DEMO, S.TRIAL, S.ACTIVE, S.PAST_DUE, S.GRACE, S.READ_ONLY})
#: Data may be changed.
WRITABLE = OPEN - {S.READ_ONLY}
#: A schema stands behind the row.
STANDING = frozenset(State) - {S.BUILDING, S.DELETED}


def may_follow(before: State, after: State) -> bool:
    """Whether the edge is allowed."""
    return after in EDGES[before]


# ---------------------------------------------------------------- the clock

TRIAL_DAYS = 30
DEMO_HOURS = 24
GRACE = timedelta(days=14)
READ_ONLY = timedelta(days=30)
#: Between the order to erase and the erasure; a demo is nobody's work and goes at once.
UNDO = timedelta(days=30)


class NotAllowed(ValueError):
    """The state that a tenant is in does not lead to the one wanted."""

    def __init__(self, before: State, after: State) -> None:
        self.before, self.after = before, after
        super().__init__(f"{before} does not lead to {after}")


@dataclass(frozen=True)
class Life:
    """Where a tenant stands. No timer is stored anywhere: what is due follows from these values alone, so
    whatever changes them (a payment, a suspension) also takes back all that was to happen before.

    `entitled_until` is the end of the demo, of the trial or of what is paid; None for no end. All times aware.
    """

    state: State
    since: datetime
    entitled_until: datetime | None = None
    suspended_from: State | None = None
    was_demo: bool = False

    def to(self, after: State, now: datetime, **changes: Any) -> Life:
        """The life after a transition. Raises NotAllowed unless the table of edges has it."""
        if not may_follow(self.state, after):
            raise NotAllowed(self.state, after)
        # What an erased company was decides how long its row is kept.
        changes.setdefault(
            "was_demo", self.state is S.DEMO if after is S.DELETING else after is S.DELETED and self.was_demo
        )
        kept = self.suspended_from if after is S.DELETING else None
        changes.setdefault("suspended_from", self.state if after is S.SUSPENDED and self.state in OPEN else kept)
        return replace(self, state=after, since=now, **changes)

    def next(self) -> tuple[datetime, State] | None:
        """What time alone will do next, and when; None when nothing."""
        match self.state:
            case S.DEMO if self.entitled_until is not None:
                return self.entitled_until, S.DELETING
            case S.TRIAL | S.ACTIVE | S.PAST_DUE if self.entitled_until is not None:
                return self.entitled_until, S.GRACE
            case S.GRACE:
                return self.since + GRACE, S.READ_ONLY
            case S.READ_ONLY:
                return self.since + READ_ONLY, S.SUSPENDED
            case S.DELETING:
                return self.since + (timedelta(0) if self.was_demo else UNDO), S.DELETED
        return None

    def is_due(self, now: datetime) -> bool:
        """Whether time has something to do."""
        due = self.next()
        return due is not None and due[0] <= now

    def tick(self, now: datetime) -> Life:
        """The life after at most one step of time; unchanged when nothing is due."""
        due = self.next()
        return self.to(due[1], now) if due is not None and due[0] <= now else self

    # ------------------------------------------------------------ what people do

    def claim(self, state: State, now: datetime, until: datetime | None) -> Life:
        """A ready schema becomes a company's: DEMO, TRIAL or ACTIVE."""
        return self.to(state, now, entitled_until=until)

    def keep(self, now: datetime, until: datetime) -> Life:
        """A demo becomes a trial, with all that was done in it."""
        if self.state is not S.DEMO:
            raise NotAllowed(self.state, S.TRIAL)
        return self.to(S.TRIAL, now, entitled_until=until)

    def convert(self, now: datetime, until: datetime | None) -> Life:
        """It is paid: active, whatever was about to happen."""
        if self.state is S.ACTIVE:
            return replace(self, entitled_until=until)
        return self.to(S.ACTIVE, now, entitled_until=until)

    def suspend(self, now: datetime) -> Life:
        """Nobody gets in any more."""
        return self.to(S.SUSPENDED, now)

    def resume(self, now: datetime) -> Life:
        """Back to what it was; what is due meanwhile is due again."""
        return self.to(S.TRIAL if self.suspended_from is S.TRIAL else S.ACTIVE, now)

    def delete(self, now: datetime) -> Life:
        """Ordered to be erased, once the time to change one's mind is over."""
        return self.to(S.DELETING, now)

    def undelete(self, now: datetime) -> Life:
        """The order is taken back: suspended, to be resumed by somebody."""
        if self.state is not S.DELETING:
            raise NotAllowed(self.state, S.SUSPENDED)
        return self.to(S.SUSPENDED, now, suspended_from=self.suspended_from or S.ACTIVE)
