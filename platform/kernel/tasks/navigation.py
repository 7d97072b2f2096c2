"""Background work in the console's menu."""

from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.registry import NavItem
from kernel.tasks.policies import OPERATIONS


def console_items(actor: Actor) -> list[NavItem]:
    """A line for those who look after operations."""
    if not actor.may(OPERATIONS):
        return []
    return [NavItem("letters", _("Failed tasks"), "/tasks/letters/", order=82, group="manage")]
