"""Why a call did not happen. The words are for people and never name what stands behind an address."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    "inert": _("This is a demo: nothing leaves it. Keep it as a trial to connect other systems."),
    "scheme": _("Only addresses that begin with http:// or https:// can be called."),
    "form": _("This is not an address that can be called. Check it for spaces, user names and special characters."),
    "host": _("This address does not name a host on the internet. Give a full name such as hooks.example.com."),
    "port": _("This port may not be called. Use 443, 8443, 80 or 8080, or ask the operator to allow it."),
    "private": _("This address belongs to an internal network and may not be called. Ask the operator to allow it."),
    "redirects": _("The other side sent the call on too often. Give the final address."),
    "downgrade": _("The other side sent the call from https to http, which is not followed."),
}
FAILURES: dict[str, Any] = {
    "name": _("The host name could not be found. Check the address."),
    "connect": _("No connection could be made. Check that the other side is running and reachable from the internet."),
    "certificate": _("The certificate of the other side is not valid for this address."),
    "timeout": _("The other side did not answer in time."),
    "size": _("The answer of the other side is too large."),
    "protocol": _("The other side did not answer in a way that could be understood."),
}


class OutboundRefused(Exception):
    """A rule forbids the call. `reason` is a key of WORDS, for logs; `words` are for people."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.words: str | Promise = WORDS[reason]
        super().__init__(reason)


class OutboundFailed(Exception):
    """The call was allowed and did not succeed. `reason` is a key of FAILURES; `words` are for people."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.words: str | Promise = FAILURES[reason]
        super().__init__(reason)
