"""Bytes -> TOML, and the line of every key in it, which `tomllib` does not tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

LARGEST = 1 << 20
"""Bytes of a file: a suite of thousands of checks has a fifth of it."""
_PLACE = r" \(at (?:line (\d+), column \d+|end of document)\)$"

Path = tuple[str | int, ...]
"""Keys, and the numbers of what stands in a list, from 0."""
MOST_PARTS = 8
"""Parts of a dotted key: `tomllib` takes quadratic time for them."""
DEEPEST = 16
"""Lists and tables in one another: `tomllib` takes a level of recursion for each."""

_TOKENS = r'''(?xs)
      (?P<many>  """(?:\\.|[^\\])*?"""(?:"{0,2}) | \'\'\'.*?\'\'\'(?:'{0,2}) )
    | (?P<string> "(?:\\.|[^"\\\n])*" | '[^'\n]*' )
    | (?P<skip>  [ \t]+ | \#[^\n]* )
    | (?P<end>   \n )
    | (?P<mark>  [][{}=,.] )
    | (?P<bare>  [^][{}=,.\s\#"']+ )
'''


class Toml(NamedTuple):
    """A file that was read."""

    values: dict[str, Any]
    lines: dict[Path, int]
    """Where the key of a value stands, or a value in a list; lines count from 1."""

    def line(self, path: Path) -> int:
        """The line of what stands there, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class BadToml(ValueError):  # noqa: N818  (it is a fault of the file's)
    """It cannot be read; its text says why."""

    def __init__(self, why: str, line: int) -> None:
        """`line` counts from 1."""
        super().__init__(why)
        self.line = line


def read_toml(raw: bytes) -> Toml:
    """The values and the lines of their keys; raises BadToml."""
    import tomllib

    text = _text(raw)
    try:
        lines = key_lines(text)
        return Toml(tomllib.loads(text), lines)
    except TooDeepError as reason:
        raise BadToml(str(reason), reason.line) from reason
    except (ValueError, RecursionError) as reason:  # a number can raise one of its own
        found = re.search(_PLACE, str(reason))
        why = re.sub(_PLACE, "", str(reason))
        line = int(found[1]) if found and found[1] else _last(text)
        raise BadToml(f"no TOML: {why[:1].lower()}{why[1:]}", line) from reason


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise BadToml(f"the file has more than {LARGEST:,} bytes", 1)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as reason:
        line = raw.count(b"\n", 0, reason.start) + 1
        raise BadToml("no TOML: these bytes are not UTF-8", line) from reason


def _last(text: str) -> int:
    return text.rstrip("\n").count("\n") + 1


class TooDeepError(ValueError):
    """More than anybody writes by hand."""

    def __init__(self, why: str, line: int) -> None:
        """`line` counts from 1."""
        super().__init__(why)
        self.line = line


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


_END = _Token("", "", 0)


class _StrangeError(Exception):
    """No TOML from here on."""


def key_lines(text: str) -> dict[Path, int]:
    """The line of every key, header and value in a list; as far as it is TOML.

    Raises:
        TooDeepError: it is written to make us work.
    """
    scanner = _Scanner(text)
    with suppress(_StrangeError):
        scanner.document()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._tokens = _tokens(text)
        self._next = next(self._tokens, _END)
        self._tables: Counter[Path] = Counter()
        """How many [[tables]] of a name there are."""

    def document(self) -> None:
        home: Path = ()
        while self._next is not _END:
            if self._next.kind == "end":
                self._take()
            elif self._next.text == "[":
                home = self._header()
            else:
                self._pair(home)

    def _take(self, text: str = "") -> _Token:
        """The next token, which has to be this one if there is a text."""
        token = self._next
        if token is _END or (text and (token.kind, token.text) != ("mark", text)):
            raise _StrangeError
        self._next = next(self._tokens, _END)
        return token

    def _is(self, text: str) -> bool:
        return self._next.kind == "mark" and self._next.text == text

    def _header(self) -> Path:
        line = self._take("[").line
        several = self._is("[")
        if several:
            self._take()
        path: Path = ()
        for part in self._key():
            path = (*path, part)
            self.lines.setdefault(path, line)
            if path in self._tables:  # [check.params] is that of the last [[check]]
                path = (*path, self._tables[path] - 1)
        self._take("]")
        if several:
            self._take("]")
            base = path[:-1] if isinstance(path[-1], int) else path
            path = (*base, self._tables[base])
            self._tables[base] += 1
            self.lines[path] = line
        return path

    def _key(self) -> list[str]:
        parts: list[str] = []
        while True:
            token = self._take()
            if token.kind not in ("string", "bare"):
                raise _StrangeError
            parts.append(_name(token))
            if len(parts) > MOST_PARTS:
                raise TooDeepError(f"a key has more than {MOST_PARTS} parts", token.line)
            if not self._is("."):
                return parts
            self._take()

    def _pair(self, home: Path, depth: int = 0) -> None:
        line = self._next.line
        path = home
        for part in self._key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        self._take("=")
        self._value(path, depth)

    def _value(self, path: Path, depth: int) -> None:
        if depth > DEEPEST:
            raise TooDeepError(f"more than {DEEPEST} lists in one another", self._next.line)
        if self._is("["):
            self._list(path, depth)
        elif self._is("{"):
            self._table(path, depth)
        else:
            self._plain()

    def _list(self, path: Path, depth: int) -> None:
        self._take("[")
        number = 0
        while not self._is("]"):
            if self._next.kind == "end" or self._is(","):
                self._take()
                continue
            self.lines.setdefault((*path, number), self._next.line)
            self._value((*path, number), depth + 1)
            number += 1
        self._take("]")

    def _table(self, path: Path, depth: int) -> None:
        self._take("{")
        while not self._is("}"):
            if self._next.kind == "end" or self._is(","):
                self._take()
            else:
                self._pair(path, depth + 1)
        self._take("}")

    def _plain(self) -> None:
        """A string, or what else there is: 1.5 and 07:32:00.25 are several tokens."""
        if self._take().kind not in ("bare", "string", "many"):
            raise _StrangeError
        while self._next.kind == "bare" or self._is("."):
            self._take()


def _tokens(text: str) -> Iterator[_Token]:
    """The tokens, down to the first that is none."""
    line, at = 1, 0
    pattern = re.compile(_TOKENS)
    while found := pattern.match(text, at):
        at = found.end()
        kind = found.lastgroup or ""
        if kind != "skip":
            yield _Token(kind, found[0], line)
        if kind in ("end", "many"):
            line += found[0].count("\n")


def _name(token: _Token) -> str:
    """What a key is called."""
    if token.kind == "bare":
        return token.text
    if token.text.startswith("'"):
        return token.text[1:-1]
    return _unescaped(token.text)


def _unescaped(quoted: str) -> str:
    import tomllib  # its escapes are not those of JSON

    try:
        name: str = tomllib.loads(f"name = {quoted}")["name"]
    except ValueError as reason:
        raise _StrangeError from reason
    return name
