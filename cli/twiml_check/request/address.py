"""A URL taken to pieces, and made into the exact string that is asked for and signed."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

from twiml_check.web.url import DEFAULT_PORTS

# urllib.parse.urlsplit raises on some input and silently drops characters from other input;
# this is the expression of RFC 3986, appendix B, which takes any string apart.
_PARTS = r"(?s)(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?"
_HOST_PORT = r"(?s)(\[[^\]]*\]|[^:]*):?(.*)"
_LEGAL = "%!$&'()*+,;=:@[]/?"
_LONGEST_HOST = 253
_HOST = r"[A-Za-z0-9._-]+"


class Address(NamedTuple):
    """The parts of a URL as written; None where the part and its delimiter are missing."""

    scheme: str | None
    userinfo: str | None
    host: str | None
    port: str
    path: str
    query: str | None
    fragment: str | None

    @property
    def authority(self) -> str:
        """Host and port as written, without credentials."""
        return f"{self.host or ''}:{self.port}" if self.port else self.host or ""

    @property
    def host_header(self) -> str:
        """Host, and the port when it is not the scheme's own."""
        own = DEFAULT_PORTS.get(self.scheme or "")
        return self.host or "" if self.port == str(own) else self.authority

    def __str__(self) -> str:
        """The URL put together again."""
        scheme = "" if self.scheme is None else f"{self.scheme}:"
        user = "" if self.userinfo is None else f"{self.userinfo}@"
        authority = "" if self.host is None else f"//{user}{self.authority}"
        query = "" if self.query is None else f"?{self.query}"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{scheme}{authority}{self.path}{query}{fragment}"


def split(url: str) -> Address:
    """Take any string apart; never fails."""
    match = re.fullmatch(_PARTS, url)
    scheme, authority, path, query, fragment = (
        match.groups() if match else (None, None, url, None, None)
    )
    userinfo, host, port = _authority(authority)
    scheme = None if scheme is None else scheme.lower()
    return Address(scheme, userinfo, host, port, path or "", query, fragment)


def _authority(text: str | None) -> tuple[str | None, str | None, str]:
    if text is None:
        return None, None, ""
    user, at, place = text.rpartition("@")
    match = re.fullmatch(_HOST_PORT, place)
    host, port = match.groups() if match else (place, "")
    return user if at else None, host, port


def asked_for(url: str) -> Address:
    """What a request for the URL asks for: no credentials, no fragment, legal characters only.

    A `?` with nothing behind it goes too: Twilio's validators take it away before they compare.
    """
    parts = split(well_formed(url.strip()))
    path = "/" if parts.host is not None and not parts.path else parts.path
    return Address(
        scheme=parts.scheme,
        userinfo=None,
        host=None if parts.host is None else _escape(_ascii_host(parts.host)),
        port=_escape(parts.port),
        path=_escape(path),
        query=_escape(parts.query) if parts.query else None,
        fragment=None,
    )


def with_query(address: Address, query: str) -> Address:
    """The address with more parameters after those that it has."""
    if not query:
        return address
    return address._replace(query=f"{address.query}&{query}" if address.query else query)


def well_formed(text: str) -> str:
    """Text that can be written as UTF-8: lone surrogates become U+FFFD."""
    return (
        text
        if text.isascii()
        else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )


def _escape(part: str) -> str:
    return quote(part, safe=_LEGAL)


def _ascii_host(host: str) -> str:
    if host.isascii() or len(host) > _LONGEST_HOST:
        return host
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
    # IDNA turns some letters into "/", "?" or "@", which would name another host.
    return name if re.fullmatch(_HOST, name) else host
