"""Fitting words and source lines into cells: a CJK character takes two, a combining mark none."""

from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len

from twiml_check.report.snippet import glyphs
from twiml_check.web.secrets import ELLIPSIS

NARROWEST = 80
"""Cells that a table takes even where the terminal has fewer."""
LONGEST_NAME = 80
LONGEST_TARGET = 200
"""Cells of a check's name, and of an address that somebody may want to copy."""
CONTEXT = 8
"""Cells kept on either side of an underlined part that is too long itself."""


def wrap(text: str, width: int, hanging: int = 0) -> list[str]:
    """Return lines of at most `width` cells, the later ones indented by `hanging` blanks.

    They are broken at blanks only: a word that fits on no line stands out whole, as a terminal
    then breaks it and a reader can still copy it.
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
    """Return the glyphs before the end that fit into the room; no mark without its letter."""
    kept = fitting_start(reversed(glyphs), room)[::-1]
    if len(kept) == len(glyphs):
        return kept
    first = next((i for i, glyph in enumerate(kept) if cell_len(glyph)), len(kept))
    return kept[first:]


def shorten(text: str, width: int) -> str:
    """Return the text with its middle left out, if that is needed to fit."""
    if cell_len(text) <= width:
        return text
    room = max(width - 1, 0)
    head = fitting_start(text, room - room // 2)
    tail = fitting_end(list(text), room // 2)
    return "".join([*head, ELLIPSIS, *tail])


def cut(text: str, width: int) -> str:
    """Return the text with its end left out, if that is needed to fit."""
    if cell_len(text) <= width:
        return text
    return "".join(fitting_start(text, max(width - 1, 0))) + ELLIPSIS


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
