"""The lines of a document in a report: escaped, cropped, with `***` for redacted text."""

import re
from functools import lru_cache
from typing import NamedTuple

from twiml_check.model.source import Location, Source
from twiml_check.report.escape import glyph
from twiml_check.report.redact import REDACTED
from twiml_check.web.credentials import HIDDEN
from twiml_check.web.secrets import ELLIPSIS


class Snippet(NamedTuple):
    """A part of a line around a place; the three texts joined are shown."""

    before: str
    marked: str
    after: str

    @property
    def text(self) -> str:
        """Return all three parts."""
        return f"{self.before}{self.marked}{self.after}"


def glyphs(line: str, first: int, last: int) -> list[str]:
    """Return the shown text of each character; a secret becomes one `***`."""
    shown = [glyph(char) for char in line[first:last]]
    if REDACTED in line:
        for secret in re.finditer(f"{REDACTED}+", line[first:last]):
            start, stop = secret.span()
            shown[start:stop] = [HIDDEN, *[""] * (stop - start - 1)]
    return shown


def readable(text: str) -> str:
    """Return a document's text with `***` for each secret, also across lines."""
    return re.sub(f"{REDACTED}+(?:[\\r\\n]+{REDACTED}+)*", HIDDEN, text)


@lru_cache(maxsize=1)
def lines_of(source: Source) -> list[str]:
    """Return the lines of a document; the cache keeps one document for all its findings."""
    lines = source.lines
    source.forget()
    return lines


def snippet(source: Source, place: Location, most: int) -> Snippet | None:
    """Return about `most` characters of the line around a place; None if there is no line."""
    lines = lines_of(source)
    if not 0 < place.line <= len(lines):
        return None
    line = lines[place.line - 1]
    start = min(max(place.column - 1, 0), len(line))
    stop = min(start + max(place.length, 1), start + most, len(line))
    room = max(most - (stop - start), 0)
    first = max(start - max(room // 2, room - (len(line) - stop)), 0)
    last = min(stop + room - (start - first), len(line))
    shown = glyphs(line, first, last)
    head, tail = ELLIPSIS * (first > 0), ELLIPSIS * (last < len(line))
    return Snippet(
        head + "".join(shown[: start - first]),
        "".join(shown[start - first : stop - first]),
        "".join(shown[stop - first :]) + tail,
    )
