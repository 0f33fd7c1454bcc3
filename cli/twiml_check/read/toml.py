"""Bytes -> TOML, and the line of every key in it, which `tomllib` does not tell."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from twiml_check.read.toml_lines import Path, TooDeepError, key_lines

LARGEST = 1 << 20
"""Bytes of a file: a suite of thousands of checks has a fifth of it."""
_PLACE = r" \(at (?:line (\d+), column \d+|end of document)\)$"


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
