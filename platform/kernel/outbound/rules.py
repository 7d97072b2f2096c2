"""Who may be called: public addresses on usual ports, and what the operator's list adds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address

import structlog

from kernel.config.environment import environment
from kernel.outbound.addresses import METADATA, Address, Network, innermost, is_public, network
from kernel.outbound.verdicts import OutboundRefused

WEB_PORTS = frozenset({80, 443, 8080, 8443})
log = structlog.get_logger("tongban.outbound")


@dataclass(frozen=True)
class Opening:
    """One entry of TONGBAN_OUTBOUND_ALLOWED: a network, an address or a name, perhaps with one port."""

    name: str
    network: Network | None
    port: int | None

    def opens(self, host: str, address: Address | None) -> bool:
        """Whether the entry speaks of this host or address."""
        if self.network is None:
            return self.name == host
        if address is None or address.version != self.network.version:
            return False
        if address in METADATA and self.network.num_addresses > 1:
            return False
        return address in self.network


def allowed() -> tuple[Opening, ...]:
    """The operator's list: `10.1.0.0/16`, `10.1.2.3:8443`, `[fd00::/8]:443`, `hooks.intern:8080`."""
    return tuple(_entry(text.strip()) for text in environment.outbound_allowed if text.strip())


def named(host: str) -> bool:
    """Whether the operator's list holds this very name."""
    return any(entry.network is None and entry.name == host for entry in allowed())


def check(
    host: str, port: int, addresses: Iterable[Address], ports: Collection[int], *, port_too: bool = False
) -> None:
    """Let a call pass, or raise OutboundRefused. Every address must pass, not only the first.

    `port_too` judges the port even without an address: for forms, where the name is not yet resolved.
    """
    entries = allowed()
    for address in addresses:
        _check_one(host, port, address, ports, entries)
        port_too = False
    if port_too and port not in ports and not any(e.opens(host, None) and e.port == port for e in entries):
        raise OutboundRefused("port")


def _check_one(host: str, port: int, address: Address, ports: Collection[int], entries: Iterable[Opening]) -> None:
    if not 0 < port < 65536:
        raise OutboundRefused("port")
    if is_public(address) and port in ports:
        return
    inner = innermost(address)
    opened = [entry for entry in entries if entry.opens(host, inner)]
    if any(port == entry.port if entry.port else port in ports for entry in opened):
        log.info("called an address that the operator allows", host=host, address=str(address), port=port)
        return
    reason = "port" if opened or is_public(address) else "private"
    log.warning("refused to call an address", host=host, address=str(address), port=port, reason=reason)
    raise OutboundRefused(reason)


def _entry(text: str) -> Opening:
    name, port = text.lower(), ""
    if name.startswith("["):
        name, _, port = name[1:].partition("]")
        port = port.removeprefix(":")
    elif not _is_six(name):
        name, _, port = name.partition(":")
    return Opening(name.removesuffix("."), network(name), int(port) if port else None)


def _is_six(text: str) -> bool:
    try:
        IPv6Address(text.partition("/")[0])
    except ValueError:
        return False
    return True
