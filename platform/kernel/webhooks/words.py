"""How a delivery stands, as a word and a kind of state for the pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kernel.events.facts import FACTS
from kernel.outbound.verdicts import FAILURES, WORDS
from kernel.webhooks.models import Attempt, Delivery
from kernel.webhooks.payloads import PING


def title(kind: str) -> str:
    """What people call a fact; its name where nobody declares it any more."""
    if kind == PING:
        return _("Test call")
    known = FACTS.get(kind)
    return str(known.title) if known else kind


def outcome(delivery: Delivery, call: Attempt | None = None) -> tuple[str, str, str]:
    """(kind of state, word, sentence): of one attempt, or of the delivery by its last one."""
    last = call or next(reversed(delivery.calls.all()), None)
    if call is not None:
        good = call.status is not None and 200 <= call.status < 300
        return ("ok", _("Delivered"), _told(call)) if good else ("bad", _("Failed"), _told(call))
    sentence = _told(last) if last is not None else ""
    match delivery.state:
        case "delivered":
            return "ok", _("Delivered"), sentence
        case "given_up":
            return "bad", _("Given up"), sentence
        case _:
            return ("warn", _("Will be tried again"), sentence) if last else ("wait", _("Waiting"), "")


def _told(call: Attempt) -> str:
    if call.status is not None:
        return _("Answered with status %(status)s") % {"status": call.status}
    return str(FAILURES.get(call.reason) or WORDS.get(call.reason) or call.reason)
