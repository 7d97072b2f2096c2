"""The acts on webhooks."""

from kernel.webhooks.actions.deliveries import (
    begin_attempt,
    enqueue,
    forget_old,
    note_attempt,
    repeat_delivery,
    try_endpoint,
)
from kernel.webhooks.actions.endpoints import (
    add_endpoint,
    change_endpoint,
    pause_endpoint,
    remove_endpoint,
    renew_secret,
    resume_endpoint,
)

__all__ = [
    "add_endpoint",
    "begin_attempt",
    "change_endpoint",
    "enqueue",
    "forget_old",
    "note_attempt",
    "pause_endpoint",
    "remove_endpoint",
    "renew_secret",
    "repeat_delivery",
    "resume_endpoint",
    "try_endpoint",
]
