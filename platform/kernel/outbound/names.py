"""What the name system says about a name: its texts, and the other name it stands for."""

from __future__ import annotations

from typing import Any

import dns.exception
import dns.rdatatype
import dns.resolver

from kernel.config.environment import environment
from kernel.outbound.verdicts import OutboundFailed

#: A domain has few texts; what comes after these is not read.
MOST = 50


def texts(name: str, *, timeout: float = 5.0) -> list[str]:
    """The TXT records of a name, each joined to one text (RFC 1035 3.3.14). Empty when it has none or is not there.

    `timeout` in seconds for everything together. Raises OutboundFailed when no name server answers.
    """
    found = [b"".join(record.strings) for record in _records(name, "TXT", timeout)]
    return [text.decode("utf-8", "replace") for text in found]


def alias(name: str, *, timeout: float = 5.0) -> str:
    """The name that a name stands for (CNAME), in lower case without the last dot; empty without one.

    Raises OutboundFailed when no name server answers.
    """
    found = [record.target.to_text(omit_final_dot=True).lower() for record in _records(name, "CNAME", timeout)]
    return found[0] if found else ""


def _records(name: str, kind: str, timeout: float) -> list[Any]:
    resolver = dns.resolver.Resolver(configure=not environment.name_servers)
    if environment.name_servers:
        resolver.nameservers = [host for host, _port in environment.name_servers]
        resolver.nameserver_ports = dict(environment.name_servers)
    resolver.lifetime = timeout
    try:
        answer = resolver.resolve(name, kind, search=False, raise_on_no_answer=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException:
        raise OutboundFailed("name") from None
    return [] if answer.rrset is None else list(answer.rrset)[:MOST]
