"""One target: the chain of its requests, and below each the document with its findings."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from twiml_check.model.exchange import Answer
from twiml_check.model.finding import LEVEL_ORDER, Finding
from twiml_check.model.run import Hop, TargetResult
from twiml_check.report.escape import xml
from twiml_check.report.expectations import is_skipped
from twiml_check.report.html.parts import badge_of, difference, expectations, explored, facts
from twiml_check.report.html.source import Note, card, source
from twiml_check.report.phrases import (
    counted,
    duration,
    faults,
    findings_to_show,
    is_file,
    outlook,
    reached_by,
    size,
    verb_list,
)
from twiml_check.report.snippet import lines_of
from twiml_check.report.ways import way_remarks
from twiml_check.web.text import escape

MOST_MARKS = 300
"""The most findings of one hop with a mark; after the third of a kind they have no card."""
MOST_CHARS = 3_000_000
"""The most characters of documents in one page, so that a browser opens it at once."""


class Room:
    """How many documents still fit on the page, and which it already has."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        self.left = MOST_CHARS
        self._there: set[int] = set()

    def has(self, hop: Hop) -> bool:
        """Say whether the page has this document: a flow is read once for all its redirects."""
        source = id(hop.document and hop.document.source)
        known = source in self._there
        self._there.add(source)
        return known

    def takes(self, hop: Hop) -> bool:
        """Say whether this hop's document still fits."""
        self.left -= len(hop.document.source.raw) if hop.document else 0
        return self.left >= 0


def targets(checks: Sequence[TargetResult]) -> Iterator[str]:
    """Yield every target of a run, in the order of the overview."""
    room = Room()
    for number, check in enumerate(checks, 1):
        yield from _target(number, check, room)


def _target(number: int, check: TargetResult, room: Room) -> Iterator[str]:
    folded = check.verdict == "pass" or is_skipped(check)
    yield f'<details class="target {check.verdict}" id="t{number}"{"" if folded else " open"}>'
    found = f' <span class="found">{faults([check])}</span>' if folded and faults([check]) else ""
    yield f"<summary><h2>{badge_of(check)} {_title(check)}{found}</h2></summary>"
    yield from _about(number, check, room)
    yield "</details>"


def only_target(check: TargetResult) -> Iterator[str]:
    """Yield the only target of a run; its name is the headline of the page."""
    yield f'<div class="target {check.verdict}">'
    yield '<h2 class="unseen">Findings</h2>'
    if check.name:
        yield f'<p class="outlook"><code>{xml(check.target)}</code></p>'
    yield from _about(1, check, Room())
    yield "</div>"


def _about(number: int, check: TargetResult, room: Room) -> Iterator[str]:
    event = f'<span class="event">{xml(check.event)}</span> '
    if is_file(check) and not check.flow_exit:
        event = ""
    if outlook(check) or event:
        yield f'<p class="outlook">{event}{xml(outlook(check))}</p>'
    yield from facts(check)
    yield from expectations(check)
    yield from difference(check)
    yield from explored(number, check)
    yield from _chain(number, check, room)


def _chain(number: int, check: TargetResult, room: Room) -> Iterator[str]:
    """Yield the requests in order, then the findings that belong to none of them."""
    notes = notes_by_hop(number, check)
    if check.hops:
        yield f'<ol class="{"files" if is_file(check) else "chain"}">'
        for hop in check.hops:
            anchor = f' id="t{number}h{hop.number}"' if check.call_map else ""
            yield from _hop(hop, check, notes.pop(hop.number, []), room, anchor)
        yield "</ol>"
    for left in notes.values():
        yield from loose_cards(left)


def _title(check: TargetResult) -> str:
    name = f'<span class="name">{xml(check.name)}</span> ' if check.name else ""
    return f"{name}<code>{xml(check.target)}</code>"


def notes_by_hop(number: int, check: TargetResult) -> dict[int, list[Note]]:
    """Return the findings of each hop by their places, with their anchors in the page."""
    notes: dict[int, list[Note]] = defaultdict(list)
    shown = {id(finding): more for finding, more in findings_to_show(check)}
    for count, finding in enumerate(sorted(check.findings, key=_order), 1):
        anchor = f"t{number}f{count}" if id(finding) in shown else ""
        if anchor or len(notes[finding.hop]) < MOST_MARKS:
            more, way = shown.get(id(finding), 0), tuple(way_remarks(finding, check))
            notes[finding.hop].append(Note(anchor, finding, more, way=way))
    return notes


def _order(finding: Finding) -> tuple[int, int, int]:
    place = finding.location
    return (finding.hop, place.line, place.column) if place else (finding.hop, 0, 0)


def loose_cards(notes: Sequence[Note]) -> Iterator[str]:
    """Yield findings that have no place in a document."""
    for note in notes:
        if note.anchor:
            yield from card(note)


def _hop(
    hop: Hop, check: TargetResult, notes: list[Note], room: Room, anchor: str
) -> Iterator[str]:
    levels = {note.finding.level for note in notes}
    worst = next((level for level in LEVEL_ORDER if level in levels), "clean")
    yield f'<li class="hop {worst}"{anchor} value="{hop.number}">'
    if not is_file(check):
        yield from _request(hop, check)
    yield from hop_content(hop, notes, room)
    yield "</li>"


def hop_content(hop: Hop, notes: Sequence[Note], room: Room) -> Iterator[str]:
    """Yield the findings of a hop; those with a place are at their lines of the document."""
    drawn = [note for note in notes if note.finding.location and hop.document]
    yield from loose_cards([note for note in notes if not (note.finding.location and hop.document)])
    if hop.repeats:
        yield f'<p class="aside">The same as request {hop.repeats}.</p>'
    if hop.document and (drawn or not hop.repeats):
        yield from _document(hop, drawn, room)


def _request(hop: Hop, check: TargetResult) -> Iterator[str]:
    method = f"<b>{xml(hop.request.method)}</b> " if hop.request else ""
    yield f'<h3><span class="via">{xml(reached_by(hop, check))}</span> '
    yield f"{method}<code>{xml(hop.name)}</code></h3>"
    if facts := list(filter(None, _facts(hop))):
        yield f'<p class="facts">{" ".join(facts)}</p>'


def _facts(hop: Hop) -> Iterator[str]:
    if hop.answer:
        yield from _answer(hop, hop.answer)
    if hop.verbs:
        yield f'<span class="verbs">{xml(verb_list(hop))}</span>'


def _answer(hop: Hop, answer: Answer) -> Iterator[str]:
    if answer.status is not None:
        bad = " bad" if answer.status >= 400 else ""
        yield f'<span class="status{bad}">{answer.status}</span>'
        yield f"<span>{xml(answer.media_type)}</span>" if answer.media_type else ""
        yield f"<span>{size(hop.size)}</span>"
    if answer.failure:
        yield f'<span class="status bad">{xml(answer.failure.cause)}</span>'
    yield f"<span>{duration(answer.elapsed_ms)}</span>"
    location = answer.header("Location") if hop.handling == "redirect" else None
    if location is not None:
        yield f'<span class="leads">→ <code>{xml(escape(location))}</code></span>'


def _document(hop: Hop, notes: Sequence[Note], room: Room) -> Iterator[str]:
    if hop.document is None or not hop.document.source.raw:
        yield from loose_cards(notes)
        return
    known = room.has(hop)
    if known and not notes:
        yield '<p class="aside">The document is shown above.</p>'
        return
    if not room.takes(hop):
        yield from loose_cards(notes)
        yield '<p class="aside">The document is left out: this page is large enough.</p>'
        return
    lines = counted(len(lines_of(hop.document.source)), "line")
    yield f'<details class="document"{" open" if notes else ""}>'
    yield f"<summary>Document <span>{lines}</span></summary>"
    yield from source(hop.document.source, notes, whole=not known)
    yield "</details>"
