"""Which IP addresses are places on the public internet. Pure; the tables are IANA's special-purpose registries.

Sources: RFC 6890 with the registries "IPv4/IPv6 Special-Purpose Address Space" and RFC 6052, 3056, 4380.
The standard library's `is_global` is asked as well, but alone it lets transition forms through.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_CLOSED_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        # The host agent of one cloud: a public number that only answers from inside.
        "168.63.129.16/32",
    )
)
_OPEN_6 = IPv6Network("2000::/3")
_CLOSED_6 = tuple(IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "3fff::/20"))
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")

#: Where clouds give out credentials. A wide network in the operator's list does not open these.
METADATA = frozenset(
    ip_address(text) for text in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254")
)


def is_public(address: Address) -> bool:
    """Whether an address is a place on the internet, looking into addresses that carry another inside."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in closed for closed in _CLOSED_4)
    inner = embedded(address)
    if inner is not None:
        return is_public(inner)
    return (
        address in _OPEN_6
        and address.is_global
        and address.scope_id is None
        and not any(address in closed for closed in _CLOSED_6)
    )


def embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv4-mapped, NAT64 or 6to4 address, or None."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(address.packed[12:])
    if address in _6TO4:
        return IPv4Address(address.packed[2:6])
    return None


def innermost(address: Address) -> Address:
    """The address that a packet would end at."""
    if isinstance(address, IPv6Address):
        return embedded(address) or address
    return address


def network(text: str) -> Network | None:
    """A network or a single address, or None when the text is a name."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None
