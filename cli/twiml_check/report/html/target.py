"""One target: the chain of its requests, and under each the document with what is wrong in it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from twiml_check.report.escape import xml
from twiml_check.report.html.badges import verdict_badge
from twiml_check.report.html.finding import card
from twiml_check.report.html.source import Note, source
from twiml_check.report.tally import counted
from twiml_check.report.words import (
    alike,
    duration,
    is_file,
    outlook,
    reached_by,
    runs_of,
    size,
)
from twiml_check.urls import mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from twiml_check.model import Check, Hop
    from twiml_check.report import View

MOST_VERBS = 12
MOST_CHARS = 3_000_000
"""Characters of documents in one page: what a browser opens at once."""
WORST = ("error", "warning", "info")


class Room:
    """How much of the documents still fits on the page."""

    def __init__(self) -> None:
        """All of it at first."""
        self.left = MOST_CHARS

    def takes(self, hop: Hop) -> bool:
        """Whether this hop's document still does."""
        self.left -= len(hop.document.source.raw) if hop.document else 0
        return self.left >= 0


def target(number: int, check: Check, view: View, room: Room, *, alone: bool) -> Iterator[str]:
    """The section of a target, folded up when there is nothing to see."""
    unfolded = " open" if alone or check.findings or check.verdict != "pass" else ""
    yield f'<details class="target {check.verdict}" id="t{number}"{unfolded}>'
    yield f"<summary><h2>{verdict_badge(check.verdict)} {_title(check)}</h2></summary>"
    about = "" if is_file(check) else f'<span class="event">{xml(check.event)}</span> '
    if outlook(check) or about:
        yield f'<p class="outlook">{about}{xml(outlook(check))}</p>'
    notes = _notes(number, check)
    yield from _loose(notes.pop(0, []))
    yield f'<ol class="{"files" if is_file(check) else "chain"}">'
    for hop in check.hops:
        yield from _hop(hop, check, notes.pop(hop.number, []), view, room)
    yield "</ol>"
    for left in notes.values():
        yield from _loose(left)
    yield "</details>"


def _title(check: Check) -> str:
    name = f'<span class="name">{xml(check.name)}</span> ' if check.name else ""
    return f"{name}<code>{xml(check.target)}</code>"


def _notes(number: int, check: Check) -> dict[int, list[Note]]:
    """The findings of each hop, with the address of each in the page."""
    notes: dict[int, list[Note]] = defaultdict(list)
    known = {hop.number for hop in check.hops}
    for count, (finding, more) in enumerate(alike(check), 1):
        hop = finding.hop if finding.hop in known else 0
        notes[hop].append(Note(f"t{number}f{count}", count, finding, more))
    return notes


def _loose(notes: Sequence[Note]) -> Iterator[str]:
    """Findings that have no place in a document."""
    for note in notes:
        yield from card(note.anchor, note.number, note.finding, note.more)


def _hop(hop: Hop, check: Check, notes: list[Note], view: View, room: Room) -> Iterator[str]:
    levels = {note.finding.level for note in notes}
    worst = next((level for level in WORST if level in levels), "clean")
    yield f'<li class="hop {worst}" value="{hop.number}">'
    if not is_file(check):
        yield from _request(hop, check)
    drawn = [note for note in notes if note.finding.location and hop.document]
    yield from _loose([note for note in notes if note not in drawn])
    if hop.repeats:
        yield f'<p class="aside">The same as request {hop.repeats}.</p>'
    if hop.document and (drawn or not hop.repeats):
        yield from _document(hop, drawn, view, room)
    yield "</li>"


def _request(hop: Hop, check: Check) -> Iterator[str]:
    method = f"<b>{xml(hop.request.method)}</b> " if hop.request else ""
    yield f'<h3><span class="via">{xml(reached_by(hop, check))}</span> '
    yield f"{method}<code>{xml(hop.name)}</code></h3>"
    facts = [fact for fact in _facts(hop) if fact]
    if facts:
        yield f'<p class="facts">{" ".join(facts)}</p>'


def _facts(hop: Hop) -> Iterator[str]:
    answer = hop.answer
    if answer is None:
        return
    if answer.status is not None:
        bad = " bad" if answer.status >= 400 else ""
        yield f'<span class="status{bad}">{answer.status}</span>'
        yield f"<span>{xml(answer.media_type)}</span>" if answer.media_type else ""
        yield f"<span>{size(answer.size if hop.target else len(answer.body))}</span>"
    if answer.failure:
        yield f'<span class="status bad">{xml(answer.failure.cause)}</span>'
    yield f"<span>{duration(answer.elapsed_ms)}</span>"
    location = answer.header("Location") if hop.treatment == "redirect" else None
    if location is not None:
        yield f'<span class="leads">→ <code>{xml(mask(location))}</code></span>'
    if hop.verbs:
        yield f'<span class="verbs">{xml(", ".join(runs_of(hop.verbs, MOST_VERBS)))}</span>'


def _document(hop: Hop, notes: Sequence[Note], view: View, room: Room) -> Iterator[str]:
    if hop.document is None or not hop.document.source.raw:
        yield from _loose(notes)
        return
    if not room.takes(hop):
        yield from _loose(notes)
        yield '<p class="aside">The document is left out: this page is large enough.</p>'
        return
    lines = counted(len(hop.document.source.lines), "line")
    yield f'<details class="document"{" open" if notes else ""}>'
    yield f"<summary>Document <span>{lines}</span></summary>"
    yield from source(hop.document.source, notes, view.hidden)
    yield "</details>"
