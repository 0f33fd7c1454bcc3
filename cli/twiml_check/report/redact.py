"""Take every secret out of a finished run, before any report is made of it.

A server says secrets back: a debug page shows its visitors their own headers. And no text from
outside is safe from a URL with a login. The reporters get a run in which neither stands any more.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from operator import is_
from typing import Any, NamedTuple, cast

from twiml_check.model.assistant import Turn
from twiml_check.model.document import Document
from twiml_check.model.exchange import Answer, Request, TransportError
from twiml_check.model.finding import Finding
from twiml_check.model.run import (
    Comparison,
    Expected,
    FlowExit,
    Hop,
    ResolvedNumber,
    Run,
    TargetResult,
)
from twiml_check.model.source import Location, Source
from twiml_check.report.escape import escape_line
from twiml_check.web.credentials import HIDDEN, Span, join_spans, replace, spans
from twiml_check.web.url import Url

REDACTED = "\udfff"
"""Stands in a document for each character of a secret, so that all others keep their columns.

No decoder yields it."""
SIGNATURE = "X-Twilio-Signature"
SECRET_HEADERS = frozenset(
    {"authorization", "cookie", "proxy-authorization", "set-cookie", "x-twilio-signature"}
)
ELLIPSIS = "…"
LEAST_HALF = 4
"""Letters of a secret that a message was cut in, from which on they are hidden too."""
FIELDS: dict[type, tuple[str, ...]] = {
    Run: ("checks", "quest", "missing"),
    TargetResult: (
        "target", "name", "would", "undecided", "hops", "findings", "resolved", "expectations",
        "flow_exit", "written", "comparison",
    ),
    Hop: ("name", "verbs", "request", "answer", "document", "turn"),
    Request: ("method", "url", "target", "params", "headers", "body", "connect"),
    Answer: ("headers", "body", "failure", "cause"),
    TransportError: ("cause", "detail"),
    Document: ("source",),
    Turn: ("file",),
    Finding: ("message", "help", "note", "label", "doc", "location"),
    Location: ("path",),
    Expected: ("expression", "words", "found", "undecided"),
    ResolvedNumber: ("number", "sid"),
    FlowExit: ("widget", "twiml", "next", "variables"),
    Comparison: ("file", "diff"),
}  # fmt: skip
"""What holds text from outside, or values that do; the rest are words of our own."""


class Redactor(NamedTuple):
    """What hides the secrets that are known, and the logins of all URLs."""

    spellings: tuple[str, ...]
    """Of the known secrets; the longest first."""
    pattern: re.Pattern[str] | None
    """Finds any of them; None where there are none."""

    def spans(self, text: str) -> list[Span]:
        """Return where secrets stand, in order and without overlaps."""
        found = spans(text)
        if self.pattern:
            found += [hit.span() for hit in self.pattern.finditer(text)]
        return join_spans(sorted(found)) if self.pattern else found

    def text(self, text: str) -> str:
        """Return the text with `***` for every secret, and for each half that it was cut in."""
        whole = replace(text, self.spans(text))
        return _without_halves(whole, self.spellings) if self.spellings else whole

    def document(self, text: str) -> str:
        """Return a text of the same length: REDACTED for each character but the ends of lines."""
        return replace(text, self.spans(text), lambda secret: re.sub(r"[^\r\n]", REDACTED, secret))

    def source(self, source: Source) -> Source:
        """Return the document, its text redacted as soon as somebody asks for it."""
        return source.redact(self.document)

    def body(self, body: bytes) -> bytes:
        """Return the body as UTF-8 without its secrets."""
        return self.text(body.decode("utf-8", "replace")).encode("utf-8", "replace")

    def variable(self, name: str, value: str) -> tuple[str, str]:
        """Return both without secrets; the name may tell that the value is one."""
        head = f"{name} = "
        whole = self.text(head + value)
        rest = whole.removeprefix(head) if whole.startswith(head) else self.text(value)
        return self.text(name), rest


def redactor(secrets: Iterable[str] = ()) -> Redactor:
    """Return what hides the secrets in these spellings."""
    every = tuple(sorted(secrets, key=len, reverse=True))
    return Redactor(every, re.compile("|".join(map(re.escape, every))) if every else None)


def redact(run: Run, *, bodies: bool = False) -> Run:
    """Return the run without a secret; without the bodies, too, unless they are wanted.

    Documents keep their lines and columns: `report.snippet` draws what is redacted in them.
    """
    hide = redactor(secrets_of(run))
    text = lru_cache(maxsize=None)(hide.text)
    # A flow is read once for all of its redirects, and the page of a browser shows it once.
    source = lru_cache(maxsize=None)(hide.source)

    def clean(value: Any) -> Any:
        """Return a part of the run without secrets; what is no text from outside as it is."""
        kind = type(value)
        if kind is str:
            cleaned = text(value)
            return value if cleaned == value else cleaned  # the cache has another object
        if kind is Url:
            whole = text(value.text)
            return value if whole == value.text else Url.parse(whole)
        if kind is tuple:
            parts = tuple(map(clean, value))
            return value if all(map(is_, value, parts)) else parts
        if kind in FIELDS:
            whole = PREPARATIONS[kind](value, hide, bodies) if kind in PREPARATIONS else value
            changed = {}
            for name in FIELDS[kind]:
                part = getattr(whole, name)
                if part and (cleaned := clean(part)) is not part:
                    changed[name] = cleaned
            return whole._replace(**changed) if changed else whole
        return source(value) if kind is Source else hide.body(value) if kind is bytes else value

    return cast("Run", clean(run))._replace(secrets=())


def redact_text(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a text without the logins of its URLs and without these secrets."""
    return redactor(_spellings(secrets)).text(text)


def secrets_of(run: Run) -> tuple[str, ...]:
    """Return what must not be shown of a run, in all spellings; the longest first."""
    requests = [hop.request for check in run.checks for hop in check.hops if hop.request]
    sent = {secret for request in requests for secret in _wire_secrets(request) if secret}
    logins = {login for request in requests for login in _logins(request)}
    in_xml = {login.replace("&", "&amp;").replace("<", "&lt;") for login in logins}
    every = sent | logins | in_xml | _spellings(run.secrets)
    return tuple(sorted(every, key=len, reverse=True))


def _spellings(secrets: Iterable[str]) -> set[str]:
    """Return the secrets as URLs, forms, XML, JSON and a terminal spell them, too."""
    known = {spelling for each in secrets for spelling in (each, " ".join(each.split()))}
    if not known:
        return known
    from html import escape  # most runs have no secret
    from json import dumps
    from urllib.parse import quote, quote_plus

    spelled = {
        spelling
        for secret in known
        for spelling in (
            secret,
            escape_line(secret),
            quote(secret, safe="", errors="replace"),
            quote_plus(secret, errors="replace"),
            dumps(secret)[1:-1],
            secret.replace("&", "&amp;").replace("<", "&lt;"),
            escape(secret),
            escape(secret, quote=False),
            escape(secret, quote=False).replace("\n", "&#10;"),
        )
    }
    return spelled | {dumps(spelling)[1:-1] for spelling in spelled}


def _wire_secrets(request: Request) -> Iterator[str]:
    """Yield the signature, and the login as it goes over the wire."""
    yield from (value for name, value in request.headers if name == SIGNATURE)
    login = request.url.credentials
    if login:
        from base64 import b64encode

        yield b64encode(":".join(login).encode("utf-8", "replace")).decode("ascii")


def _logins(request: Request) -> Iterator[str]:
    """Yield `user:password`, unless a sentence of a report can be like it.

    A redirect names any login that its server likes: that must hide no verdict.
    """
    login = request.url.credentials
    pair = ":".join(login or ())
    if login and all(login) and re.fullmatch(r"[!#-\[\]-~]+", pair):
        yield pair


def _prepare_hop(hop: Hop, _hide: Redactor, bodies: bool) -> Hop:
    """Return the hop with its size written down; a body that is read stands in the document."""
    request, answer = hop.request, hop.answer
    if not (request or answer):
        return hop
    if request:
        sent = request.body if bodies else b""
        request = request._replace(body=sent, weight=len(request.body))
    if answer and (hop.document or not bodies):
        answer = answer._replace(body=b"")
    return hop._replace(request=request, answer=answer, weight=hop.size)


def _hide_headers(message: Request | Answer, _hide: Redactor, _bodies: bool) -> Request | Answer:
    return message._replace(
        headers=tuple(
            (name, HIDDEN if name.strip().lower() in SECRET_HEADERS else value)
            for name, value in message.headers
        )
    )


def _hide_variables(flow_exit: FlowExit, hide: Redactor, _bodies: bool) -> FlowExit:
    variables = tuple(hide.variable(name, value) for name, value in flow_exit.variables)
    return flow_exit._replace(variables=variables)


PREPARATIONS: dict[type, Callable[[Any, Redactor, bool], Any]] = {
    Hop: _prepare_hop,
    Request: _hide_headers,
    Answer: _hide_headers,
    FlowExit: _hide_variables,
}
"""What is done to a value as a whole, before its texts are cleaned one by one."""


def _without_halves(text: str, secrets: tuple[str, ...]) -> str:
    """Return the text without the begin of a secret before a `…`, and the end of one behind it."""
    if ELLIPSIS not in text:
        return text
    first, *more = text.split(ELLIPSIS)
    for piece in more:
        begin = max(_shared(first, secret) for secret in secrets)
        end = max(_shared(piece[::-1], secret[::-1]) for secret in secrets)
        kept = first[: len(first) - begin] + HIDDEN if begin else first
        first = f"{kept}{ELLIPSIS}{HIDDEN + piece[end:] if end else piece}"
    return first


def _shared(text: str, secret: str) -> int:
    """Return how much of the secret's begin ends the text; a few letters may be something else."""
    at = secret.find(text[-LEAST_HALF:]) if len(text) >= LEAST_HALF else -1
    while at >= 0:
        if text.endswith(secret[: at + LEAST_HALF]):
            return at + LEAST_HALF
        at = secret.find(text[-LEAST_HALF:], at + 1)
    return 0
