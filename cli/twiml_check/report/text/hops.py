"""The table of hops, and for -v and -vv the request and the response of each hop."""

from collections.abc import Iterator
from typing import Literal

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from twiml_check.model.exchange import Answer, Fields, Request
from twiml_check.model.run import Hop, TargetResult
from twiml_check.report.escape import escape_line
from twiml_check.report.phrases import counted, duration, reached_by, size, verb_list
from twiml_check.report.snippet import readable
from twiml_check.report.text.layout import NARROWEST, cut, shorten, wrap
from twiml_check.web.text import escape

GAP = 2
HEADINGS = ("#", "via", "request", "status", "type", "size", "time")
REQUEST = HEADINGS.index("request")
STATUS = HEADINGS.index("status")
RIGHT = frozenset({"#", "size", "time"})
MOST_CHARS = 65_536
"""The most characters of a body; Twilio itself reads at most 64 KiB."""
MOST_IN_ALL = 1_000_000
"""The most characters of all bodies of a target; each body has an equal share."""
Section = tuple[str, list[str]]


def hop_table(check: TargetResult, width: int) -> Table:
    """Return a row for each hop; a line under the request describes the response."""
    width = max(width, NARROWEST)
    rows = [_cells(hop, check, width // 5) for hop in check.hops]
    others = [column for column in range(len(HEADINGS)) if column != REQUEST]
    room = max(width - sum(_widest(rows, column) + GAP for column in others), 1)
    table = _empty_table()
    for hop, cells in zip(check.hops, rows, strict=True):
        texts = [Text(cell) for cell in cells]
        texts[REQUEST] = _request(hop, cells[REQUEST], room)
        texts[STATUS].stylize(_status_style(hop))
        table.add_row(*texts)
    return table


def _empty_table() -> Table:
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="")
    for heading in HEADINGS:
        justify: Literal["left", "right"] = "right" if heading in RIGHT else "left"
        title = Text.assemble((heading, "dim"))
        table.add_column(title, no_wrap=True, overflow="crop", justify=justify)
    return table


def _cells(hop: Hop, check: TargetResult, type_width: int) -> list[str]:
    answer = hop.answer
    return [
        str(hop.number),
        escape_line(reached_by(hop, check)),
        f"{escape_line(hop.request.method) if hop.request else ''} {escape_line(hop.name)}".strip(),
        str(answer.status) if answer and answer.status is not None else "-",
        cut(escape_line(answer.media_type if answer else "") or "-", type_width),
        size(hop.size) if answer and answer.status is not None else "-",
        duration(answer.elapsed_ms) if answer else "-",
    ]


def _request(hop: Hop, request: str, room: int) -> Text:
    style, lines = _outcome(hop, room)
    return Text.assemble(_fitted(request, room), *((f"\n{line}", style) for line in lines))


def _fitted(request: str, room: int) -> str:
    """Return the request; if it is too wide it loses its host, which the line above names."""
    method, _, url = request.partition(" ")
    path = "/" + url.partition("://")[2].partition("/")[2]
    if cell_len(request) <= room or "://" not in url:
        return shorten(request, room)
    return shorten(f"{method} …{path}", room)


def _outcome(hop: Hop, room: int) -> tuple[str, list[str]]:
    """Return a style, and the failure, the target of the redirect, or the verbs."""
    answer = hop.answer
    if answer and answer.failure:
        return "red", [escape_line(answer.failure.cause)]
    location = answer.header("Location") if answer and hop.handling == "redirect" else None
    if location is not None:
        return "dim", [shorten(f"→ {escape_line(escape(location))}", room)]
    if hop.repeats:
        return "dim", [f"the same as hop {hop.repeats}"]
    verbs = escape_line(verb_list(hop)) or ("an empty <Response>" if hop.understood else "")
    return "dim", [shorten(line, room) for line in wrap(verbs, room)] if verbs else []


def _status_style(hop: Hop) -> str:
    if hop.answer is None:
        return ""  # a file, or the return to Studio: there was no request
    status = hop.answer.status
    return "red" if status is None or status >= 400 else ""


def _widest(rows: list[list[str]], column: int) -> int:
    return max(cell_len(cell) for cell in (HEADINGS[column], *(row[column] for row in rows)))


def exchange(hop: Hop, verbosity: int, hops: int = 1) -> Text | None:
    """Return a block for one of so many hops; None if there was no request."""
    if hop.request is None:
        return None
    most = min(MOST_CHARS, MOST_IN_ALL // hops)
    parts = list(_request_sections(hop.request, verbosity, most))
    if hop.answer:
        parts += _answer_sections(hop, hop.answer, verbosity, most)
    where = f"  {escape_line(hop.request.method)} {escape_line(hop.name)}"
    title = Text.assemble((f"hop {hop.number}", "bold"), where)
    return Text("\n").join([title, *(_section(name, lines) for name, lines in parts if lines)])


def _request_sections(request: Request, verbosity: int, most: int) -> Iterator[Section]:
    if request.connect:
        yield "connected to", [escape_line(request.connect.text)]
    yield "request parameters", _pairs(request.params, "=")
    if verbosity > 1:
        yield "request headers", _pairs(request.headers, ": ")
        yield f"request body, {counted(request.size, 'byte')}", _lines(_text(request.body), most)


def _answer_sections(hop: Hop, answer: Answer, verbosity: int, most: int) -> Iterator[Section]:
    yield "response headers", _pairs(answer.headers, ": ")
    if verbosity > 1:
        yield f"response body, {counted(hop.size, 'byte')}", _response_body(hop, answer.body, most)


def _pairs(fields: Fields, sign: str) -> list[str]:
    return [f"{escape_line(name)}{sign}{escape_line(value)}" for name, value in fields]


def _response_body(hop: Hop, body: bytes, most: int) -> list[str]:
    if hop.document:
        lines = _lines(readable(hop.document.source.text), most)
        hop.document.source.forget()
        return lines
    return ["(not text)"] if b"\0" in body else _lines(_text(body), most)


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _lines(text: str, most: int) -> list[str]:
    """Return a body line by line, escaped; no lines for an empty one."""
    lines = text[:most].replace("\r\n", "\n").split("\n")
    if len(text) > most:
        lines.append(f"… {len(text) - most} characters more")
    elif not lines[-1]:
        del lines[-1]
    return [escape_line(line) for line in lines]


def _section(title: str, lines: list[str]) -> Text:
    return Text.assemble((f"  {title}", "bold"), *(f"\n    {line}" for line in lines))
