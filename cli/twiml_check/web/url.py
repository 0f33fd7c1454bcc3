"""The parts of a URL: the one parser.

Pure, and made for hostile strings: nothing here raises, and any string is a `Url`. Twilio's list of
faults is https://www.twilio.com/docs/api/errors/11100; `overrides` reads the fragment.
"""

import re
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import NamedTuple, ParamSpec, TypeVar, cast

from twiml_check.web.address import HTTP, Fault, fault_of, is_host_and_port, port_reason
from twiml_check.web.host import is_private
from twiml_check.web.text import HEAD, LONGEST_KEPT, brief, mask, well_formed

DEFAULT_PORTS = {"http": 80, "https": 443}
REPEATED = 64
"""Number of URLs to keep with their parts: several rules read each, and documents repeat them."""
REPEATED_LONG = 4
"""The same number for URLs that may have 64 kB."""

Known = ParamSpec("Known")
Made = TypeVar("Made")

_ORIGIN = r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?=[/?#]|\Z)"
_ROOTED = r"(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+(?:\?[A-Za-z0-9_.~=&%-]+)?"
"""A path of the simplest kind, which only follows the origin."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"
_LEGAL = f"{_LETTERS}%!$&'()*+,;=:@[]/?"
_ASCII = bytes(range(128)).decode()
_LONGEST_HOST = 253
_DNS_NAME = r"[A-Za-z0-9._-]+"


def _remember(compute: Callable[Known, Made]) -> Callable[Known, Made]:
    """Cache the results for the last URLs; for very long ones, cache fewer."""
    short, long = lru_cache(maxsize=REPEATED)(compute), lru_cache(maxsize=REPEATED_LONG)(compute)

    def computed(*known: Hashable) -> Made:
        size = sum(len(each.text if isinstance(each, Url) else str(each)) for each in known)
        return (short if size <= LONGEST_KEPT else long)(*known)

    return cast("Callable[Known, Made]", computed)


class Origin(NamedTuple):
    """The place that a URL connects to."""

    scheme: str
    host: str
    """In lower case, without the brackets of an IPv6 address."""
    port: int


class Url(NamedTuple):
    """A URL and its parts as written, without spaces around it; only `Url.parse` makes one."""

    text: str
    """The URL as written, with the spaces."""
    scheme: str
    """In lower case; empty when there is none."""
    login: str | None
    """The part before the @ of the authority."""
    written_host: str | None
    """With the brackets of an IPv6 address; None when no authority begins with //."""
    port: str
    path: str
    query: str | None
    fragment: str | None
    """Login, query and fragment are None where their delimiter is missing."""

    @staticmethod
    @_remember
    def parse(text: str) -> "Url":
        """Return the URL of any string.

        urllib.parse.urlsplit would raise on some input, and drop characters from other input.
        """
        rest, hash_mark, fragment = text.strip().partition("#")
        rest, question_mark, query = rest.partition("?")
        scheme, colon, path = rest.partition(":")
        if not (colon and _is_scheme(scheme)):
            scheme, path = "", rest
        login, host, port = None, None, ""
        if scheme and path.startswith("//"):
            authority = path[2:].partition("/")[0].partition("\\")[0]
            path = path[2 + len(authority) :]
            before, at, after = authority.rpartition("@")
            login = before if at else None
            host, port = _host_and_port(after)
        return Url(
            text=text,
            scheme=scheme.lower(),
            login=login,
            written_host=host,
            port=port,
            path=path,
            query=query if question_mark else None,
            fragment=fragment if hash_mark else None,
        )

    def rebuild(self) -> "Url":
        """Return the URL of the parts, after `_replace` changed some."""
        scheme = f"{self.scheme}:" if self.scheme else ""
        login = "" if self.login is None else f"{self.login}@"
        authority = "" if self.written_host is None else f"//{login}{self.authority}"
        query = "" if self.query is None else f"?{self.query}"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return Url.parse(f"{scheme}{authority}{self.path}{query}{fragment}")

    def __bool__(self) -> bool:
        """Say whether there is a URL at all."""
        return bool(self.text)

    def __str__(self) -> str:
        """Return the URL as written."""
        return self.text

    def __repr__(self) -> str:
        """Return the URL without its credentials, which must not appear in any log."""
        return f"Url({self.masked!r})"

    @property
    def masked(self) -> str:
        """Return the URL as it may be shown: no login, control characters escaped."""
        return mask(self.text)

    @property
    def problem(self) -> str:
        """Return why Twilio could not request it as an absolute http(s) URL (11100), or nothing."""
        fault = self.fault()
        return fault.reason if fault else ""

    @_remember
    def fault(self, schemes: tuple[str, ...] = HTTP) -> Fault | None:
        """Return why Twilio could not open it as an absolute URL of these schemes, or None."""
        return fault_of(self, schemes)

    @property
    def host(self) -> str:
        """Return the host in lower case and without brackets; empty when there is none."""
        name = (self.written_host or "").lower()
        if not name.startswith("["):
            return name
        return name[1:-1] if name.endswith("]") and ":" in name else ""

    @property
    def is_relative(self) -> bool:
        """Say whether it is relative to a document: it names neither a scheme nor a host."""
        text = self.text.strip()
        return not (self.scheme or text.startswith("//") or is_host_and_port(text))

    @property
    def is_private(self) -> bool:
        """Say whether the host is one that Twilio's servers cannot reach."""
        return is_private(self.host)

    @property
    def authority(self) -> str:
        """Return host and port as written, without credentials."""
        host = self.written_host or ""
        return f"{host}:{self.port}" if self.port else host

    @property
    def host_header(self) -> str:
        """Return the host, and the port when it is not the scheme's own."""
        own = DEFAULT_PORTS.get(self.scheme)
        return self.written_host or "" if self.port == str(own) else self.authority

    @property
    def origin(self) -> Origin | None:
        """Return the place that the URL connects to; None when there is none.

        More lenient than `problem`: a tunnel may connect to a host that only this machine knows.
        """
        if self.scheme not in DEFAULT_PORTS or not self.host or port_reason(self.port):
            return None
        return Origin(self.scheme, self.host, int(self.port or DEFAULT_PORTS[self.scheme]))

    def same_origin(self, other: "Url") -> bool:
        """Say whether both have the same scheme, host and port; False when one has none."""
        return self.origin is not None and self.origin == other.origin

    @property
    def credentials(self) -> tuple[str, str] | None:
        """Return user name and password, percent-decoded; None when there are none."""
        if self.login is None:
            return None
        from urllib.parse import unquote

        user, _, password = self.login.partition(":")
        return unquote(user), unquote(password)

    @property
    def bare(self) -> "Url":
        """Return the URL without credentials and fragment, else unchanged."""
        text = self.text.strip().partition("#")[0].rstrip()
        if self.login is None:
            return Url.parse(text)
        before, _, after = text.partition(f"{self.login}@")
        return Url.parse(before + after)

    @property
    @_remember
    def target(self) -> "Url":
        """Return the URL to request: no credentials, no fragment, only legal characters.

        A `?` at the end is also removed: Twilio's validators remove it before they compare.
        """
        host, path = self.written_host, self.path
        if host is not None and not path.startswith("/"):
            path = f"/{path}"
        return self._replace(
            login=None,
            written_host=None if host is None else _quote(_ascii_host(host), _LEGAL),
            port=_quote(self.port, _LEGAL),
            path=_quote(path, _LEGAL),
            query=_quote(self.query, _LEGAL) if self.query else None,
            fragment=None,
        ).rebuild()

    @property
    def request_line(self) -> str:
        """Return path and query as in the request line: unchanged, but ASCII and with a slash."""
        query = "" if self.query is None else f"?{self.query}"
        line = self.bare.text if self.written_host is None else f"{self.path}{query}"
        if not line.startswith("/"):
            line = f"/{line}"
        return _quote(line, _ASCII)

    def with_query(self, query: str) -> "Url":
        """Return the URL with more parameters after those that it has."""
        if not query:
            return self
        return self._replace(query=f"{self.query}&{query}" if self.query else query).rebuild()

    @property
    def without_port(self) -> "Url":
        """Return the URL without its port."""
        return self._replace(port="").rebuild() if self.port else self

    @_remember
    def resolve(self, reference: str) -> "Url":
        """Return the URL of a reference in the document at this URL; an empty one is this URL."""
        reference = reference.strip()
        if not reference:
            return self
        url = Url.parse(reference)
        if url.scheme or is_host_and_port(reference):
            return url
        if re.fullmatch(_ROOTED, reference):  # nearly always, and the import below takes 5 ms
            origin = re.match(_ORIGIN, self.text)
            if origin or not (":" in self.text or "//" in self.text):
                return Url.parse(f"{origin[0] if origin else ''}{reference}")
        from urllib.parse import urljoin

        try:
            return Url.parse(urljoin(self.text, reference))
        except ValueError:
            return url

    @property
    def brief(self) -> "Url":
        """Return the URL to keep, the end of a very long one hashed; its login as it is.

        Equal URLs stay equal, different ones different.
        """
        if len(self.text) <= LONGEST_KEPT:
            return self
        short = Url.parse(brief(self.text))
        return short._replace(login=self.login) if len(self.login or "") < HEAD else short


NO_URL = Url.parse("")


def forget_long(url: Url) -> None:
    """Let Python's own parser forget a very long URL: it keeps the last hundreds."""
    if len(url.text) > LONGEST_KEPT:
        from urllib.parse import clear_cache  # type: ignore[attr-defined]

        clear_cache()


def _is_scheme(text: str) -> bool:
    letters = text.replace("+", "").replace(".", "").replace("-", "")
    return text.isascii() and text[:1].isalpha() and letters.isalnum()


def _host_and_port(text: str) -> tuple[str, str]:
    if text.startswith("[") and "]" in text:
        host, _, port = text.partition("]")
        return f"{host}]", port.removeprefix(":")
    host, _, port = text.partition(":")
    return host, port


def _quote(text: str, safe: str) -> str:
    if not text.strip(safe):  # nearly always, and quote() takes ten times as long
        return text
    from urllib.parse import quote

    return quote(well_formed(text), safe=safe)


def _ascii_host(host: str) -> str:
    if host.isascii() or len(host) > _LONGEST_HOST:
        return host
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
    # IDNA turns some letters into "/", "?" or "@", which would name another host.
    return name if re.fullmatch(_DNS_NAME, name) else host
