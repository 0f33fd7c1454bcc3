"""Read and write the words of a path through a call.

Keys without quotes are pressed, a text in double quotes is said or sent, and all other words name
the outcome of a verb: `2 "sales" silence busy`.
"""

import re
from collections.abc import Iterable

from twiml_check.explore.continuations.gather import SURE

KEYS = r"[wWA-D]*[0-9*#][0-9*#wWA-D]*"
_WORD = r'[~?]?"((?:[^"\\]|\\.)*)"|([^\s"]+)'
_ESCAPED = r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U(000[0-9a-fA-F]{5}|0010[0-9a-fA-F]{4})|(.))"
"""Invisible characters are written as in reports: `\\x1b`, `\\u202e`."""
_NAMED = {"n": "\n", "r": "\r", "t": "\t"}
SAME = {"wait": "silence"}
"""Other names of words."""


CONFIDENCES = {"": SURE, "?": "0.2", "~": ""}
"""The mark before a spoken text -> its Confidence: high, low, or no Confidence."""


def read_path(text: str) -> tuple[str, ...]:
    """Return the words of a path, each as written.

    Raises:
        ValueError: A quotation mark is not closed.
    """
    words: list[str] = []
    at = 0
    for found in re.finditer(_WORD, text):
        if text[at : found.start()].strip():
            break
        words.append(found[0] if found[1] is not None else SAME.get(found[2], found[2]))
        at = found.end()
    if text[at:].strip():
        raise ValueError(f"a quotation mark is not closed: {text}")
    return tuple(words)


def write_path(words: Iterable[str]) -> str:
    """Return the path as one text."""
    return " ".join(words)


def quoted(text: str) -> str:
    """Return a text as a word of a path."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for name, char in _NAMED.items():
        escaped = escaped.replace(char, f"\\{name}")
    return f'"{escaped}"'


def spoken(word: str) -> str | None:
    """Return the text that a word says or sends; None for any other word."""
    if len(word) < 2 or word[0] != '"' or word[-1] != '"':
        return None
    return re.sub(_ESCAPED, _meant, word[1:-1])


def _meant(found: re.Match[str]) -> str:
    number = found[1] or found[2] or found[3]
    return chr(int(number, 16)) if number else _NAMED.get(found[4], found[4])


def is_keys(word: str) -> bool:
    """Say whether a word consists of keys."""
    return re.fullmatch(KEYS, word) is not None
