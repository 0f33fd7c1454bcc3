"""What differs between two runs, or two servers, without being a difference: hosts, ports, SIDs."""

import re
from collections.abc import Callable, Iterator

from twiml_check.model.exchange import Request
from twiml_check.model.run import TargetResult
from twiml_check.web.credentials import HIDDEN
from twiml_check.web.url import DEFAULT_PORTS, Url

Normalise = Callable[[str], str]
"""Replaces all that in a text."""
_SID = r"[A-Z]{2}[0-9a-f]{32}"
_UNIQUE = "I-Twilio-Idempotency-Token"
_SCHEME = r"(?i)\b(?:http|(ws))s?(?::|%3A)(?:/|%2F){2}(?:[^\s/@\"'<>]{0,256}@)?"
_END = r"(?![\w.-]|:\d|%3A\d)"


def normaliser(check: TargetResult, base_url: str = "", secrets: tuple[str, ...] = ()) -> Normalise:
    """Return what makes the texts of a target comparable.

    Its own host goes from URLs, with the path of `base_url`; what was drawn for its requests is
    called by the parameter's name; `secrets` are hidden.
    """
    drawn = _own_values(check)
    known = {**dict.fromkeys(secrets, HIDDEN), **drawn}
    words = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))) or r"(?!)")
    origins = _origins(check, base_url)
    above = _path(base_url)

    def normalise(text: str) -> str:
        text = words.sub(lambda found: known[found.group()], text)
        if origins:
            text = origins.sub(_replacement, text)
        return _without_base(text, above)

    return normalise


def _own_values(check: TargetResult) -> dict[str, str]:
    """Return the SIDs and tokens of the requests, each with its first name in braces."""
    found: dict[str, str] = {}
    for request in _requests(check):
        for name, value in request.params:
            if re.fullmatch(_SID, value):
                found.setdefault(value, f"{{{name}}}")
        for name, value in request.headers:
            if name == _UNIQUE:
                found[value] = f"{{{name}}}"
    return found


def _requests(check: TargetResult) -> Iterator[Request]:
    yield from (hop.request for hop in check.hops if hop.request)


def _origins(check: TargetResult, base_url: str) -> re.Pattern[str] | None:
    """Return a pattern for the beginnings of URLs that lead to the target's own server."""
    urls = {Url.parse(base_url)}
    for request in list(_requests(check))[:1]:
        urls |= {request.url, request.connect or request.url}
    hosts = sorted({_authority(url) for url in urls} - {""})
    if not hosts:
        return None
    path = re.escape(_path(base_url))
    below = f"(?:{path}(?=[/?#&\\s\"']|\\Z))?" if path else ""
    return re.compile(f"{_SCHEME}(?:{'|'.join(hosts)}){_END}{below}(/|%2F)?")


def _authority(url: Url) -> str:
    """Return a pattern for the host and port of a URL; empty when it has none."""
    at = url.origin
    if at is None:
        return ""
    host = re.escape(f"[{at.host}]" if ":" in at.host else at.host)
    port = f"(?::|%3A){at.port}"
    return f"{host}(?:{port})?" if DEFAULT_PORTS[at.scheme] == at.port else f"{host}{port}"


def _replacement(found: re.Match[str]) -> str:
    socket, slash = found.groups()
    return f"ws://{{host}}{slash or ''}" if socket else slash or "/"


def _path(base_url: str) -> str:
    """Return the path of a base URL, without the slash at its end."""
    return Url.parse(base_url).path.rstrip("/")


def _without_base(text: str, above: str) -> str:
    """Return a path without that of the base URL, if it begins so."""
    rest = text.removeprefix(above)
    return (rest if rest.startswith("/") else f"/{rest}") if _is_below(text, above) else text


def _is_below(text: str, above: str) -> bool:
    return bool(above) and text.startswith(above) and text[len(above) :][:1] in ("", *"/?#")
