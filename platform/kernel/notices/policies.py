"""Who may do what with notices: each account with its own, and nobody with another's."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.notices.models import Choice, Delivery, Notice, Outgoing, Rhythm, Subscription
from kernel.policies import Policy, Verdict


class NoticePolicy(Policy):
    """A notice is its reader's."""

    noun = Notice

    @staticmethod
    def read(actor: Actor, notice: Notice) -> Verdict:
        """Whom it was told to."""
        return actor.account is not None and notice.account_id == actor.account

    @staticmethod
    def choose(actor: Actor, thing: object) -> Verdict:
        """Everybody who is signed in, for themselves."""
        return actor.is_signed_in or str(_("Sign in to choose what you are told."))


class SubscriptionPolicy(Policy):
    """A browser belongs to the account that was signed in there."""

    noun = Subscription

    @staticmethod
    def remove(actor: Actor, subscription: Subscription) -> Verdict:
        """Its account."""
        return actor.account is not None and subscription.account_id == actor.account


class ChoicePolicy(Policy):
    """Choices are made through NoticePolicy.choose; nobody sees another's."""

    noun = Choice


class RhythmPolicy(Policy):
    """As with choices."""

    noun = Rhythm


class DeliveryPolicy(Policy):
    """Deliveries are machinery: nobody opens one."""

    noun = Delivery


class OutgoingPolicy(Policy):
    """Mails are machinery: nobody opens one, since they hold other people's codes."""

    noun = Outgoing
