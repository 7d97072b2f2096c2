"""From a host to a connected socket: resolve once, check every address, connect to exactly what was checked."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from functools import lru_cache
from ipaddress import ip_address

from kernel.outbound import rules, targets
from kernel.outbound.addresses import Address
from kernel.outbound.verdicts import OutboundFailed, OutboundRefused
from kernel.ports import tenancy
from kernel.scope import Scope, current

# The C library gives a look-up no time limit; a thread can be left behind, a request cannot.
_lookups = ThreadPoolExecutor(max_workers=16, thread_name_prefix="outbound-lookup")


def connect(
    host: str,
    port: int,
    *,
    ports: Collection[int],
    timeout: float = 10.0,
    tls: bool = False,
    here: Scope | None = None,
) -> socket.socket:
    """A connection for a protocol of its own (SMTP, IMAP, LDAP): `ports` are those the protocol uses.

    `timeout` in seconds for look-up, connection and each later read. With `tls` the certificate must
    be valid for the name. Raises OutboundRefused, OutboundFailed, and OutsideScope without a scope.
    """
    refuse_inert(here)
    name = targets.host_name(host)
    plain = open_checked(name, port, ports, timeout)
    if not tls:
        return plain
    try:
        return trust().wrap_socket(plain, server_hostname=name)
    except (ssl.SSLError, OSError) as error:
        plain.close()
        raise failure(error) from None


def connect_configured(host: str, port: int, *, timeout: float = 10.0) -> socket.socket:
    """A connection to a server that the operator's environment names, such as a virus scanner; not checked.

    Raises OutboundFailed.
    """
    try:
        return socket.create_connection((host, port), timeout=timeout)
    except OSError as error:
        raise failure(error) from None


def refuse_inert(here: Scope | None) -> None:
    """Raise OutboundRefused in a tenant that nothing may leave: a demo."""
    if tenancy().is_inert(here or current()):
        raise OutboundRefused("inert")


def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a host, in the system's order. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found))


def open_checked(host: str, port: int, ports: Collection[int], timeout: float) -> socket.socket:
    """Look a host up, check all it means, and connect to one of exactly these addresses."""
    until = time.monotonic() + timeout
    addresses = _addresses(host, port, timeout)
    rules.check(host, port, addresses, ports)
    last: OSError | None = None
    for address in addresses:
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        made = socket.socket(family, socket.SOCK_STREAM)
        try:
            made.settimeout(max(0.1, min(timeout, until - time.monotonic())))
            made.connect((str(address), port))
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            made.close()
            last = error
            continue
        made.settimeout(timeout)
        return made
    raise failure(last or OSError())


def failure(error: Exception) -> OutboundFailed:
    """The words for an error of the network; its own text stays out of them."""
    match error:
        case ssl.SSLCertVerificationError():
            return OutboundFailed("certificate")
        case ssl.SSLError():
            return OutboundFailed("protocol")
        case socket.gaierror():
            return OutboundFailed("name")
        case TimeoutError():
            return OutboundFailed("timeout")
        case _:
            return OutboundFailed("connect")


@lru_cache(maxsize=1)
def trust() -> ssl.SSLContext:
    """The certificates that the system trusts; names are checked."""
    return ssl.create_default_context()


def _addresses(host: str, port: int, timeout: float) -> list[Address]:
    if (known := targets.literal(host)) is not None:
        return [known]
    try:
        found = _lookups.submit(resolve, host, port).result(timeout=timeout)
    except TooLong:
        raise OutboundFailed("timeout") from None
    except (OSError, UnicodeError, ValueError):
        raise OutboundFailed("name") from None
    if not found:
        raise OutboundFailed("name")
    return found
