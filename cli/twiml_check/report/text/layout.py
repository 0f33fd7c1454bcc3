"""Fit words and source lines into cells: a CJK character has two, a combining mark none."""

from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len

from twiml_check.report.snippet import glyphs
from twiml_check.web.secrets import ELLIPSIS

NARROWEST = 80
"""The least width of a table, even in a narrower terminal."""
LONGEST_NAME = 80
LONGEST_TARGET = 200
"""The most cells of a check's name, and of a URL that people may copy."""
CONTEXT = 8
"""Cells kept on each side of an underlined part that is too long."""


def wrap(text: str, width: int, hanging: int = 0) -> list[str]:
    """Return lines of at most `width` cells; later lines are indented by `hanging` spaces.

    Lines break only at spaces. A word longer than a line stays whole: a terminal wraps it, and a
    reader can still copy it.
    """
    lines: list[str] = []
    line = ""
    for number, word in enumerate(text.split(" ")):
        room = width - cell_len(word)
        if number and cell_len(line) + 1 > room >= hanging:
            lines.append(line)
            line = " " * hanging + word
        else:
            line = f"{line} {word}" if number else word
    return [*lines, line]


def cells(glyphs: Iterable[str]) -> int:
    """Return the width of some glyphs side by side."""
    return sum(map(cell_len, glyphs))


def fitting_start(glyphs: Iterable[str], room: int) -> list[str]:
    """Return the glyphs from the start that fit into the room."""
    kept: list[str] = []
    for glyph in glyphs:
        room -= cell_len(glyph)
        if room < 0:
            break
        kept.append(glyph)
    return kept


def fitting_end(glyphs: list[str], room: int) -> list[str]:
    """Return the last glyphs that fit into the room; a combining mark stays with its letter."""
    kept = fitting_start(reversed(glyphs), room)[::-1]
    if len(kept) == len(glyphs):
        return kept
    first = next((i for i, glyph in enumerate(kept) if cell_len(glyph)), len(kept))
    return kept[first:]


def shorten(text: str, width: int) -> str:
    """Return the text, without its middle if it is too wide."""
    if cell_len(text) <= width:
        return text
    room = max(width - 1, 0)
    head = fitting_start(text, room - room // 2)
    tail = fitting_end(list(text), room // 2)
    return "".join([*head, ELLIPSIS, *tail])


def cut(text: str, width: int) -> str:
    """Return the text, without its end if it is too wide."""
    if cell_len(text) <= width:
        return text
    return "".join(fitting_start(text, max(width - 1, 0))) + ELLIPSIS


class Excerpt(NamedTuple):
    """A part of a line; all measures are in cells."""

    text: str
    before: int
    """The width left of the underlined part."""
    underlined: int


def excerpt(line: str, column: int, length: int, room: int) -> Excerpt:
    """Crop `line` around `length` characters at `column` (1-based) to `room` cells."""
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
    """Return the glyphs before, within and after; a combining mark stays with its letter."""
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
