"""What follows from facts: parents go on, and people are told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.events import Event, on
from kernel.notices import NoticeKind
from kernel.notices.actions.telling import notify
from workflow import counting
from workflow.actions import matters
from workflow.engine.rows import Status
from workflow.models import ActivationRow, Instance
from workflow.notices import MATTER_BLOCKED, MATTER_ENDED, TASK_ARRIVED, TASK_URGED

_ENDED = {
    Status.APPROVED: _("Approved: %(title)s"),
    Status.REJECTED: _("Rejected: %(title)s"),
    Status.TERMINATED: _("Terminated: %(title)s"),
}


@on("workflow.matter.ended")
def go_on_above(event: Event) -> None:
    """The step that started a matter goes on when it has ended."""
    key = event.data.get("activation")
    arrival = ActivationRow.objects.filter(pk=UUID(key)).first() if key else None
    if arrival is not None:
        matters.wake(arrival, by=Actor.system("workflow"))


@on("workflow.matter.ended")
def tell_sender(event: Event) -> None:
    """The sender hears how their matter ended; not of one revoked by themselves, nor of one within another."""
    matter = Instance.objects.filter(pk__in=[event.subject_id] if event.subject_id else [], parent=None).first()
    title = _ENDED.get(Status(matter.status)) if matter else None
    if matter is not None and title is not None:
        _tell(MATTER_ENDED, event, [str(matter.starter)], title)


@on("workflow.matter.blocked")
def tell_managers(event: Event) -> None:
    """Whoever looks after the process hears that a matter cannot go on."""
    _tell(MATTER_BLOCKED, event, event.data.get("managers") or [], _("“%(title)s” cannot go on: nobody can act."))


@on("workflow.matter.started")
@on("workflow.matter.resumed")
@on("workflow.matter.jumped")
@on("workflow.matter.reopened")
@on("workflow.matter.retried")
@on("workflow.matter.woken")
@on("workflow.task.decided")
@on("workflow.task.returned")
@on("workflow.task.shared")
@on("workflow.task.dropped")
@on("workflow.task.transferred")
@on("workflow.task.taken_back")
@on("workflow.task.timed_out")
def tell_assigned(event: Event) -> None:
    """Whoever has got something to do hears of it, unless they did it themselves."""
    counting.forget([*(event.data.get("assigned") or []), *(event.data.get("closed") or []), event.actor_person])
    people = [one for one in event.data.get("assigned") or [] if one != str(event.actor_person)]
    _tell(TASK_ARRIVED, event, people, _("To do: %(title)s"))


@on("workflow.task.urged")
def tell_urged(event: Event) -> None:
    """Those who are urged hear by whom."""
    _tell(TASK_URGED, event, event.data.get("people") or [], _("%(who)s asks you to deal with “%(title)s”"))


def _tell(kind: NoticeKind, event: Event, people: Iterable[str], title: Any) -> None:
    words = {"title": event.subject_label, "who": event.actor_name}
    notify(kind, to=[f"person:{one}" for one in people], title=title, words=words, source=event.pk)
