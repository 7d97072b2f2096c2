"""How far the company is."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.actor import Actor
from kernel.policies import NotFound
from kernel.scope import current
from organization.guide.models import Dismissal, StepMark
from organization.guide.policies import leads
from organization.guide.steps import GuideStep, steps


@dataclass(frozen=True)
class Line:
    """A step with its state: "done" (seen by itself), "ticked", "skipped" or "open"."""

    step: GuideStep
    state: str

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self.state == "open"

    @property
    def url(self) -> str:
        """Where the step is done."""
        return self.step.url()


@dataclass(frozen=True)
class Progress:
    """All steps, and whether the guide has been put away."""

    lines: list[Line]
    dismissed: Dismissal | None

    @property
    def finished(self) -> int:
        """How many steps are behind."""
        return sum(1 for line in self.lines if not line.is_open)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left."""
        return self.finished == len(self.lines)

    @property
    def next(self) -> Line | None:
        """The first open step."""
        return next((line for line in self.lines if line.is_open), None)


def progress(*, for_: Actor) -> Progress:
    """How far the company is. Raises NotFound for those whom the guide is not for."""
    if not leads(for_):
        raise NotFound()
    marks = dict(StepMark.objects.values_list("step", "kind"))
    here = current()
    lines = []
    for step in steps():
        if step.done(here):
            state = "done"
        else:
            state = {"done": "ticked", "skipped": "skipped"}.get(marks.get(step.key, ""), "open")
        lines.append(Line(step, state))
    return Progress(lines, Dismissal.objects.filter(resumed_at=None).first())


def step(key: str) -> GuideStep:
    """A step by its key. Raises NotFound."""
    found = next((one for one in steps() if one.key == key), None)
    if found is None:
        raise NotFound()
    return found


def panel(actor: Actor) -> Progress | None:
    """What the home page shows: None for those whom the guide is not for, and when it is put away or complete.

    One query where it has been put away.
    """
    if not leads(actor) or Dismissal.objects.filter(resumed_at=None).exists():
        return None
    found = progress(for_=actor)
    return None if found.is_complete else found
