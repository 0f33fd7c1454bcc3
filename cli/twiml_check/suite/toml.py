"""Bytes -> TOML, with the line of every key, which `tomllib` does not give."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from twiml_check.suite import LARGEST
from twiml_check.web.text import well_formed

MOST_PARTS = 8
"""Parts of a dotted key: `tomllib` needs quadratic time for them."""
DEEPEST = 16
"""Nested lists and tables: `tomllib` needs a level of recursion for each."""
_PLACE = r" \(at (?:line (\d+), column \d+|end of document)\)$"
_PART = r"""(?:[\w-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*+"
_TOKENS = rf"""(?xms)
      (?P<long> (?:^[ \t]*+ \[{{0,2}}+ [ \t]*+)? {_PART}(?:[ \t]*\.[ \t]*{_PART}){{{MOST_PARTS}}} )
    | ^[ \t]*+ \[\[ [ \t]*(?P<tables>{_KEY})[ \t]* \]\]
    | ^[ \t]*+ \[ [ \t]*(?P<table>{_KEY})[ \t]* \]
    | ^[ \t]*+ (?P<key>{_KEY})[ \t]* =
    | (?P<value> "{{3}}(?:\\.|[^\\])*?(?:"{{3,5}}|\Z) | \'\'\'.*?(?:'{{3,5}}|\Z)
        | "(?:\\.|[^"\\\n])*+"?+ | '[^'\n]*+'?+ | [\w-]+ )
    | (?P<comment> \#[^\n]* )
    | (?P<open> [{{\[] )
    | (?P<close> [}}\]] )
    | (?P<comma> , )
"""
"""An open string ends at the end of the file: otherwise its quotes would begin new searches."""

Path = tuple[str | int, ...]
"""Keys, and the numbers of the items of a list, from 0."""


class BadToml(ValueError):  # noqa: N818  (the file is at fault)
    """The file cannot be read; the text says why."""

    def __init__(self, why: str, line: int) -> None:
        """Keep the line, which counts from 1."""
        super().__init__(why)
        self.line = line


class Toml(NamedTuple):
    """A file that was read."""

    values: dict[str, Any]
    lines: dict[Path, int]
    """The line of each table, key, and item of a list; lines count from 1."""

    def line(self, path: Path) -> int:
        """Return the line of a path, or of the nearest known part of it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_toml(raw: bytes) -> Toml:
    """Return the values and the lines of their keys; raise BadToml."""
    text = _text(raw)
    lines = key_lines(text)
    try:
        return Toml(tomllib.loads(text), lines)
    except (ValueError, RecursionError) as reason:  # a number can raise one of its own
        found = re.search(_PLACE, str(reason))
        why = re.sub(_PLACE, "", str(reason))
        line = int(found[1]) if found and found[1] else text.rstrip("\n").count("\n") + 1
        raise BadToml(f"not valid TOML: {why[:1].lower()}{why[1:]}", line) from reason


def quote(text: str) -> str:
    """Return a text as TOML writes it, on one line: https://toml.io/en/v1.0.0#string

    Unprintable characters are escaped; a lone surrogate becomes U+FFFD.
    """
    written = json.dumps(well_formed(text), ensure_ascii=False)
    return "".join(char if char.isprintable() else _escape(char) for char in written)


def _escape(char: str) -> str:
    number = ord(char)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def key_lines(text: str) -> dict[Path, int]:
    """Return the line of every header, key and item of a list, even in a file that is not valid.

    Raises:
        BadToml: the keys or lists are nested too deeply.
    """
    lines: dict[Path, int] = {}
    counts: Counter[Path] = Counter()
    home: Path = ()
    path: Path = ()
    for line, kind, found in _statements(text):
        if kind != "element":
            path = home if kind == "key" else ()
            for part in _parts(found):
                path = (*path, counts[path] - 1, part) if path in counts else (*path, part)
                lines.setdefault(path, line)
        if kind == "table":
            home = path
        elif kind != "key":
            home = (*path, counts[path]) if kind == "tables" else home
            lines[(*path, counts[path])] = line
            counts[path] += 1
    return lines


def _statements(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the kind and the text of each header, key and item of a list."""
    line, end, brackets, is_new = 1, 0, "", False
    for token in re.finditer(_TOKENS, text):
        line += text.count("\n", end, token.start())
        end, kind = token.start(), token.lastgroup or ""
        if kind == "long":
            raise BadToml(f"a key has more than {MOST_PARTS} parts", line)
        if kind in ("tables", "table", "key") and not brackets:
            yield line, kind, token[kind]
        elif kind == "close":
            brackets = brackets[:-1]
        elif kind == "comma":
            is_new = brackets == "["
        elif kind != "comment":
            if is_new and brackets == "[":
                yield line, "element", token[kind]
            brackets += token[kind] if kind == "open" else ""
            is_new = kind == "open" and brackets == "["
        if len(brackets) > DEEPEST:
            raise BadToml(f"more than {DEEPEST} nested lists", line)


def _parts(key: str) -> Iterator[str]:
    """Yield the names in a dotted key; nothing for a key that is not valid."""
    try:
        inner: Any = tomllib.loads(f"{key} = 0")
    except ValueError:
        return
    while isinstance(inner, dict):
        name, inner = inner.popitem()
        yield name


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise BadToml(f"the file has more than {LARGEST:,} bytes", 1)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as reason:
        line = raw.count(b"\n", 0, reason.start) + 1
        raise BadToml("not valid TOML: the bytes are not UTF-8", line) from reason
