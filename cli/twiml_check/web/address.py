"""What is wrong with a URL: one place for every attribute and text that contains one.

Pure. `Url` has the parts. Twilio's list of faults: https://www.twilio.com/docs/api/errors/11100.
"""

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from twiml_check.web.host import is_ipv6
from twiml_check.web.text import escape

if TYPE_CHECKING:
    from twiml_check.web.url import Url

HTTP = ("http", "https")
SOCKET = ("wss",)
"""Twilio opens no WebSocket without TLS."""

FaultKind = Literal[
    "empty",
    "space",
    "backslash",
    "login",
    "scheme",
    "no-scheme",
    "no-colon",
    "no-slashes",
    "two-schemes",
    "no-host",
    "host",
    "underscore",
    "no-domain",
    "missing-value",
    "missing-path",
    "bare-host",
    "port",
]

_SPACE = r"[\s\x00-\x1f\x7f-\x9f]"
_SLASHED_LOGIN = r"([A-Za-z][A-Za-z0-9+.-]*:[\\/]+)[^\\/?#@:\[]*:(?!\d+[/?#]).*@"
_NO_HOST = r"[\x00-,/:-@\[-`{-\xa0]"
"""All characters except letters, digits, dots, hyphens and those after Latin-1's controls.

The class has no `^` and no U+10FFFF, with which it takes 9 ms to compile.
"""
_NO_COLON = r"(?i)(https?|wss?);?//"
_SECOND_SCHEME = r"(?i)(https?|wss?)(?::?//|:/?(?=[a-z]))"
_HOST_AND_PORT = r"(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#:@\[\]\\]+):[0-9]{1,5}(?=[/?#]|\Z)"
_OTHER_SCHEMES = ("callto", "fax", "sip", "sips", "sms", "tel")
"""Schemes before a number that is not a port."""
_WEB_SCHEMES = ("http", "https", "ws", "wss")
_NO_VALUES = ("undefined", "null", "None", "NaN")
"""The texts that JavaScript and Python write for a variable without a value."""
_IPV4 = r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"
_BROKEN_ESCAPE = r"%(?![0-9A-Fa-f]{2}).{0,2}"


class Fault(NamedTuple):
    """A fault of a URL."""

    kind: FaultKind
    reason: str
    """The end of a sentence that begins with the URL; safe to show."""
    instead: str = ""
    """The URL that the author probably meant, not masked; empty where it is not known."""


def fault_of(url: "Url", schemes: tuple[str, ...] = HTTP) -> Fault | None:
    """Return why Twilio could not open it as an absolute URL of these schemes, or None."""
    trimmed = url.text.strip()
    if not trimmed:
        return Fault("empty", "it is empty")
    if space := re.search(_SPACE, trimmed):
        return Fault("space", f"it has {_name_of(space[0])} in it")
    # Where some see the end of the host, others see a user name: https://url.spec.whatwg.org
    if url.written_host is not None and url.path.startswith("\\"):
        return Fault("backslash", "it has a \\ before its path")
    fault = _scheme_fault(url, trimmed, schemes) or _authority_fault(url)
    # The seeming port may be a part of a password, which must not be shown.
    odd = fault and fault.kind != "two-schemes" and url.login is None
    if odd and re.match(_SLASHED_LOGIN, trimmed):
        return Fault("login", "its user name or password has a /, ? or # in it, unescaped")
    return fault


def fault_in(base: "Url", reference: str, schemes: tuple[str, ...] = HTTP) -> Fault | None:
    """Return why Twilio could not open a URL in the document at `base`, or None.

    An http URL may be relative to the document; a WebSocket URL is absolute.
    """
    written = base.parse(reference)
    fault = fault_of(written, schemes)
    if schemes == HTTP and not (fault and fault.kind == "no-colon"):
        fault = _path_fault(reference.strip())
        written = base.resolve(reference)
        fault = fault_of(written, schemes) or fault
    return fault or _domain_fault(written.host, base.host)


def broken_escape(address: str) -> str:
    """Return the first % in a URL that is not percent-encoding, with the next two characters."""
    found = "%" in address and re.search(_BROKEN_ESCAPE, address, re.DOTALL)
    return found[0] if found else ""


def has_no_domain(host: str) -> bool:
    """Say whether only the machines of one network can know a host with this name."""
    return bool(host) and not set(".:") & set(host) and host != "localhost" and not host.isdigit()


def is_host_and_port(reference: str) -> bool:
    """Say whether a reference begins with a host and a port, which no relative URL does."""
    found = ":" in reference and re.match(_HOST_AND_PORT, reference)
    return bool(found) and reference.partition(":")[0].lower() not in _OTHER_SCHEMES


def port_reason(port: str) -> str:
    """Return what is wrong with a port, or nothing."""
    if not port:
        return ""
    if port.isascii() and port.isdigit() and len(port) < 9 and 0 < int(port) < 65_536:
        return ""
    return f'its port "{port}" is not a number from 1 to 65535'


def _name_of(space: str) -> str:
    return "a space" if space == " " else f"the character U+{ord(space):04X}"


def _scheme_fault(url: "Url", trimmed: str, schemes: tuple[str, ...]) -> Fault | None:
    front = " or ".join(f"{scheme}://" for scheme in schemes)
    if found := re.match(_NO_COLON, trimmed):
        rest = trimmed[found.end() :].lstrip("/")
        reason = f'it has no : after "{found[1]}"'
        return Fault("no-colon", reason, f"{_wanted(found[1], schemes)}://{rest}")
    if is_host_and_port(trimmed):
        return Fault("no-scheme", f"it has no {front} in front", f"{schemes[0]}://{trimmed}")
    scheme = trimmed[: len(url.scheme)]
    if not scheme or "." in scheme or (url.written_host is None and url.path[:1].isdigit()):
        return Fault("no-scheme", f"it has no {front} in front")
    if url.scheme in _WEB_SCHEMES and url.login is None:
        rest = trimmed[len(scheme) + 1 :].lstrip("/\\")
        if found := re.match(_SECOND_SCHEME, rest):
            after = rest[found.end() :].lstrip("/")
            reason = f'it has two schemes, "{scheme}" and "{found[1]}"'
            return Fault("two-schemes", reason, f"{_wanted(found[1], schemes)}://{after}")
    if url.scheme not in schemes:
        opens = " and ".join(schemes)
        return Fault("scheme", f'its scheme is "{scheme}", and Twilio opens only {opens}')
    if url.written_host is None:
        rest = url.text.strip()[len(scheme) + 1 :].lstrip("/\\")
        instead = f"{scheme}://{rest}" if rest else ""
        return Fault("no-slashes", f"it has no // after {scheme}:", instead)
    return None


def _wanted(scheme: str, schemes: tuple[str, ...]) -> str:
    """Return the scheme to write for one that was written: https for wss, and wss for https."""
    return scheme.lower() if scheme.lower() in schemes else schemes[-1]


def _authority_fault(url: "Url") -> Fault | None:
    # https://www.twilio.com/docs/usage/security: no such characters in user or password.
    if odd := re.search(r"[&@:]", (url.login or "").replace(":", "", 1)):
        return Fault("login", f'its user name or password has "{odd[0]}" in it, unescaped')
    host = url.written_host or ""
    if host.startswith("["):
        if not host.endswith("]"):
            return Fault("host", 'its host begins with "[" and has no "]" at its end')
        host = host[1:-1]
    if not url.host:
        return Fault("no-host", "it has no host")
    if fault := _host_fault(escape(host)):
        return fault
    reason = port_reason(escape(url.port))
    return Fault("port", reason) if reason else None


def _host_fault(host: str) -> Fault | None:
    if ":" in host:
        wrong = f'its host "{host}" is not an IPv6 address'
        return None if is_ipv6(host) else Fault("host", wrong)
    labels = host.removesuffix(".").split(".")
    if not all(labels):
        return Fault("host", f'its host "{host}" has an empty part between two dots')
    if "_" in host:
        return Fault("underscore", f'its host "{host}" has an underscore in it')
    if odd := re.search(_NO_HOST, host):
        return Fault("host", f'its host has the character "{odd[0]}" in it')
    if max(map(len, labels)) > 63 or len(host) > 254:
        return Fault("host", "its host name is too long")
    return None


def _domain_fault(host: str, own: str) -> Fault | None:
    """Return the fault of a host without a domain, unless the document has the same host."""
    if host == own or not has_no_domain(host):
        return None
    if host in map(str.lower, _NO_VALUES):
        return Fault("missing-value", f'its host is "{host}": a variable has no value')
    return Fault("no-domain", f'its host "{host}" has no domain')


def _path_fault(reference: str) -> Fault | None:
    """Return the fault of a relative URL that is probably not meant as one, or None."""
    first = re.split(r"[/?#]", reference, maxsplit=1)[0]
    if first in _NO_VALUES:
        return Fault("missing-path", f'it begins with "{first}": a variable has no value')
    if first == "localhost" or re.fullmatch(_IPV4, first):
        return Fault("bare-host", f'it has no http:// in front of "{first}"', f"http://{reference}")
    return None
