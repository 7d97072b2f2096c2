"""The live number of the notices, and where people say what they are told."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.notices.queries import unread
from kernel.registry import OwnPage


def numbers(actor: Actor) -> dict[str, int]:
    """How many notices are unread."""
    return {"notices.unread": unread(actor)} if actor.is_signed_in else {}


console_numbers = numbers


def own(actor: Actor) -> list[OwnPage]:
    """What comes by mail and push, and when not."""
    note = _("What comes by e-mail and browser, quiet hours, daily summary")
    return [OwnPage(_("What I am told"), note, reverse("notices:settings"), 25)]
