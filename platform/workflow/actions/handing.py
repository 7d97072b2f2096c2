"""Somebody leaves: all their open tasks are handed over in the background."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kernel.actor import Actor
from kernel.acts import act
from kernel.keys import uuid7
from kernel.policies import Refused, require_function
from organization.queries import require_visible
from workflow import functions, handing


@act
def begin(*, by: Actor, giver: UUID, taker: UUID, reason: str) -> UUID:
    """Begin to hand over every open task of somebody in the matters that the actor looks after; answers the run's id.

    Each matter is an act of its own, with its own fact. Raises Refused, and NotFound for people one may not see.
    """
    from workflow.tasks import hand_over_all

    require_function(functions.MANAGE, by)
    if by.account is None:
        raise Refused()
    require_visible([taker], to=by)
    run = uuid7()
    handing.begin(run, len(handing.waiting_matters(giver, by=by)))
    later: Any = hand_over_all.later  # a task with units of its own is given its scope by the machinery
    later(run, giver, taker, reason, by.account)
    return run
