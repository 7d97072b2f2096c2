"""Who may connect the company to other systems."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.policies import Policy, Verdict
from kernel.webhooks.functions import MANAGE, SYSTEM
from kernel.webhooks.models import Attempt, Delivery, Endpoint, Pause


def manages(actor: Actor) -> bool:
    """Whether somebody looks after the webhooks; for the menu and the guard of the pages."""
    return actor.may(MANAGE) or actor.may(SYSTEM)


class EndpointPolicy(Policy):
    """Endpoints and all that hangs on them: administrators only."""

    noun = (Endpoint, Pause, Delivery, Attempt)

    @staticmethod
    def manage(actor: Actor, thing: object) -> Verdict:
        """Make, change, pause, try, repeat, remove."""
        return manages(actor) or _("Only an administrator may connect other systems. Ask yours.")

    @staticmethod
    def deliver(actor: Actor, thing: object) -> Verdict:
        """Keep what came of a call: the mechanism itself."""
        return actor.kind == "system"
