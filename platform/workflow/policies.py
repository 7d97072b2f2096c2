"""Who may do what in processes. None of these rules asks the database."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.policies import Policy, Verdict
from workflow import functions, models


def manages(actor: Actor, process: models.Process) -> bool:
    """Whether somebody looks after the matters of a process: by right, or named by it."""
    return actor.may(functions.MANAGE) or (actor.person is not None and str(actor.person) in process.managers)


def looks_after_any(actor: Actor) -> Verdict:
    """Whether somebody looks after processes in general, by right."""
    may = actor.may(functions.MANAGE) or actor.may(functions.DESIGN)
    return may or str(_("Only process designers and managers see this."))


class ProcessPolicy(Policy):
    """Drawing and publishing."""

    noun = models.Process

    @staticmethod
    def design(actor: Actor, process: models.Process | None = None) -> Verdict:
        """Holders of the right."""
        return actor.may(functions.DESIGN) or str(_("Only process designers may draw and publish processes."))

    @staticmethod
    def start(actor: Actor, process: models.Process) -> Verdict:
        """Every member, while the process is published and not stopped."""
        if actor.person is None:
            return str(_("Only a member of the company can send a matter."))
        if process.current_id is None or process.stopped_at is not None:
            return str(_("This process cannot be started now. Ask whoever looks after it."))
        return True


class InstancePolicy(Policy):
    """A matter as a whole."""

    noun = models.Instance

    @staticmethod
    def own(actor: Actor, matter: models.Instance) -> Verdict:
        """Its sender."""
        return actor.person == matter.starter or str(_("Only the sender of this matter may do this."))

    @staticmethod
    def manage(actor: Actor, matter: models.Instance) -> Verdict:
        """Whoever looks after its process."""
        return manages(actor, matter.process) or str(_("Only whoever looks after this process may do this."))

    @staticmethod
    def clock(actor: Actor, matter: models.Instance) -> Verdict:
        """The product's own clock, or whoever looks after the process."""
        return actor.kind == "system" or InstancePolicy.manage(actor, matter)


class TaskPolicy(Policy):
    """One person's work."""

    noun = models.TaskRow

    @staticmethod
    def act(actor: Actor, given: tuple[Any, frozenset[Any]]) -> Verdict:
        """Its assignee, or an agent of theirs who did not send the matter; given the task and whom the actor stands for."""
        task, principals = given
        if actor.person is not None and task.assignee == actor.person:
            return True
        if task.assignee in principals:
            if task.starter == actor.person:
                return str(_("You sent this matter, so you cannot decide it as somebody's agent."))
            return True
        return str(_("This task is somebody else's."))

    @staticmethod
    def claim(actor: Actor, task: models.TaskRow) -> Verdict:
        """Whoever the pool names."""
        return bool(actor.principals & set(task.pool)) or str(_("You do not belong to those who may take this task."))


class CopyPolicy(Policy):
    """What is sent to be known."""

    noun = models.Copy

    @staticmethod
    def read(actor: Actor, copy: models.Copy) -> Verdict:
        """Whom it was sent to."""
        return actor.person == copy.person or str(_("This was sent to somebody else."))


class AgentRulePolicy(Policy):
    """Agents: everybody for themselves, managers for all."""

    noun = models.AgentRule

    @staticmethod
    def appoint(actor: Actor, principal: Any) -> Verdict:
        """Oneself, or whoever looks after matters."""
        return (
            actor.person == principal
            or actor.may(functions.MANAGE)
            or str(_("You can only name an agent for yourself."))
        )
