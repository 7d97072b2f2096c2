"""The life of a tenant as one state machine: which state may follow which, and what each allows."""

from __future__ import annotations

from enum import StrEnum


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
