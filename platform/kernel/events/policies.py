"""Who reads the audit log, and who may try a failed effect again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.actor import Actor
from kernel.events import rights
from kernel.events.models import Delivery, EventRow
from kernel.policies import Policy, Verdict
from kernel.scope import current


class EventPolicy(Policy):
    """Auditors read; nobody writes or deletes."""

    noun = EventRow

    @staticmethod
    def read(actor: Actor, event: EventRow | None = None) -> Verdict:
        """Audit administrators; on the console, staff that looks after operations."""
        right = rights.READ_ON_CONSOLE if current().is_public else rights.READ
        return actor.may(right) or _("Only audit administrators read the audit log.")


class DeliveryPolicy(Policy):
    """Effects that were given up are shown to, and tried again by, whoever looks after operations."""

    noun = Delivery

    @staticmethod
    def retry(actor: Actor, delivery: Delivery | None = None) -> Verdict:
        """Operations on the console, system administrators in a tenant."""
        right = rights.RETRY_ON_CONSOLE if current().is_public else rights.RETRY
        return actor.may(right) or _("Only whoever looks after operations may try this again.")


def may_read(actor: Actor) -> Verdict:
    """The rule of the audit log's pages."""
    return EventPolicy.read(actor)


def may_retry(actor: Actor) -> Verdict:
    """The rule of the page of failed effects."""
    return DeliveryPolicy.retry(actor)
