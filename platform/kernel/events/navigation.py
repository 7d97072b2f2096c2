"""The audit log in the menu, for those who may read it."""

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.events.policies import may_read, may_retry
from kernel.registry import NavItem


def items(actor: Actor) -> list[NavItem]:
    """A line for the log, one for failed effects."""
    found = []
    if may_read(actor) is True:
        found.append(NavItem("audit", _("Audit log"), "/audit/", order=80, group="manage"))
    if may_retry(actor) is True:
        found.append(NavItem("failures", _("Failed effects"), "/audit/failures/", order=81, group="manage"))
    return found


console_items = items
