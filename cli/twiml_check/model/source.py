"""A document as received: it turns positions in bytes into lines and columns.

The parser counts bytes, people count characters. Everything is computed when the first finding
needs it, because most documents have no finding.
"""

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

_UTF16_MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
_LINE_END = r"\r\n|\r|\n"
_TAG = r"<[^\s/>]*"
_ATTRIBUTE = r"""\s*([^\s=/>"'<]+)\s*=\s*(?:"([^"]*)"|'([^']*)')"""
_MARKUP = (
    r"<!--(?s:.*?)-->|<!\[CDATA\[(?s:.*?)\]\]>|<\?(?s:.*?)\?>"
    r"""|<(?P<close>/?)(?P<name>[^\s/>!?]+)(?:[^<>"'/]++|"[^"]*+"|'[^']*+'|/(?!>))*+(?P<empty>/?)>"""
)
_TEXT_RUN = r"[^<\r\n]*"
_COMMENT = r"<!--(?:[^-\r\n]|-(?!->))*(?:-->)?"
_BLOCK = 4096
"""Bytes between two marks: the most bytes that are decoded to place one finding."""

_Span = tuple[int, int]


class Location(NamedTuple):
    """A place in a document; lines and columns are 1-based, columns count characters."""

    line: int
    column: int
    length: int = 1
    """Characters to underline."""
    path: tuple[str, ...] = ()
    """Names of the elements around it, from the root down."""


class Edit(NamedTuple):
    """A replacement in a document, counted like a `Location`; the end is not replaced."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Source:
    """The bytes of a document, and their codec."""

    def __init__(
        self, raw: bytes, encoding: str = "utf-8", hide: Callable[[str], str] | None = None
    ) -> None:
        """Keep the bytes; `encoding` is Python's name of a codec, UTF-8 if it is not for text."""
        self.raw = raw
        self.encoding = encoding
        self._hide = hide
        self._plain = encoding == "utf-8" and raw.isascii()

    def redact(self, hide: Callable[[str], str]) -> "Source":
        """Return the same document with the text after `hide`, which keeps its length."""
        return Source(self.raw, self.encoding, hide)

    def forget(self) -> None:
        """Drop the computed values, many times the bytes; they are computed again if needed."""
        for name in COMPUTED & vars(self).keys():
            del self.__dict__[name]

    @cached_property
    def text(self) -> str:
        """Return all characters without a byte order mark; U+FFFD replaces invalid bytes."""
        text = self.raw[self._begin :].decode(self._codec, "replace")
        return self._hide(text) if self._hide else text

    @cached_property
    def lines(self) -> list[str]:
        r"""Return the text's lines without their ends (\n, \r\n or \r)."""
        return re.split(_LINE_END, self.text)

    def index(self, offset: int) -> int:
        """Return the character of `text` that begins at this byte of `raw`."""
        if self._plain:
            return min(offset, len(self.raw))
        past = max(offset - self._begin, 0)
        if self._width:
            return min(past // self._width, len(self.text))
        start, count = self._marks[min(past // _BLOCK, len(self._marks) - 1)]
        return count + len(self.raw[start:offset].decode(self._codec, "replace"))

    def place(self, index: int, length: int = 1, path: tuple[str, ...] = ()) -> Location:
        """Return the location of a character of `text`."""
        text = self.text
        if len(text) < _BLOCK and "\r" not in text:  # a list of all lines would cost more
            begin = text.rfind("\n", 0, index) + 1
            return Location(text.count("\n", 0, index) + 1, index - begin + 1, max(length, 1), path)
        line = bisect_right(self._line_starts, index)
        return Location(line, index - self._line_starts[line - 1] + 1, max(length, 1), path)

    def edit(self, start: int, end: int, text: str) -> Edit:
        """Return the replacement of the characters of `text` from `start` to before `end`."""
        begin, stop = self.place(start), self.place(end)
        return Edit(begin.line, begin.column, stop.line, stop.column, text)

    def character(self, line: int, column: int) -> int:
        """Return the character of `text` at a line and a column; the opposite of `place`."""
        starts = self._line_starts
        return min(starts[min(line, len(starts)) - 1] + column - 1, len(self.text))

    def location(self, offset: int) -> Location:
        """Return the location of a byte of `raw`."""
        return self.place(self.index(offset), 1)

    def tag(self, offset: int, path: tuple[str, ...] = ()) -> Location:
        """Return `<Name` of the tag that begins at this byte."""
        index = self.index(offset)
        return self.place(index, _length(re.compile(_TAG).match(self.text, index)), path)

    def attribute(self, offset: int, name: str, path: tuple[str, ...] = ()) -> Location:
        """Return an attribute's name in the start tag at this byte; the tag if not there."""
        spans = self._attributes(offset).get(name)
        return self._span(spans[0], path) if spans else self.tag(offset, path)

    def setting(self, offset: int, name: str, path: tuple[str, ...] = ()) -> Location:
        """Return `name="value"` of an attribute; the name alone if it is on two lines."""
        spans = self._attributes(offset).get(name)
        if spans is None:
            return self.tag(offset, path)
        begin, end = spans[0][0], spans[1][1] + 1
        whole = "\n" not in self.text[begin:end] and "\r" not in self.text[begin:end]
        return self._span((begin, end) if whole else spans[0], path)

    def names(self, offset: int) -> list[_Span]:
        """Return the element's name in the start tag at this byte, and in its closing tag."""
        depth, found = 0, list[_Span]()
        for mark in re.compile(_MARKUP).finditer(self.text, self.index(offset)):
            if mark["name"]:
                depth += 0 if mark["empty"] else -1 if mark["close"] else 1
                if not found or not depth:
                    found.append(mark.span("name"))
                if not depth:
                    return found
        return []

    def spans(self, offset: int, name: str) -> tuple[_Span, _Span] | None:
        """Return the name and the value of an attribute in the start tag at this byte."""
        return self._attributes(offset).get(name)

    def comment(self, offset: int) -> Location:
        """Return the comment that begins at this byte, up to its end or the end of the line."""
        index = self.index(offset)
        return self.place(index, _length(re.compile(_COMMENT).match(self.text, index)))

    def text_run(self, offset: int, path: tuple[str, ...] = ()) -> Location:
        """Return the text that begins at this byte, up to the next tag or the end of the line."""
        index = self.index(offset)
        run = re.compile(_TEXT_RUN).match(self.text, index)
        return self.place(index, len(run.group().rstrip()) if run else 1, path)

    def _span(self, span: _Span, path: tuple[str, ...]) -> Location:
        return self.place(span[0], span[1] - span[0], path)

    def _attributes(self, offset: int) -> dict[str, tuple[_Span, _Span]]:
        """Return `_spans`, cached: else a tag with many findings needs quadratic time."""
        found = self._tags.get(offset)
        if found is None:
            found = self._tags[offset] = _spans(self.text, self.index(offset))
        return found

    @cached_property
    def _tags(self) -> dict[int, dict[str, tuple[_Span, _Span]]]:
        return {}

    @cached_property
    def _codec(self) -> str:
        try:
            b"<>".decode(self.encoding, "replace")
        except (LookupError, ValueError):
            return "utf-8"
        return self.encoding

    @cached_property
    def _begin(self) -> int:
        """Return the bytes of the byte order mark."""
        mark = _UTF16_MARKS.get(self.encoding, codecs.BOM_UTF8)
        return len(mark) if self.raw.startswith(mark) else 0

    @cached_property
    def _width(self) -> int:
        """Return the bytes of every character if all have the same, usually for ASCII; else 0."""
        size = len(self.raw) - self._begin
        if len(self.text) == size:
            return 1
        return 2 if self.encoding in _UTF16_MARKS and len(self.text) * 2 == size else 0

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(end.end() for end in re.compile(_LINE_END).finditer(self.text))]

    @cached_property
    def _marks(self) -> list[tuple[int, int]]:
        """Return for each block a byte that begins a character, and the count of those before."""
        decoder = codecs.getincrementaldecoder(self._codec)("replace")
        marks, count = [(self._begin, 0)], 0
        for start in range(self._begin, len(self.raw), _BLOCK):
            end = min(start + _BLOCK, len(self.raw))
            count += len(decoder.decode(self.raw[start:end]))
            marks.append((end - len(decoder.getstate()[0]), count))
        return marks


COMPUTED = {name for name, each in vars(Source).items() if isinstance(each, cached_property)}


def _spans(text: str, index: int) -> dict[str, tuple[_Span, _Span]]:
    """Return the places of names and values of attributes in the start tag at this character."""
    found: dict[str, tuple[_Span, _Span]] = {}
    position = index + _length(re.compile(_TAG).match(text, index))
    while match := re.compile(_ATTRIBUTE).match(text, position):
        value = match.span(2) if match.group(2) is not None else match.span(3)
        found.setdefault(match.group(1), (match.span(1), value))
        position = match.end()
    return found


def _length(match: re.Match[str] | None) -> int:
    return match.end() - match.start() if match else 0
