"""What a URL says, without opening it: whether Twilio could use it, where it leads, what it hides.

Pure, and made for hostile strings: nothing here raises. What makes a URL unusable is on
https://www.twilio.com/docs/api/errors/11100; `overrides` reads the fragment.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.web.credentials import masked

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

DEFAULT_PORTS = {"http": 80, "https": 443}
PRIVATE_NETWORKS = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4"),
    *("240.0.0.0/4", "::/96", "64:ff9b:1::/48", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
)
"""Where no public host is: documentation ranges are left out, as examples use them as public.

https://www.iana.org/assignments/iana-ipv4-special-registry/ and the same for IPv6.
"""
TRANSLATED = "64:ff9b::/96"
"""IPv6 addresses that end in an IPv4 address, to which NAT64 leads."""
REPEATED = 64
"""Addresses that are kept with what was found: several rules look at each, documents repeat them,
and a hostile one may be 64 kB long."""

_CONTROLS = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"
_BLANKS = r"[\s\x00-\x1f\x7f-\x9f]"
_SCHEME = r"([A-Za-z][A-Za-z0-9+.-]*):"
_AUTHORITY = r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#\\]*)"
_ORIGIN = r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?=[/?#]|\Z)"
_ROOTED = r"(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+(?:\?[A-Za-z0-9_.~=&%-]+)?"
"""A path of the plainest kind, which only comes behind the origin."""
_SLASHED_LOGIN = r"(\s*[A-Za-z][A-Za-z0-9+.-]*:[\\/]+)[^\\/?#@:\[]*:(?!\d+[/?#]).*@"
_NO_HOST = r"[\x00-,/:-@\[-`{-\xa0]"
"""All but letters, digits, dots, hyphens and what lies beyond Latin-1's controls.

Said without `^` and U+10FFFF, with which the class takes 9 ms to compile.
"""
_NUMBER = r"0x[0-9a-f]{1,30}|[0-9]{1,30}"


class Place(NamedTuple):
    """The authority of an absolute http(s) URL, taken apart."""

    scheme: str
    host: str
    """In lower case, without the brackets of an IPv6 address."""
    port: int


def escape(text: str) -> str:
    """Control characters and lone surrogates written as `\\xNN` or `\\uNNNN`."""
    if text.isprintable():  # nearly always, and the expression takes 1 ms to compile
        return text
    return re.sub(_CONTROLS, lambda match: ascii(match[0])[1:-1], text)


def mask(url: str) -> str:
    """The URL as it may be shown: user and password hidden, control characters escaped."""
    return escape(masked(url))


@lru_cache(maxsize=REPEATED)
def resolve(base: str, reference: str) -> str:
    """Where a reference in the document at `base` leads; an empty one leads to `base` itself."""
    trimmed = reference.strip()
    if not trimmed:
        return base
    if re.match(_AUTHORITY, trimmed):
        return trimmed
    if re.fullmatch(_ROOTED, trimmed):  # nearly always, and the import below takes 5 ms
        origin = re.match(_ORIGIN, base)
        if origin or not (":" in base or "//" in base):
            return f"{origin[0] if origin else ''}{trimmed}"
    from urllib.parse import urljoin

    try:
        return urljoin(base, trimmed)
    except ValueError:
        return trimmed


@lru_cache(maxsize=REPEATED)
def unusable(url: str) -> str | None:
    """Why Twilio could not request this as an absolute http(s) URL (11100), or None."""
    trimmed = url.strip()
    if not trimmed:
        return "it is empty"
    if blank := re.search(_BLANKS, trimmed):
        return f"it has {_name_of(blank[0])} in it"
    authority = _authority(trimmed)
    # Where some see the end of the host, others see a user name: https://url.spec.whatwg.org
    if trimmed.partition("://")[2].startswith(f"{authority}\\"):
        return "it has a \\ before its path"
    reason = _wrong_scheme(trimmed) or _wrong_authority(authority)
    # What seems to be a wrong port may be half of a password, not to be shown.
    if reason and "@" not in authority and re.match(_SLASHED_LOGIN, trimmed):
        return "its user name or password has a /, ? or # in it, unescaped"
    return reason


def place(url: str) -> Place | None:
    """Where an absolute http(s) URL connects to; None when it does not say so.

    More lenient than `unusable`: a tunnel may lead to a host that only this machine knows.
    """
    trimmed = url.strip()
    scheme = trimmed.partition(":")[0].lower()
    host, port = _host_and_port(_authority(trimmed).rpartition("@")[2])
    if scheme not in DEFAULT_PORTS or not host or _wrong_port(port):
        return None
    return Place(scheme, host.lower(), int(port or DEFAULT_PORTS[scheme]))


def split_host(url: str) -> str:
    """The host in an absolute URL, in lower case and without brackets; empty when there is none."""
    return _host_and_port(_authority(url.strip()).rpartition("@")[2])[0].lower()


def request_line(url: str) -> str:
    """Path and query as they stand in the request line: unchanged, but ASCII and with a slash."""
    rest = bare(url)
    found = re.match(_AUTHORITY, rest)
    path = rest[found.end() :] if found else rest
    if not path.startswith("/"):
        path = "/" + path
    return path if path.isascii() else _ascii(path)


def credentials(url: str) -> tuple[str, str] | None:
    """User name and password in the URL, percent-decoded; None when there are none."""
    userinfo, at, _ = _authority(url.strip()).rpartition("@")
    if not at:
        return None
    from urllib.parse import unquote

    user, _, password = userinfo.partition(":")
    return unquote(user), unquote(password)


def bare(url: str) -> str:
    """The URL as it goes over the wire: no credentials, no fragment."""
    trimmed = url.strip().partition("#")[0].rstrip()
    found = re.match(_AUTHORITY, trimmed)
    if not found or "@" not in found[1]:
        return trimmed
    return trimmed[: found.start(1)] + found[1].rpartition("@")[2] + trimmed[found.end() :]


def same_origin(one: str, other: str) -> bool:
    """Whether both URLs have the same scheme, host and port; False when one is unusable."""
    here = place(one)
    return here is not None and here == place(other)


def is_private(host: str) -> bool:
    """Whether a host name or address is one that Twilio's servers cannot reach.

    Takes what a resolver takes: `localhost`, dotted, short, octal, hexadecimal and decimal
    IPv4, IPv6 with or without brackets. A name that needs DNS is not private.
    """
    name = host.strip().strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    number = _inet_aton(name)
    if number is None and ":" not in name:
        return False
    return _in_private_network(number if number is not None else name)


def is_literal(host: str) -> bool:
    """Whether a host is an address in itself, in any form that a resolver takes."""
    return _inet_aton(host) is not None or _is_ipv6(host)


def _name_of(blank: str) -> str:
    return "a space" if blank == " " else f"the character U+{ord(blank):04X}"


def _wrong_scheme(url: str) -> str | None:
    found = re.match(_SCHEME, url)
    rest = url[found.end() :] if found else url
    if not found or rest[:1].isdigit() or "." in found[1]:
        return "it has no http:// or https:// in front"
    if found[1].lower() not in DEFAULT_PORTS:
        return f'its scheme is "{found[1]}", and Twilio opens only http and https'
    return None if rest.startswith("//") else f"it has no // after {found[1]}:"


def _wrong_authority(authority: str) -> str | None:
    userinfo, _, rest = authority.rpartition("@")
    # https://www.twilio.com/docs/usage/security: no such characters in user or password.
    if odd := re.search(r"[&@:]", userinfo.replace(":", "", 1)):
        return f'its user name or password has "{odd[0]}" in it, unescaped'
    host, port = _host_and_port(rest)
    if rest.startswith("[") and "]" not in rest:
        return 'its host begins with "[" and has no "]" at its end'
    if not host:
        return "it has no host"
    return _wrong_host(escape(host)) or _wrong_port(escape(port))


def _wrong_host(host: str) -> str | None:
    if ":" in host:
        return None if _is_ipv6(host) else f'its host "{host}" is not an IPv6 address'
    labels = host.removesuffix(".").split(".")
    if not all(labels):
        return f'its host "{host}" has an empty part between two dots'
    if "_" in host:
        return f'its host "{host}" has an underscore in it'
    if odd := re.search(_NO_HOST, host):
        return f'its host has the character "{odd[0]}" in it'
    if max(map(len, labels)) > 63 or len(host) > 254:
        return "its host name is too long"
    return None


def _wrong_port(port: str) -> str | None:
    if not port:
        return None
    if port.isascii() and port.isdigit() and len(port) < 9 and 0 < int(port) < 65_536:
        return None
    return f'its port "{port}" is not a number from 1 to 65535'


def _authority(url: str) -> str:
    found = re.match(_AUTHORITY, url)
    return found[1] if found else ""


def _host_and_port(rest: str) -> tuple[str, str]:
    if rest.startswith("["):
        host, end, tail = rest[1:].partition("]")
        return (host if end and ":" in host else ""), tail.removeprefix(":")
    host, _, port = rest.partition(":")
    return host, port


def _ascii(path: str) -> str:
    from urllib.parse import quote

    # latin-1 letters are quoted as the UTF-8 that a browser would send
    return "".join(
        letter if letter.isascii() else quote(letter.encode("utf-8", "replace")) for letter in path
    )


def _inet_aton(name: str) -> int | None:
    """An IPv4 address as the C library reads it: 127.1, 0x7f000001 and 2130706433 are one."""
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


def _is_ipv6(name: str) -> bool:
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
    """The IPv4 address to which an IPv6 address leads: mapped, by 6to4 or by NAT64."""
    from ipaddress import IPv4Address, ip_network

    if ip.version == 4:
        return None
    if ip in ip_network(TRANSLATED):
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour
