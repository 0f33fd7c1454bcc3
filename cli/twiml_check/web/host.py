"""Hosts: those that Twilio's servers cannot reach, and those that are IP addresses."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

PRIVATE_NETWORKS = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4"),
    *("240.0.0.0/4", "::/96", "64:ff9b:1::/48", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
)
"""Ranges without public hosts. Documentation ranges are left out: examples use them as public.

https://www.iana.org/assignments/iana-ipv4-special-registry/ and the same for IPv6.
"""
TRANSLATED = "64:ff9b::/96"
"""IPv6 addresses that end in an IPv4 address, which NAT64 connects to."""
_NUMBER = r"0x[0-9a-f]{1,30}|[0-9]{1,30}"


def is_private(host: str) -> bool:
    """Say whether a host name or address is one that Twilio's servers cannot reach.

    Accepts the forms that a resolver accepts: `localhost`, dotted, short, octal, hexadecimal and
    decimal IPv4, IPv6 with or without brackets. A name that needs DNS is not private.
    """
    name = host.strip().strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    number = _inet_aton(name)
    if number is None and ":" not in name:
        return False
    return _in_private_network(number if number is not None else name)


def is_literal(host: str) -> bool:
    """Say whether a host is an IP address, in any form that a resolver accepts."""
    return _inet_aton(host) is not None or is_ipv6(host)


def _inet_aton(name: str) -> int | None:
    """Return an IPv4 address as the C library does: 127.1, 0x7f000001 and 2130706433 are one."""
    parts = name.split(".")
    if len(parts) > 4 or not all(re.fullmatch(_NUMBER, part) for part in parts):
        return None
    try:
        numbers = [int(p, 8 if p[0] == "0" and p[1:2].isdigit() else 0) for p in parts]
    except ValueError:
        return None
    *high, low = numbers
    if any(n > 255 for n in high) or low >= 256 ** (4 - len(high)):
        return None
    return low + sum(n << (24 - 8 * i) for i, n in enumerate(high))


def is_ipv6(name: str) -> bool:
    """Say whether a name without brackets is an IPv6 address, and not one of this machine alone."""
    from ipaddress import ip_address

    try:
        # a zone (fe80::1%eth0) is a network card of this machine alone
        return "%" not in name and ip_address(name).version == 6
    except ValueError:
        return False


@cache
def _private_networks() -> tuple[IPv4Network | IPv6Network, ...]:
    from ipaddress import ip_network

    return tuple(ip_network(network) for network in PRIVATE_NETWORKS)


def _in_private_network(address: int | str) -> bool:
    from ipaddress import ip_address

    try:
        ip = ip_address(address)
    except ValueError:
        return False
    ip = _embedded(ip) or ip
    return any(ip in network for network in _private_networks())


def _embedded(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address in an IPv6 address: mapped, by 6to4 or by NAT64."""
    from ipaddress import IPv4Address, ip_network

    if ip.version == 4:
        return None
    if ip in ip_network(TRANSLATED):
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour
