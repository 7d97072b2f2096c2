"""The live number of the notices."""

from kernel.actor import Actor
from kernel.notices.queries import unread


def numbers(actor: Actor) -> dict[str, int]:
    """How many notices are unread."""
    return {"notices.unread": unread(actor)} if actor.is_signed_in else {}


console_numbers = numbers
