"""A response as lines: two responses with the same meaning have the same lines.

Values that differ between runs or servers are replaced: hosts, ports, SIDs.
"""

import json
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from xml.etree.ElementTree import Element

from twiml_check.model.run import Hop, TargetResult
from twiml_check.model.source import Source
from twiml_check.read.xpath_tree import Budget, TooMuchError, tree
from twiml_check.web.url import DEFAULT_PORTS, Url

Normalise = Callable[[str], str]
"""Replaces these values in a text."""
_SID = r"[A-Z]{2}[0-9a-f]{32}"
_SCHEME = r"(?i)\b(?:http|(ws))s?(?::|%3A)(?:/|%2F){2}(?:[^\s/@\"'<>]{0,256}@)?"
_END = r"(?![\w.-]|:\d|%3A\d)"
DEEPEST_INDENT = 20
"""Levels of indentation: a document can have 9,000 levels, which would need a million spaces."""
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;"})


def canonical(hop: Hop, normalise: Normalise) -> Iterator[str]:
    """Yield the part of the response that Twilio uses; nothing if Twilio ignores it."""
    if hop.handling == "redirect":
        location = (hop.answer and hop.answer.header("Location")) or ""
        yield f"Location: {normalise(location)}"
    elif hop.handling == "audio" and hop.answer:
        body = hop.answer.body
        yield f"{hop.answer.media_type}, {len(body)} bytes, sha256 {sha256(body).hexdigest()}"
    elif hop.handling in ("twiml", "actions", "json", "text"):
        yield from _document(hop, normalise)


def _document(hop: Hop, normalise: Normalise) -> Iterator[str]:
    if hop.handling == "twiml" and hop.understood and hop.document:
        try:
            yield from list(_tags(tree(hop.document.source, Budget()), normalise))
            return
        except TooMuchError:
            pass
    text = _text(hop)
    if hop.handling in ("actions", "json"):
        text = _json(text)
    yield from filter(None, (normalise(line.rstrip()) for line in text.splitlines()))


def _text(hop: Hop) -> str:
    if hop.document:
        return hop.document.source.text
    answer = hop.answer
    return Source(answer.body, answer.charset or "utf-8").text if answer else ""


def _json(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2, sort_keys=True)
    except (ValueError, RecursionError):
        return text


def _tags(root: Element, normalise: Normalise) -> Iterator[str]:
    """Yield a line for each tag and text: sorted attributes, single spaces, no comments."""
    todo: list[tuple[int, Element | str]] = [(0, root)]
    while todo:
        depth, each = todo.pop()
        indent = "  " * min(depth, DEEPEST_INDENT)
        if isinstance(each, str):
            yield f"{indent}{each}"
            continue
        opening, words = f"<{each.tag}{_attributes(each, normalise)}", _words(each.text, normalise)
        children = list(each)
        if not children:
            yield f"{indent}{opening}>{words}</{each.tag}>" if words else f"{indent}{opening}/>"
            continue
        yield f"{indent}{opening}>"
        todo.append((depth, f"</{each.tag}>"))
        for child in reversed(children):
            if after := _words(child.tail, normalise):
                todo.append((depth + 1, after))
            todo.append((depth + 1, child))
        if words:
            todo.append((depth + 1, words))


def _attributes(element: Element, normalise: Normalise) -> str:
    return "".join(
        f' {name}="{_words(value, normalise).replace(chr(34), "&quot;")}"'
        for name, value in sorted(element.attrib.items())
    )


def _words(text: str | None, normalise: Normalise) -> str:
    return normalise(" ".join((text or "").split())).translate(_ESCAPES)


def normaliser(check: TargetResult, base_url: str = "") -> Normalise:
    """Return a function that makes the texts of a target comparable.

    The host of the target and the path of `base_url` are removed from URLs. A generated SID becomes
    the name of its parameter.
    """
    known = _own_values(check)
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
    for request in (hop.request for hop in check.hops if hop.request):
        for name, value in request.params:
            if re.fullmatch(_SID, value):
                found.setdefault(value, f"{{{name}}}")
        for name, value in request.headers:
            if name == "I-Twilio-Idempotency-Token":
                found[value] = f"{{{name}}}"
    return found


def _origins(check: TargetResult, base_url: str) -> re.Pattern[str] | None:
    """Return a pattern for the beginning of a URL on the server of the target."""
    hosts = own_hosts(check, base_url)
    if not hosts:
        return None
    path = re.escape(_path(base_url))
    below = f"(?:{path}(?=[/?#&\\s\"']|\\Z))?" if path else ""
    return re.compile(f"{_SCHEME}{hosts}{_END}{below}(/|%2F)?")


def own_hosts(check: TargetResult, base_url: str = "") -> str:
    """Return a pattern for the host and port of the target; empty when it has none."""
    urls = {Url.parse(base_url)}
    if first := next((hop.request for hop in check.hops if hop.request), None):
        urls |= {first.url, first.connect or first.url}
    hosts = sorted({_authority(url) for url in urls} - {""})
    return f"(?:{'|'.join(hosts)})" if hosts else ""


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
    """Return a path without the path of the base URL."""
    rest = text.removeprefix(above)
    if not above or not text.startswith(above) or rest[:1] not in ("", *"/?#"):
        return text
    return rest if rest.startswith("/") else f"/{rest}"
