"""Reading an address: one strict reading, so that no two parsers can disagree about the host."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import quote, urljoin, urlsplit

import idna

from kernel.outbound.addresses import Address
from kernel.outbound.rules import WEB_PORTS, allowed, check, named
from kernel.outbound.verdicts import OutboundRefused

_LABEL = re.compile(r"^(?!-)[a-z0-9_-]{1,63}(?<!-)$")
_NUMBER = re.compile(r"^(0x[0-9a-f]*|[0-9]+)$")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\\\s]")
# Names that never mean a place on the internet (RFC 6761, 6762, 9476 and ICANN's reservation).
_INSIDE = frozenset({"localhost", "local", "internal", "test", "invalid", "onion", "alt"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST = 2000


@dataclass(frozen=True)
class Target:
    """A checked reading of an address: `host` is lower-case ASCII without a trailing dot, or an IP literal."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what decides whether a redirect stays at home."""
        return self.scheme, self.host, self.port

    @property
    def bracketed(self) -> str:
        """The host as it stands in an address."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def url(self) -> str:
        """The address, written in the one way that everybody reads alike."""
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.bracketed}{port}{self.path}"


def parse(url: str) -> Target:
    """Read an http or https address. Raises OutboundRefused for anything that could be read in two ways."""
    url = url.strip(" ")
    if len(url) > LONGEST or _FORBIDDEN.search(url):
        raise OutboundRefused("form")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise OutboundRefused("form") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise OutboundRefused("scheme")
    if "@" in parts.netloc or "%" in parts.netloc or not parts.netloc or parts.netloc.endswith(":"):
        raise OutboundRefused("form")
    host = host_name(parts.hostname or "")
    path = quote(parts.path or "/", safe="/:@!$&'()*+,;=-._~%")
    if parts.query:
        path += "?" + quote(parts.query, safe="/?:@!$&'()*+,;=-._~%[]")
    return Target(parts.scheme, host, port if port is not None else _DEFAULT_PORTS[parts.scheme], path)


def host_name(text: str) -> str:
    """The one spelling of a host. Raises OutboundRefused for numbers in disguise and for names without a dot.

    Full-width digits, circled digits and ideographic stops become what a browser makes of them first
    (UTS 46), and are judged as that. A name without a dot passes when the operator names it.
    """
    if ":" in text:
        try:
            return str(IPv6Address(text))
        except ValueError:
            raise OutboundRefused("form") from None
    try:
        mapped = idna.uts46_remap(text, std3_rules=False, transitional=False).lower()
    except idna.IDNAError:
        raise OutboundRefused("form") from None
    mapped = mapped.removesuffix(".")
    try:
        host = mapped if mapped.isascii() else idna.encode(mapped, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise OutboundRefused("form") from None
    labels = host.split(".")
    if _NUMBER.match(labels[-1]):
        try:
            return str(IPv4Address(host))
        except ValueError:
            # 2130706433, 0x7f.1, 0177.0.0.1, 127.1: the C library would read an address out of it.
            raise OutboundRefused("host") from None
    if len(host) > 253 or not all(_LABEL.match(label) for label in labels):
        raise OutboundRefused("form")
    if (len(labels) < 2 or labels[-1] in _INSIDE) and not named(host):
        raise OutboundRefused("host")
    return host


def follow(here: Target, location: str) -> Target:
    """Where a redirect leads. Raises OutboundRefused when it may not be gone there."""
    there = parse(urljoin(here.url, location))
    if here.scheme == "https" and there.scheme == "http":
        raise OutboundRefused("downgrade")
    return there


def literal(host: str) -> Address | None:
    """The address, when the host is written as one."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def check_address(url: str) -> str:
    """What a form can say at once about an address that somebody typed: its one spelling, or OutboundRefused.

    Only the form, the port and literal addresses are judged; what a name means is asked at each call.
    """
    target = parse(url)
    address = literal(target.host)
    check(target.host, target.port, [address] if address is not None else [], WEB_PORTS, port_too=True)
    return target.url


def is_opened(url: str) -> bool:
    """Whether the operator's list names the host of an address, so that it is trusted like the inside."""
    target = parse(url)
    return any(entry.opens(target.host, literal(target.host)) for entry in allowed())
