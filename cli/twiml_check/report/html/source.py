"""A document with marks at its findings, and a card for each below its line."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import count, pairwise
from operator import attrgetter
from typing import NamedTuple

from twiml_check.model.finding import LEVEL_ORDER, Finding
from twiml_check.model.source import Source
from twiml_check.report.escape import xml
from twiml_check.report.html.parts import level_badge
from twiml_check.report.phrases import and_more, counted, log_entry, position
from twiml_check.report.snippet import glyphs, lines_of
from twiml_check.web.credentials import Span
from twiml_check.web.secrets import ELLIPSIS

WHOLE = 120
"""The most lines of a whole document; a longer one shows the lines around its findings."""
AROUND = 3
LONGEST = 2_000
"""The most characters of a whole line; a longer one shows the parts around its marks."""
CONTEXT = 300


class Note(NamedTuple):
    """A finding and its place in the page."""

    anchor: str
    """The anchor of its card; empty if it has only a mark."""
    finding: Finding
    more: int
    """How many equal findings have no card."""
    number: int = 0
    """The number after its mark; 0 if it has no mark."""
    way: tuple[tuple[str, str], ...] = ()
    """The way to it in an explored call and the command that repeats it, each with its name."""


class _Mark(NamedTuple):
    start: int
    stop: int
    note: Note


def source(document: Source, notes: Sequence[Note], *, whole: bool = True) -> Iterator[str]:
    """Yield the lines of a document, each with its cards; a gap says how many lines are left out.

    Without `whole`, the document is already on the page.
    """
    lines, numbers = lines_of(document), count(1)
    notes = [note._replace(number=next(numbers)) if note.anchor else note for note in notes]
    by_line: dict[int, list[Note]] = {}
    for note in notes:
        if note.finding.location:
            line = min(max(note.finding.location.line, 1), len(lines))
            by_line.setdefault(line, []).append(note)
    yield '<div class="source">'
    before = 0
    for number in _line_numbers(len(lines), sorted(by_line), WHOLE if whole else 0):
        if number > before + 1:
            yield f'<p class="gap">{counted(number - before - 1, "line")} left out</p>'
        before = number
        here = by_line.get(number, [])
        yield _line(number, lines[number - 1], here)
        for note in filter(attrgetter("anchor"), here):
            yield from card(note)
    if before < len(lines):
        yield f'<p class="gap">{counted(len(lines) - before, "line")} left out</p>'
    yield "</div>"


def _line_numbers(lines: int, marked: Sequence[int], whole: int) -> list[int]:
    """Return the numbers of the lines to show; all of them if there are no more than `whole`."""
    if lines <= whole:
        return list(range(1, lines + 1))
    if not marked:
        return list(range(1, WHOLE + 1))
    near = {line + step for line in marked for step in range(-AROUND, AROUND + 1)}
    return sorted(number for number in near if 0 < number <= lines)


def _line(number: int, text: str, notes: Sequence[Note]) -> str:
    marks = [mark for note in notes if (mark := _mark(note, len(text)))]
    pieces = []
    done = 0
    for start, stop in _windows(len(text), marks):
        pieces += [ELLIPSIS if start > done else "", _mark_up(text, start, stop, marks)]
        done = stop
    pieces.append(ELLIPSIS if done < len(text) else "")
    return f'<code class="line" data-line="{number}">{"".join(pieces)}</code>'


def _mark(note: Note, length: int) -> _Mark | None:
    place = note.finding.location
    if place is None:
        return None
    start = min(max(place.column - 1, 0), length)
    return _Mark(start, min(start + max(place.length, 1), length), note)


def _windows(length: int, marks: Sequence[_Mark]) -> list[Span]:
    """Return the parts of a line to show: all of it, or the parts around its marks."""
    if length <= LONGEST:
        return [(0, length)]
    windows: list[Span] = [(0, CONTEXT)]
    for mark in sorted(marks):
        start = max(mark.start - CONTEXT, 0)
        stop = min(min(mark.stop, mark.start + LONGEST) + CONTEXT, length)
        if start <= windows[-1][1]:
            windows[-1] = windows[-1][0], max(stop, windows[-1][1])
        else:
            windows.append((start, stop))
    return windows


def _mark_up(text: str, first: int, last: int, marks: Sequence[_Mark]) -> str:
    """Return a part of a line, split where a mark begins or ends."""
    shown = glyphs(text, first, last)
    within = [
        mark._replace(start=max(mark.start, first), stop=min(mark.stop, last))
        for mark in marks
        if mark.start <= last and mark.stop >= first
    ]
    borders = sorted({first, last, *(at for mark in within for at in (mark.start, mark.stop))})
    pieces = [_link(mark.note) for mark in within if mark.stop == first]
    for start, stop in pairwise(borders):
        part = escape("".join(shown[start - first : stop - first]))  # already escaped for people
        over = [mark.note for mark in within if mark.start <= start and stop <= mark.stop]
        pieces.append(_span(part, over) if over else part)
        pieces += [_link(mark.note) for mark in within if mark.stop == stop]
    return "".join(pieces)


def _span(part: str, over: Sequence[Note]) -> str:
    worst = min((note.finding.level for note in over), key=LEVEL_ORDER.index)
    label = next((note.finding.label for note in over if note.finding.label), "")
    title = f' title="{xml(label)}"' if label else ""
    return f'<mark class="{worst}"{title}>{part}</mark>'


def _link(note: Note) -> str:
    """Return the number after a mark, a link to its card."""
    if not note.anchor:
        return ""
    return (
        f'<a class="ref {note.finding.level}" href="#{note.anchor}"'
        f' aria-label="{note.finding.level} {note.number}">{note.number}</a>'
    )


def card(note: Note) -> Iterator[str]:
    """Yield the card of a finding."""
    finding = note.finding
    yield f'<article class="finding {finding.level}" id="{note.anchor}" tabindex="-1">'
    number = f'<span class="number" aria-hidden="true">{note.number}</span> '
    mark = number if note.number else ""
    what = f"<strong>{xml(finding.message)}</strong>"
    yield f'<p class="what">{mark}{level_badge(finding.level)} {what}</p>'
    if finding.help:
        yield f'<p class="help"><b>Help</b> {xml(finding.help)}</p>'
    notes = [text for text in (log_entry(finding), finding.note) if text]
    yield from (f'<p class="note">{xml(text)}</p>' for text in notes)
    for name, text in note.way:
        words = f"<code>{xml(text)}</code>" if name == "again" else xml(text)
        yield f'<p class="way"><b>{name.capitalize()}</b> {words}</p>'
    yield f'<p class="facts">{" ".join(_facts(finding))}</p>'
    if note.more:
        yield f'<p class="more">{and_more(note.more)}</p>'
    yield "</article>"


def _facts(finding: Finding) -> Iterator[str]:
    yield f"<code>{xml(finding.rule)}</code>"
    if finding.location:
        yield f"<span>{xml(position(finding.location))}</span>"
    if finding.doc.startswith("https://"):
        yield f'<a href="{xml(finding.doc)}" rel="noreferrer">Twilio docs</a>'
