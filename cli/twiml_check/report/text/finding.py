"""One finding, drawn: what is wrong, where, what Twilio would do, what to change."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from twiml_check.report.safe import shown, trimmed_path
from twiml_check.report.text.excerpt import excerpt, secrets
from twiml_check.report.text.hops import reached_by
from twiml_check.report.text.layout import cut, wrap
from twiml_check.vocabulary.codes import CODES, REFUSALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twiml_check.model import Check, Finding, Hop
    from twiml_check.source import Location

COLORS = {"error": "red", "warning": "yellow", "info": "blue"}
FRAME = "blue"
ALIKE = 3
"""Findings of one rule in one answer that are shown in full."""
BESIDE = {
    "fallback": "the fallback",
    "studio-redirect": "from Studio",
    "whisper": "what the other party hears first",
    "wait": "what is heard while waiting",
}
MOST_NAMES = 12
LONGEST_NAME = 40
"""Cells for the name of one element in a path; real ones have 23 at most."""


def findings(check: Check, width: int) -> Iterator[Text]:
    """A block for each finding; many alike end in a count."""
    hops = {hop.number: hop for hop in check.hops}
    total = Counter((finding.rule, finding.hop) for finding in check.findings)
    seen: Counter[tuple[str, int]] = Counter()
    for finding in check.findings:
        kind = (finding.rule, finding.hop)
        seen[kind] += 1
        if seen[kind] > ALIKE:
            continue
        lines = list(_finding(finding, hops.get(finding.hop), check, width))
        if seen[kind] == ALIKE < total[kind]:
            lines.append(Text(f"… and {total[kind] - ALIKE} more like this", "dim"))
        yield Text("\n").join(lines)


def _finding(finding: Finding, hop: Hop | None, check: Check, width: int) -> Iterator[Text]:
    gutter = len(str(finding.location.line)) if finding.location else 1
    yield _headline(finding, width)
    yield _frame(" " * gutter + " --> ", _where(finding, hop, check))
    if finding.location:
        yield from _place(finding, finding.location, hop, width)
    for name, text in _remarks(finding):
        yield from _remark(name, text, gutter, width)


def _headline(finding: Finding, width: int) -> Text:
    title = f"{finding.level}[{finding.rule}]"
    text = Text("\n".join(wrap(f"{title}: {shown(finding.message)}", width, hanging=4)))
    text.stylize("bold")
    text.stylize(COLORS[finding.level], 0, len(title))
    return text


def _where(finding: Finding, hop: Hop | None, check: Check) -> str:
    if hop is None:
        return shown(check.target)
    name = shown(hop.name)
    if hop.request is None:
        place = finding.location
        return f"{_file(hop)}:{place.line}:{place.column}" if place else name
    known = [f"hop {hop.number}"] if len(check.hops) > 1 else []
    if hop.via in BESIDE:
        known.append(BESIDE[hop.via])
    elif hop.came_from:
        known.append(f"after {reached_by(hop, check)}")
    after = f"  ({', '.join(known)})" if known else ""
    return f"{shown(hop.request.method)} {name}{after}"


def _file(hop: Hop) -> str:
    """The file that is read; a task of an assistant stands in a larger one."""
    return shown((hop.turn.file if hop.turn else "") or hop.name)


def _place(finding: Finding, place: Location, hop: Hop | None, width: int) -> Iterator[Text]:
    blank = " " * (len(str(place.line)) + 2)
    path = " > ".join(
        cut(shown(name), LONGEST_NAME) for name in trimmed_path(place.path, MOST_NAMES)
    )
    inside = f", in {path}" if path else ""
    yield _frame(f"{blank}|", f"   line {place.line}, column {place.column}{inside}")
    source = hop.document.source if hop and hop.document else None
    if not source or not 0 < place.line <= len(source.lines):
        return
    room = max(width - len(blank) - 2, 20)
    line, hidden = source.lines[place.line - 1], secrets(source).get(place.line, ())
    piece = excerpt(line, place.column, place.length, room, hidden)
    yield _frame(f" {place.line} | ", piece.text)
    color = COLORS[finding.level]
    for text in _carets(piece.before, piece.underlined, shown(finding.label), room):
        yield Text.assemble((f"{blank}| ", FRAME), (text, color))


def _carets(before: int, underlined: int, label: str, room: int) -> list[str]:
    """The caret line; a label that does not fit behind it comes below, as far right as it can."""
    carets = " " * before + "^" * underlined
    if not label:
        return [carets]
    if before + underlined + 1 + cell_len(label) <= room:
        return [f"{carets} {label}"]
    lines = wrap(label, room)
    indent = max(min(before, room - max(map(cell_len, lines))), 0)
    return [carets, *(" " * indent + line for line in lines)]


def _remarks(finding: Finding) -> list[tuple[str, str]]:
    remarks = [
        ("note", _logged(finding)),
        ("note", finding.note),
        ("help", finding.help),
        ("docs", finding.doc),
    ]
    return [(name, shown(text)) for name, text in remarks if text]


def _logged(finding: Finding) -> str:
    if finding.twilio_code is None:
        return ""
    row = CODES.get(finding.twilio_code)
    level = finding.twilio_level or (row.level if row else "")
    number = f"{level} {finding.twilio_code}".lstrip()
    does = "refuses it with" if finding.twilio_code in REFUSALS else "logs"
    return f"Twilio {does} {number}: {row.title}" if row else f"Twilio {does} {number}"


def _remark(name: str, text: str, gutter: int, width: int) -> Iterator[Text]:
    head = " " * (gutter + 2) + "= "
    intro = f"{head}{name}: "
    whole = [intro + text] if name == "docs" else wrap(intro + text, width, hanging=len(intro))
    for number, line in enumerate(whole):
        if number:
            yield Text(line)
        else:
            yield Text.assemble((head, FRAME), (f"{name}:", "bold"), line[len(intro) - 1 :])


def _frame(frame: str, text: str) -> Text:
    return Text.assemble((frame, FRAME), text)
