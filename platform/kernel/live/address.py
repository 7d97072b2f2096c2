"""Where a page listens, and with which token."""

from __future__ import annotations

import time
from urllib.parse import urlencode, urlsplit

from kernel.actor import Actor
from kernel.config.environment import environment
from kernel.live import tokens
from kernel.ports import tenancy
from kernel.scope import current


def token_for(actor: Actor) -> str:
    """A token for the actor in the tenant in hand; empty for whoever is not signed in."""
    if actor.account is None:
        return ""
    return tokens.make(current().key, actor.account, page_origin(), time.time())


def page_origin() -> str:
    """The origin of this tenant's pages, from the domain table; for the vendor's staff the console's."""
    parts = urlsplit(_home())
    return f"{parts.scheme}://{parts.netloc}"


def stream_url() -> str:
    """The address of the stream, without a token: on the live origin, or beside the tenant's host on the live port."""
    if environment.live_origin:
        return f"{environment.live_origin}/events"
    parts = urlsplit(_home())
    return f"{parts.scheme}://{parts.hostname}:{environment.live_port}/events"


def _home() -> str:
    # On the public site nobody is signed in: whoever listens in the public scope sits at the console.
    if current().is_public:
        return f"{environment.scheme}://console.{environment.base_domain}{environment.port_suffix}/"
    return tenancy().address(current(), "/")


class LiveAddresses:
    """The shell's port: the address with its token, for the first connection of a page."""

    def address(self, actor: Actor) -> str:
        """Empty for whoever is not signed in."""
        token = token_for(actor)
        return f"{stream_url()}?{urlencode({'token': token})}" if token else ""
