"""Dead letters put back."""

from __future__ import annotations

from kernel.actor import Actor
from kernel.acts import act
from kernel.events import record
from kernel.policies import NotFound, require
from kernel.scope import after_commit_outside
from kernel.tasks import deadletters
from kernel.tasks.broker import FairBroker
from kernel.tasks.deadletters import DeadLetter
from kernel.tasks.events import TaskRevived
from kernel.tasks.policies import LetterPolicy


@act
def revive(letter: str, broker: FairBroker, *, by: Actor) -> DeadLetter:
    """Let a task that was given up be done after all, once this is written down. Raises NotFound."""
    require(LetterPolicy.look_after, None, by)
    found = next((one for one in deadletters.letters(broker) if one.id == letter), None)
    if found is None:
        raise NotFound
    record(TaskRevived, None, by=by, task=found.task, letter=found.id)
    after_commit_outside(lambda: deadletters.put_back(broker, found.id))
    return found
