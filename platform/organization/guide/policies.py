"""The guide is for administrators."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.policies import Policy, Verdict
from organization.functions import GROUP, MANAGE, SYSTEM
from organization.guide import models


class StepMarkPolicy(Policy):
    """Marks of steps."""

    noun = models.StepMark

    @staticmethod
    def edit(actor: Actor, step: object) -> Verdict:
        """Administrators of the system or the group."""
        return leads(actor) or _("Only an administrator sets the company up.")


class DismissalPolicy(Policy):
    """Putting the guide away."""

    noun = models.Dismissal

    @staticmethod
    def edit(actor: Actor, guide: object) -> Verdict:
        """Administrators of the system or the group."""
        return leads(actor) or _("Only an administrator sets the company up.")


def leads(actor: Actor) -> bool:
    """Whether the guide is for this actor; for pages and menus."""
    return any(actor.may(right) for right in (SYSTEM, GROUP, MANAGE))
