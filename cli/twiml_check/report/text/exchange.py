"""What went over the wire, for -v and -vv: parameters, headers, bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from twiml_check.report.escape import shown, shown_fields, visible
from twiml_check.report.tally import counted
from twiml_check.web.credentials import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twiml_check.model.exchange import Answer, Fields, Request
    from twiml_check.model.run import Hop

    Part = tuple[str, list[str]]

MOST_CHARS = 65_536
"""Characters of a body; Twilio itself reads no more than 64 KiB."""


def exchange(hop: Hop, verbosity: int) -> Text | None:
    """A block for one hop; None when nothing went over the wire."""
    if hop.request is None:
        return None
    parts = list(_sent(hop.request, verbosity))
    if hop.answer:
        parts.extend(_received(hop, hop.answer, verbosity))
    where = f"  {shown(hop.request.method)} {shown(hop.name)}"
    title = Text.assemble((f"hop {hop.number}", "bold"), where)
    return Text("\n").join([title, *(_section(name, lines) for name, lines in parts if lines)])


def _sent(request: Request, verbosity: int) -> Iterator[Part]:
    if request.connect:
        yield "asked at", [shown(request.connect.masked)]
    yield "request parameters", [f"{shown(name)}={shown(value)}" for name, value in request.params]
    if verbosity > 1:
        yield "request headers", _headers(request.headers)
        yield f"request body, {counted(len(request.body), 'byte')}", _request_body(request)


def _received(hop: Hop, answer: Answer, verbosity: int) -> Iterator[Part]:
    yield "response headers", _headers(answer.headers)
    if verbosity > 1:
        body = answer.body
        yield f"response body, {counted(len(body), 'byte')}", _response_body(hop, body)


def _headers(headers: Fields) -> list[str]:
    return [f"{name}: {value}" for name, value in shown_fields(headers)]


def _request_body(request: Request) -> list[str]:
    return _lines(request.body.decode("utf-8", "replace"))


def _response_body(hop: Hop, body: bytes) -> list[str]:
    if hop.document:
        return _lines(hop.document.source.text)
    if b"\0" in body:
        return ["(not text)"]
    return _lines(body.decode("utf-8", "replace"))


def _lines(text: str) -> list[str]:
    """A body line by line, masked and escaped; no lines for an empty one."""
    text = masked(text)  # as a whole: half of a URL does not show its password
    lines = text[:MOST_CHARS].replace("\r\n", "\n").split("\n")
    if len(text) > MOST_CHARS:
        lines.append(f"… {len(text) - MOST_CHARS} characters more")
    elif not lines[-1]:
        del lines[-1]
    return [visible(line) for line in lines]


def _section(title: str, lines: list[str]) -> Text:
    return Text.assemble((f"  {title}", "bold"), *(f"\n    {line}" for line in lines))
