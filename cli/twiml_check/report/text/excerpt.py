"""The source line round a place, cropped to fit, and where to put the caret under it."""

from typing import NamedTuple

from rich.cells import cell_len

from twiml_check.report.snippet import glyphs
from twiml_check.report.text.layout import ELLIPSIS, cells, fitting_end, fitting_start

CONTEXT = 8
"""Cells kept on either side of an underlined part that is too long itself."""


class Excerpt(NamedTuple):
    """A piece of a line; all measures are in cells."""

    text: str
    before: int
    """What stands left of the underlined part."""
    underlined: int


def excerpt(line: str, column: int, length: int, room: int) -> Excerpt:
    """Crop `line` round `length` characters at `column` (1-based) to `room` cells."""
    start = min(max(column - 1, 0), len(line))
    stop = min(start + max(length, 1), start + 2 * room, len(line))
    first, last = max(start - 2 * room, 0), min(stop + 2 * room, len(line))
    found = glyphs(line, first, last)
    left, middle, right = _split(found, start - first, stop - first)
    context = min(cells(left), CONTEXT) + min(cells(right), CONTEXT)
    middle = _head(middle, max(room - context, 1))
    room -= cells(middle)
    left = _tail(left, max(room - min(cells(right), room // 2), 1), more=first > 0)
    right = _head(right, max(room - cells(left), 1), more=last < len(line))
    return Excerpt("".join([*left, *middle, *right]), cells(left), max(cells(middle), 1))


def _split(glyphs: list[str], start: int, stop: int) -> tuple[list[str], list[str], list[str]]:
    """Return before, within and after; combining marks go with the letter that they stand on."""
    while stop < len(glyphs) and glyphs[stop] and not cell_len(glyphs[stop]):
        stop += 1
    return glyphs[:start], glyphs[start:stop], glyphs[stop:]


def _head(glyphs: list[str], room: int, *, more: bool = False) -> list[str]:
    if not more and cells(glyphs) <= room:
        return glyphs
    return [*fitting_start(glyphs, room - 1), ELLIPSIS]


def _tail(glyphs: list[str], room: int, *, more: bool = False) -> list[str]:
    if not more and cells(glyphs) <= room:
        return glyphs
    return [ELLIPSIS, *fitting_end(glyphs, room - 1)]
