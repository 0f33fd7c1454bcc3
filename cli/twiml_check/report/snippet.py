"""The lines of a document as they may be shown: visible, cropped, and without what is secret."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.report.escape import glyph
from twiml_check.web.credentials import HIDDEN, Span, spans

if TYPE_CHECKING:
    from twiml_check.model.source import Location, Source

ELLIPSIS = "…"


class Piece(NamedTuple):
    """A part of a line round a place; joined, the three are what is shown."""

    before: str
    marked: str
    after: str


@lru_cache(maxsize=1)
def secrets(source: Source, said_back: tuple[str, ...] = ()) -> Mapping[int, Sequence[Span]]:
    """For each line that has some, where its passwords stand, 0-based.

    They are looked for in the whole document: a cropped URL, or half of one that goes over two
    lines, does not show what is a password in it. Kept, as a document may have many findings.
    """
    found: dict[int, list[Span]] = defaultdict(list)
    for start, stop in _joined(spans(source.text), source.text, said_back):
        first, last = source.place(start), source.place(stop)
        for line in range(first.line, last.line + 1):
            begin = first.column - 1 if line == first.line else 0
            end = last.column - 1 if line == last.line else len(source.lines[line - 1])
            found[line].append((begin, end))
    return found


def _joined(logins: list[Span], text: str, said_back: tuple[str, ...]) -> list[Span]:
    """The spans of the logins and of what is said back, in order and without overlaps."""
    if not said_back:
        return logins
    pattern = "|".join(map(re.escape, sorted(said_back, key=len, reverse=True)))
    joined: list[Span] = []
    for start, stop in sorted([*logins, *(hit.span() for hit in re.finditer(pattern, text))]):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(stop, joined[-1][1])
        else:
            joined.append((start, stop))
    return joined


def glyphs(line: str, first: int, last: int, hidden: Sequence[Span]) -> list[str]:
    """What is shown for each character of a stretch; `***` and nothing for those of a password."""
    shown = [glyph(char) for char in line[first:last]]
    begin = bisect_right(hidden, first, key=lambda span: span[1])
    for secret in hidden[begin : bisect_right(hidden, (last, last))]:
        start, stop = (min(max(index, first), last) - first for index in secret)
        shown[start:stop] = [HIDDEN, *[""] * (stop - start - 1)][: stop - start]
    return shown


def piece(source: Source, place: Location, most: int, said_back: tuple[str, ...]) -> Piece | None:
    """About `most` characters of the line round a place; None when there is no such line."""
    if not 0 < place.line <= len(source.lines):
        return None
    line, hidden = source.lines[place.line - 1], secrets(source, said_back).get(place.line, ())
    start = min(max(place.column - 1, 0), len(line))
    stop = min(start + max(place.length, 1), start + most, len(line))
    room = max(most - (stop - start), 0)
    first = max(start - max(room // 2, room - (len(line) - stop)), 0)
    last = min(stop + room - (start - first), len(line))
    shown = glyphs(line, first, last, hidden)
    before, marked, after = (
        shown[: start - first],
        shown[start - first : stop - first],
        shown[stop - first :],
    )
    head, tail = ELLIPSIS * (first > 0), ELLIPSIS * (last < len(line))
    return Piece(head + "".join(before), "".join(marked), "".join(after) + tail)
