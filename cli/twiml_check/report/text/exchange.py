"""What went over the wire, for -v and -vv: parameters, headers, bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from twiml_check.model.exchange import Answer, Fields, Request
from twiml_check.model.run import Hop
from twiml_check.report.escape import escape_line
from twiml_check.report.snippet import readable
from twiml_check.report.tally import counted

if TYPE_CHECKING:
    Section = tuple[str, list[str]]

MOST_CHARS = 65_536
"""Characters of a body; Twilio itself reads no more than 64 KiB."""


def exchange(hop: Hop, verbosity: int) -> Text | None:
    """Return a block for one hop; None when nothing went over the wire."""
    if hop.request is None:
        return None
    parts = list(_sent(hop.request, verbosity))
    if hop.answer:
        parts.extend(_received(hop, hop.answer, verbosity))
    where = f"  {escape_line(hop.request.method)} {escape_line(hop.name)}"
    title = Text.assemble((f"hop {hop.number}", "bold"), where)
    return Text("\n").join([title, *(_section(name, lines) for name, lines in parts if lines)])


def _sent(request: Request, verbosity: int) -> Iterator[Section]:
    if request.connect:
        yield "asked at", [escape_line(request.connect.text)]
    yield (
        "request parameters",
        [f"{escape_line(name)}={escape_line(value)}" for name, value in request.params],
    )
    if verbosity > 1:
        yield "request headers", _headers(request.headers)
        yield f"request body, {counted(request.size, 'byte')}", _request_body(request)


def _received(hop: Hop, answer: Answer, verbosity: int) -> Iterator[Section]:
    yield "response headers", _headers(answer.headers)
    if verbosity > 1:
        yield f"response body, {counted(hop.size, 'byte')}", _response_body(hop, answer.body)


def _headers(headers: Fields) -> list[str]:
    return [f"{escape_line(name)}: {escape_line(value)}" for name, value in headers]


def _request_body(request: Request) -> list[str]:
    return _lines(request.body.decode("utf-8", "replace"))


def _response_body(hop: Hop, body: bytes) -> list[str]:
    if hop.document:
        return _lines(readable(hop.document.source.text))
    if b"\0" in body:
        return ["(not text)"]
    return _lines(body.decode("utf-8", "replace"))


def _lines(text: str) -> list[str]:
    """Return a body line by line, escaped; no lines for an empty one."""
    lines = text[:MOST_CHARS].replace("\r\n", "\n").split("\n")
    if len(text) > MOST_CHARS:
        lines.append(f"… {len(text) - MOST_CHARS} characters more")
    elif not lines[-1]:
        del lines[-1]
    return [escape_line(line) for line in lines]


def _section(title: str, lines: list[str]) -> Text:
    return Text.assemble((f"  {title}", "bold"), *(f"\n    {line}" for line in lines))
