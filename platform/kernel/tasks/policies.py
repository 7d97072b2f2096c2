"""Who sees the tasks that were given up, and has them tried again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.policies import Policy, Verdict

OPERATIONS = "console.operations"


class LetterPolicy(Policy):
    """Dead letters of all tenants stand in one place, so they are the vendor's matter."""

    noun = None

    @staticmethod
    def look_after(actor: Actor, letter: object) -> Verdict:
        """Whoever looks after operations."""
        return actor.may(OPERATIONS) or _("Only whoever looks after operations may try this again.")
