"""Bytes -> JSON with the place of every value: for Actions and for flows.

The grammar is exactly that of https://www.rfc-editor.org/rfc/rfc8259: what only Python accepts
(NaN, a literal control character) is a fault. The depth is limited here, the size by the caller.
"""

import json
import re
from collections.abc import Iterator
from typing import NoReturn

from twiml_check.model.document import Document, ParseError
from twiml_check.model.json_value import Json, JsonValue, Places, names
from twiml_check.model.source import Location, Source
from twiml_check.web.text import clip

DEEPEST = 64
"""Levels of nested objects and lists."""
MOST_DUPLICATES = 100
LONGEST_NUMBER = 300
"""Digits of the longest whole number; Python refuses 4,300, and a double has about as many."""
_BLANKS = frozenset(" \t\r\n")
_BLANK = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*)*')
"""All but the closing quote: the end of the match shows what is wrong."""
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_AFTER = frozenset((*_BLANKS, ",", "]", "}", ""))
"""What may follow a number."""
_WORD = re.compile(r"[^\s,:\"'{}\[\]]{1,40}")
_LITERALS: dict[str, JsonValue] = {"true": True, "false": False, "null": None}
_LOWER = {"True": "true", "False": "false", "None": "null", "TRUE": "true", "FALSE": "false"}


class _Broken(Exception):  # noqa: N818 (it never leaves this file)
    """A fault after which the reader stops."""

    def __init__(self, fault: ParseError) -> None:
        super().__init__(fault.message)
        self.fault = fault


def read_json(raw: bytes) -> Document:
    """Return the document; its `json` is None if a fault stops the reader.

    Faults: `broken-json`, `deep-json` (more than 64 levels), and `duplicate-name`, after which the
    reader continues; the last value of the name counts.
    """
    source = Source(raw, _codec(raw))
    reader = _Reader(source)
    try:
        _decodable(source)
        value = reader.document()
    except _Broken as broken:
        return Document(source, None, (*reader.duplicates, broken.fault))
    read = Json(source, value, reader.places)
    return Document(source, None, tuple(reader.duplicates), read)


def fault_text(document: Document) -> str:
    """Return the fault of a document that is not JSON, and its line."""
    fault = document.faults[-1]
    where = f" in line {fault.location.line}" if fault.location else ""
    return f"{fault.message}{where}"


def _codec(raw: bytes) -> str:
    """Return UTF-8, or UTF-16 if a mark or a zero in the first two bytes shows that."""
    if raw[:2] == b"\xff\xfe" or raw[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if raw[:2] == b"\xfe\xff" or raw[:1] == b"\0" else "utf-8"


def _decodable(source: Source) -> None:
    try:
        source.raw.decode(source.encoding)
    except UnicodeDecodeError as error:
        text = f"a byte is not in the document's encoding, {source.encoding.upper()}"
        place = source.location(error.start)
        fault = ParseError("broken-json", text, "save the document as UTF-8", location=place)
        raise _Broken(fault) from error


class _Reader:
    """Reads the text once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.position = 0
        self.places = Places()
        self.duplicates: list[ParseError] = []
        self.path: list[str | int] = []

    def document(self) -> JsonValue:
        self._blank()
        if self.position == len(self.text):
            self._fail("the document is empty", label="nothing here")
        value = self._value(self.places.open(self.position))
        self._blank()
        if self.position < len(self.text):
            self._fail("there is text after the end of the JSON", label="not part of the JSON")
        return value

    def _value(self, number: int) -> JsonValue:
        begin = self.text[self.position : self.position + 1]
        value: JsonValue
        if begin == "{":
            value = self._object(number)
        elif begin == "[":
            value = self._list(number)
        elif begin == '"':
            value = self._string()
        else:
            value = self._number() if begin.isdigit() or begin == "-" else self._literal()
        self.places.close(number, self.position)
        return value

    def _object(self, number: int) -> dict[str, JsonValue]:
        found: dict[str, JsonValue] = {}
        for _ in self._each("}"):
            self._member(number, found)
        return found

    def _member(self, parent: int, found: dict[str, JsonValue]) -> None:
        begin = self.position
        if self._next() != '"':
            self._no_name()
        name = self._string()
        end = self.position
        self.path.append(name)
        if name in found:
            self._duplicate(begin, end, name)
        self._blank()
        if not self._take(":"):
            self._fail("there is no colon after the name", help='write "name": value')
        self._blank()
        number = self.places.open(self.position, begin, end)
        found[name] = self._value(number)
        self.places.member(parent, name, number)
        self.path.pop()

    def _list(self, parent: int) -> list[JsonValue]:
        found: list[JsonValue] = []
        for _ in self._each("]"):
            self._element(parent, found)
        return found

    def _element(self, parent: int, found: list[JsonValue]) -> None:
        number = self.places.open(self.position)
        self.path.append(len(found))
        found.append(self._value(number))
        self.places.element(parent, number)
        self.path.pop()

    def _each(self, end: str) -> Iterator[None]:
        """Begin an object or list, which `end` closes, and yield before each of its parts."""
        if len(self.path) >= DEEPEST:
            place = self._here(1)
            text = f"objects and lists are nested more than {DEEPEST} levels deep"
            raise _Broken(ParseError("deep-json", text, label="one level too many", location=place))
        self.position += 1
        self._blank()
        if not self._take(end):
            yield
            while self._more(end):
                yield

    def _more(self, end: str) -> bool:
        """Say whether another one follows in the object or list that `end` closes."""
        self._blank()
        if self._take(end):
            return False
        if not self._take(","):
            self._no_comma(end)
        self._blank()
        if self._next() == end:
            self._fail("there is a comma before the closing bracket", help="remove the comma")
        return True

    def _string(self) -> str:
        match = _STRING.match(self.text, self.position)
        end = match.end() if match else self.position
        if self.text[end : end + 1] != '"':
            self._bad_string(end)
        token = self.text[self.position : end + 1]
        self.position = end + 1
        return str(json.loads(token)) if "\\" in token else token[1:-1]

    def _number(self) -> int | float:
        match = _NUMBER.match(self.text, self.position)
        if match is None:
            self._fail(
                "this is not a valid JSON number", help="write a decimal number, such as 1.5"
            )
        end = match.end()
        rest = None if self.text[end : end + 1] in _AFTER else _WORD.match(self.text, end)
        if rest:
            self._fail(f'"{clip(match[0], 40)}{rest[0]}" is not a valid JSON number')
        self.position = end
        whole = match[1] is None and match[2] is None and len(match[0]) <= LONGEST_NUMBER
        return int(match[0]) if whole else float(match[0])

    def _literal(self) -> JsonValue:
        match = _WORD.match(self.text, self.position)
        word = match[0] if match else ""
        if word not in _LITERALS:
            self._no_value(word)
        self.position += len(word)
        return _LITERALS[word]

    def _duplicate(self, begin: int, end: int, name: str) -> None:
        if len(self.duplicates) < MOST_DUPLICATES:
            place = self.source.place(begin, end - begin, names(tuple(self.path)))
            text = f'the name "{clip(name, 80)}" appears twice in the same object'
            advice = "remove one of them: only the last one counts"
            self.duplicates.append(ParseError("duplicate-name", text, advice, "again", place))

    def _no_name(self) -> NoReturn:
        if self._next() == "'":
            self._fail("a name is in single quotes", help='write double quotes: "name"')
        if match := _WORD.match(self.text, self.position):
            word = match[0]
            self._fail(f"the name {word} has no quotes", f'write "{word}"', length=len(word))
        self._fail("a name is missing", help='write "name": value')

    def _no_comma(self, end: str) -> NoReturn:
        if self.position == len(self.text):
            what = "object" if end == "}" else "list"
            self._fail(
                f"the document ends, but its {what} is not closed", help=f"write {end} at the end"
            )
        if self._next() in "}]":
            self._fail(f'expected "{end}", got "{self._next()}"', help=f"write {end} instead")
        self._fail("there is no comma between this value and the one before", "add a comma")

    def _no_value(self, word: str) -> NoReturn:
        if self.position == len(self.text):
            self._fail("the document ends where a value should be")
        if self._next() == "'":
            self._fail("a string is in single quotes", help='write double quotes: "text"')
        if word.startswith(("//", "/*", "#")):
            self._fail("JSON has no comments", help="remove the comment", length=len(word))
        if word in _LOWER:
            self._fail(f"{word} is not valid JSON", f"write {_LOWER[word]}", length=len(word))
        if word:
            self._fail(f"{word} is not a value", "write strings in double quotes", length=len(word))
        self._fail("a value is missing here")

    def _bad_string(self, end: int) -> NoReturn:
        begin, self.position = self.position, end
        stop = self._next()
        if stop == "\\":
            text = f"{self.text[end : end + 2]} is not a valid JSON escape"
            self._fail(text, help="write \\\\ for a backslash", length=2)
        if stop in ("\n", "\r", ""):
            self.position = begin
            self._fail(
                "a string has no closing quote on its line", 'add ", or write \\n for a new line'
            )
        self._fail(
            f"a string contains the control character U+{ord(stop):04X}",
            f"write \\u{ord(stop):04x} instead",
        )

    def _fail(self, message: str, help: str = "", label: str = "", length: int = 1) -> NoReturn:  # noqa: A002
        place = self._here(length)
        raise _Broken(ParseError("broken-json", message, help, label, place))

    def _here(self, length: int) -> Location:
        index = min(self.position, max(len(self.text) - 1, 0))
        return self.source.place(index, length, names(tuple(self.path)))

    def _blank(self) -> None:
        if self.text[self.position : self.position + 1] in _BLANKS:
            match = _BLANK.match(self.text, self.position)
            self.position = match.end() if match else self.position

    def _next(self) -> str:
        return self.text[self.position : self.position + 1]

    def _take(self, char: str) -> bool:
        if self._next() != char:
            return False
        self.position += 1
        return True
