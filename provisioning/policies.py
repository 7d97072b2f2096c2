"""Who may do what on the way in, with the pool and among the staff."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.policies import Policy, Verdict
from kernel.ports import tenancy
from kernel.scope import current
from provisioning.models import Creation, PoolTarget, SignUp, StaffGrant
from tenants import rights


class SignUpPolicy(Policy):
    """Anybody may sign up for themselves: the session's key is the right."""

    noun = SignUp

    @staticmethod
    def go_on(actor: Actor, signup: SignUp | None) -> Verdict:
        """Visitors, and the product that finishes what they began."""
        return True


class DemoPolicy(Policy):
    """What only goes in a demo: a company that is one visitor's alone."""

    noun = None

    @staticmethod
    def play(actor: Actor, thing: None) -> Verdict:
        """Going on as somebody else without a password: whoever is in, and nowhere but in a demo."""
        if current().is_public or not tenancy().is_inert(current()):
            return _("Only in a demo does one go on as somebody else.")
        return actor.kind == "person"


def may_play(actor: Actor) -> Verdict:
    """The rule of the pages of a demo."""
    return DemoPolicy.play(actor, None)


class CreationPolicy(Policy):
    """Creations that fail are the operators' matter."""

    noun = Creation

    @staticmethod
    def look_after(actor: Actor, creation: Creation | None) -> Verdict:
        """Seeing why, and trying again."""
        return actor.may(rights.OPERATIONS)


class PoolPolicy(Policy):
    """The pool is the operators' matter."""

    noun = PoolTarget

    @staticmethod
    def set(actor: Actor, target: PoolTarget | None) -> Verdict:
        """How many are wanted."""
        return actor.may(rights.OPERATIONS)

    @staticmethod
    def fill(actor: Actor, target: PoolTarget | None) -> Verdict:
        """Building and dropping members: the product by itself."""
        return actor.kind == "system"


class StaffPolicy(Policy):
    """Who appoints."""

    noun = StaffGrant

    @staticmethod
    def appoint(actor: Actor, grant: StaffGrant | None) -> Verdict:
        """Holders of the right over the staff; the seed appoints the first."""
        return actor.may(rights.STAFF)
