"""One finding as text: what is wrong, where, what Twilio would do, what to change."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, TargetResult
from twiml_check.model.source import Location
from twiml_check.report.escape import escape_line
from twiml_check.report.phrases import (
    LONGEST_NAME,
    MOST_NAMES,
    and_more,
    findings_to_show,
    remarks,
    trimmed_path,
    where,
)
from twiml_check.report.snippet import lines_of
from twiml_check.report.text.layout import cut, excerpt, wrap

COLORS = {"error": "red", "warning": "yellow", "info": "blue"}
FRAME = "blue"
WHOLE = ("docs", "again")
"""Remarks that people copy."""


def findings(check: TargetResult, width: int) -> Iterator[Text]:
    """Yield a block for each finding; a count replaces the rest of many equal ones."""
    hops = {hop.number: hop for hop in check.hops}
    for finding, more in findings_to_show(check):
        lines = list(_finding(finding, hops.get(finding.hop), check, width))
        if more:
            lines.append(Text(and_more(more), "dim"))
        yield Text("\n").join(lines)


def _finding(finding: Finding, hop: Hop | None, check: TargetResult, width: int) -> Iterator[Text]:
    gutter = len(str(finding.location.line)) if finding.location else 1
    yield _headline(finding, width)
    yield _whereabouts(gutter, escape_line(where(finding, check)), width)
    if finding.location:
        yield from _place(finding, finding.location, hop, width)
    for name, text in remarks(finding, check):
        yield from _remark(name, escape_line(text), gutter, width)


def _whereabouts(gutter: int, text: str, width: int) -> Text:
    """Return the arrow and the place; the way to it is on the next line if it does not fit."""
    arrow = " " * gutter + " --> "
    lines = [line.rstrip() for line in wrap(arrow + text, width, hanging=len(arrow))]
    drawn = Text("\n".join(lines))
    drawn.stylize(FRAME, 0, len(arrow))
    return drawn


def _headline(finding: Finding, width: int) -> Text:
    title = f"{finding.level}[{finding.rule}]"
    text = Text("\n".join(wrap(f"{title}: {escape_line(finding.message)}", width, hanging=4)))
    text.stylize("bold")
    text.stylize(COLORS[finding.level], 0, len(title))
    return text


def _place(finding: Finding, place: Location, hop: Hop | None, width: int) -> Iterator[Text]:
    blank = " " * (len(str(place.line)) + 2)
    at = f"   line {place.line}, column {place.column}"
    inside = f", in {_path(place, width - len(blank + at) - 6)}" if place.path else ""
    yield _frame(f"{blank}|", f"{at}{inside}")
    source = hop.document.source if hop and hop.document else None
    lines = lines_of(source) if source else []
    if not 0 < place.line <= len(lines):
        return
    room = max(width - len(blank) - 2, 20)
    piece = excerpt(lines[place.line - 1], place.column, place.length, room)
    yield _frame(f" {place.line} | ", piece.text)
    color = COLORS[finding.level]
    for text in _carets(piece.before, piece.underlined, escape_line(finding.label), room):
        yield Text.assemble((f"{blank}| ", FRAME), (text, color))


def _path(place: Location, room: int) -> str:
    """Return the path of elements from the root; without the middle if it does not fit."""
    for most in range(MOST_NAMES, 1, -1):
        names = (cut(escape_line(name), LONGEST_NAME) for name in trimmed_path(place.path, most))
        path = " > ".join(names)
        if cell_len(path) <= room:
            break
    return path


def _carets(before: int, underlined: int, label: str, room: int) -> list[str]:
    """Return the caret line; a label that does not fit is on the next line, at the right."""
    carets = " " * before + "^" * underlined
    if not label:
        return [carets]
    if before + underlined + 1 + cell_len(label) <= room:
        return [f"{carets} {label}"]
    lines = wrap(label, room)
    indent = max(min(before, room - max(map(cell_len, lines))), 0)
    return [carets, *(" " * indent + line for line in lines)]


def _remark(name: str, text: str, gutter: int, width: int) -> Iterator[Text]:
    head = " " * (gutter + 2) + "= "
    intro = f"{head}{name}: "
    whole = [intro + text] if name in WHOLE else wrap(intro + text, width, hanging=len(intro))
    for number, line in enumerate(whole):
        if number:
            yield Text(line)
        else:
            yield Text.assemble((head, FRAME), (f"{name}:", "bold"), line[len(intro) - 1 :])


def _frame(frame: str, text: str) -> Text:
    return Text.assemble((frame, FRAME), text)
