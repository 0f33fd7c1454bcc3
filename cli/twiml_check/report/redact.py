"""Remove every secret from a finished run, before any report is made.

A server may repeat secrets: a debug page shows the headers of the request. And any text from
outside may have a URL with a login. The reporters get a run without both.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from operator import is_
from typing import Any, cast

from twiml_check.model.assistant import Turn
from twiml_check.model.call_map import CallMap, Edge, Node
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
from twiml_check.web.credentials import HIDDEN, replace
from twiml_check.web.secrets import Mask, mask_of
from twiml_check.web.url import Url

REDACTED = "\udfff"
"""Replaces each character of a secret in a document, so that other characters keep their columns.

No decoder produces it."""
SECRET_HEADERS = frozenset(
    {"authorization", "cookie", "proxy-authorization", "set-cookie", "x-twilio-signature"}
)
FIELDS: dict[type, tuple[str, ...]] = {
    Run: ("checks", "quest", "missing", "baseline"),
    TargetResult: (
        "target", "name", "would", "undecided", "hops", "findings", "resolved", "expectations",
        "flow_exit", "written", "comparison", "call_map", "accepted", "again",
    ),
    Hop: ("name", "verbs", "choice", "request", "answer", "document", "turn"),
    Request: ("method", "url", "target", "params", "headers", "body", "connect"),
    Answer: ("headers", "body", "failure", "cause"),
    TransportError: ("cause", "detail"),
    Document: ("source",),
    Turn: ("file",),
    Finding: ("message", "help", "note", "label", "doc", "location", "way", "again"),
    Location: ("path",),
    Expected: ("expression", "words", "found", "undecided"),
    ResolvedNumber: ("number", "sid"),
    FlowExit: ("widget", "twiml", "next", "variables"),
    Comparison: ("file", "diff"),
    CallMap: ("nodes", "edges", "again"),
    Node: ("said", "way", "verbs", "keys"),
    Edge: ("word", "address", "steps"),
}  # fmt: skip
"""Types that contain text from outside; all other values are words of twiml-check."""


def redact(run: Run, *, bodies: bool = False) -> Run:
    """Return the run without secrets, and without the bodies unless `bodies` is true.

    Documents keep their lines and columns: `report.snippet` draws the redacted parts.
    """
    mask = mask_of(secrets_of(run))
    text = lru_cache(maxsize=None)(mask.text)
    # A flow is read once for all its redirects, and the HTML page shows it once.
    source = lru_cache(maxsize=None)(partial(_redact_source, mask))

    def clean(value: Any) -> Any:
        """Return a part of the run without secrets; other values are unchanged."""
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
            whole = PREPARATIONS[kind](value, mask, bodies) if kind in PREPARATIONS else value
            changed = {}
            for name in FIELDS[kind]:
                part = getattr(whole, name)
                if part and (cleaned := clean(part)) is not part:
                    changed[name] = cleaned
            return whole._replace(**changed) if changed else whole
        if kind is bytes:
            return mask.text(value.decode("utf-8", "replace")).encode("utf-8", "replace")
        return source(value) if kind is Source else value

    return cast("Run", clean(run))._replace(secrets=())


def secrets_of(run: Run) -> tuple[str, ...]:
    """Return the secrets of a run."""
    requests = (hop.request for check in run.checks for hop in check.hops if hop.request)
    return (*run.secrets, *{login for request in requests for login in _logins(request)})


def _logins(request: Request) -> Iterator[str]:
    """Yield `user:password`, unless a sentence of a report could contain it.

    A redirect can name any login that its server chooses. Such a login must not hide a verdict.
    """
    login = request.url.credentials
    pair = ":".join(login or ())
    if login and all(login) and re.fullmatch(r"[!#-\[\]-~]+", pair):
        yield pair


def _prepare_hop(hop: Hop, _mask: Mask, bodies: bool) -> Hop:
    """Return the hop with its size as a number; the document has the body."""
    request, answer = hop.request, hop.answer
    if not (request or answer):
        return hop
    if request:
        sent = request.body if bodies else b""
        request = request._replace(body=sent, weight=len(request.body))
    if answer and (hop.document or not bodies):
        answer = answer._replace(body=b"")
    return hop._replace(request=request, answer=answer, weight=hop.size)


def _hide_headers(message: Request | Answer, _mask: Mask, _bodies: bool) -> Request | Answer:
    return message._replace(
        headers=tuple(
            (name, HIDDEN if name.strip().lower() in SECRET_HEADERS else value)
            for name, value in message.headers
        )
    )


def _hide_variables(flow_exit: FlowExit, mask: Mask, _bodies: bool) -> FlowExit:
    variables = tuple(_redact_variable(mask, *variable) for variable in flow_exit.variables)
    return flow_exit._replace(variables=variables)


def _drop_edits(finding: Finding, mask: Mask, _bodies: bool) -> Finding:
    """Return the finding without edits that would write a redacted secret into the document."""
    if any(mask.text(edit.text) != edit.text for edit in finding.edits):
        return finding._replace(edits=())
    return finding


def _redact_variable(mask: Mask, name: str, value: str) -> tuple[str, str]:
    """Return both without secrets; the name may show that the value is a secret."""
    head = f"{name} = "
    whole = mask.text(head + value)
    rest = whole.removeprefix(head) if whole.startswith(head) else mask.text(value)
    return mask.text(name), rest


def _redact_source(mask: Mask, source: Source) -> Source:
    """Return the document; its text is redacted when it is first used."""
    return source.redact(
        lambda text: replace(
            text, mask.spans(text), lambda secret: re.sub(r"[^\r\n]", REDACTED, secret)
        )
    )


PREPARATIONS: dict[type, Callable[[Any, Mask, bool], Any]] = {
    Hop: _prepare_hop,
    Request: _hide_headers,
    Answer: _hide_headers,
    FlowExit: _hide_variables,
    Finding: _drop_edits,
}
"""Type -> the function for the whole value, before its texts are redacted one by one."""
