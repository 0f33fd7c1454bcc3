"""The source line round a place, cropped to fit, and where to put the caret under it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from twiml_check.logins import HIDDEN, Span, spans
from twiml_check.report.safe import glyph
from twiml_check.report.text.layout import ELLIPSIS, cells, taken, taken_from_end

if TYPE_CHECKING:
    from twiml_check.source import Source

CONTEXT = 8
"""Cells kept on either side of an underlined part that is too long itself."""


class Excerpt(NamedTuple):
    """A piece of a line; all measures are in cells."""

    text: str
    before: int
    """What stands left of the underlined part."""
    underlined: int


@lru_cache(maxsize=1)
def secrets(source: Source) -> Mapping[int, Sequence[Span]]:
    """For each line that has some, where its passwords stand, 0-based.

    They are looked for in the whole document: a cropped URL, or half of one that goes over two
    lines, does not show what is a password in it. Kept, as a document may have many findings.
    """
    found: dict[int, list[Span]] = defaultdict(list)
    for start, stop in spans(source.text):
        first, last = source.place(start), source.place(stop)
        for line in range(first.line, last.line + 1):
            begin = first.column - 1 if line == first.line else 0
            end = last.column - 1 if line == last.line else len(source.lines[line - 1])
            found[line].append((begin, end))
    return found


def excerpt(line: str, column: int, length: int, room: int, hidden: Sequence[Span] = ()) -> Excerpt:
    """Crop `line` round `length` characters at `column` (1-based) to `room` cells."""
    start = min(max(column - 1, 0), len(line))
    stop = min(start + max(length, 1), start + 2 * room, len(line))
    first, last = max(start - 2 * room, 0), min(stop + 2 * room, len(line))
    glyphs = _glyphs(line, first, last, hidden)
    left, middle, right = _split(glyphs, start - first, stop - first)
    context = min(cells(left), CONTEXT) + min(cells(right), CONTEXT)
    middle = _head(middle, max(room - context, 1))
    room -= cells(middle)
    left = _tail(left, max(room - min(cells(right), room // 2), 1), more=first > 0)
    right = _head(right, max(room - cells(left), 1), more=last < len(line))
    return Excerpt("".join([*left, *middle, *right]), cells(left), max(cells(middle), 1))


def _glyphs(line: str, first: int, last: int, hidden: Sequence[Span]) -> list[str]:
    """What is shown for each character of a stretch; `***` and nothing for those of a password."""
    glyphs = [glyph(char) for char in line[first:last]]
    begin = bisect_right(hidden, first, key=lambda span: span[1])
    for secret in hidden[begin : bisect_right(hidden, (last, last))]:
        start, stop = (min(max(index, first), last) - first for index in secret)
        glyphs[start:stop] = [HIDDEN, *[""] * (stop - start - 1)][: stop - start]
    return glyphs


def _split(glyphs: list[str], start: int, stop: int) -> tuple[list[str], list[str], list[str]]:
    """Before, within and after; combining marks go with the letter that they stand on."""
    while stop < len(glyphs) and glyphs[stop] and not cell_len(glyphs[stop]):
        stop += 1
    return glyphs[:start], glyphs[start:stop], glyphs[stop:]


def _head(glyphs: list[str], room: int, *, more: bool = False) -> list[str]:
    if not more and cells(glyphs) <= room:
        return glyphs
    return [*taken(glyphs, room - 1), ELLIPSIS]


def _tail(glyphs: list[str], room: int, *, more: bool = False) -> list[str]:
    if not more and cells(glyphs) <= room:
        return glyphs
    return [ELLIPSIS, *taken_from_end(glyphs, room - 1)]
