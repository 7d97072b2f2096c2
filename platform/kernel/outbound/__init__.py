"""The guard of everything that calls out: one client that only reaches addresses it has checked itself.

Nothing else in the product opens a connection to an address that a person typed in.
"""

from kernel.outbound.client import Response, fetch
from kernel.outbound.sockets import connect, connect_configured
from kernel.outbound.targets import check_address, is_opened
from kernel.outbound.verdicts import OutboundFailed, OutboundRefused

__all__ = [
    "OutboundFailed",
    "OutboundRefused",
    "Response",
    "check_address",
    "connect",
    "connect_configured",
    "fetch",
    "is_opened",
]
