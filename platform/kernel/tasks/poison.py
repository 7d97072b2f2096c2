"""A message that takes its worker down is not begun for ever: after three tries that nobody ended it is a dead letter."""

from __future__ import annotations

from typing import Any

import structlog
from dramatiq import Middleware

BEGUN_AT_MOST = 3
_KEPT_SECONDS = 24 * 3600
log = structlog.get_logger("tongban.tasks")


class Poison(Middleware):
    """Counts how often a message was begun and not ended: by a crash, a lack of memory, a kill. An end, whether good or
    bad, starts the count anew; what merely fails is the business of retries."""

    def before_process_message(self, broker: Any, message: Any) -> None:
        """Mark the beginning; a message begun too often is not run and goes to the dead letters."""
        with broker.client.pipeline() as said:
            said.incr(_key(broker, message)).expire(_key(broker, message), _KEPT_SECONDS)
            begun = said.execute()[0]
        if begun > BEGUN_AT_MOST:
            log.error(
                "a task took its worker down again and again", task=message.actor_name, message=message.message_id
            )
            message.fail()

    def after_process_message(self, broker: Any, message: Any, *, result: Any = None, exception: Any = None) -> None:
        """It came to an end."""
        broker.client.delete(_key(broker, message))

    after_skip_message = after_process_message


def _key(broker: Any, message: Any) -> str:
    return f"{broker.namespace}:begun:{message.message_id}"
