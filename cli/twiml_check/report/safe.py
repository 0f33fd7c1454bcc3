"""Text from outside, made fit to be shown: nothing invisible, nothing secret, nothing endless."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from twiml_check.logins import HIDDEN, masked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twiml_check.model import Fields

TAB = "    "

SECRET_HEADERS = frozenset(
    {"authorization", "cookie", "proxy-authorization", "set-cookie", "x-twilio-signature"}
)

# Drawn as nothing or as a blank, though Unicode counts them as letters, marks or symbols
# (https://www.unicode.org/reports/tr36/#Invisible_Characters); the variation selectors among them
# also make the width of the character before them a matter of taste between terminals.
_BLANK_LETTERS = (
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164"
    "\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_NOT_ASCII_TEXT = "[^ -~]"
_SHORT_ESCAPES = {"\t": TAB, "\n": "\\n", "\r": "\\r"}


def glyph(char: str) -> str:
    """One character as it may go to a terminal: itself, blanks for a tab, or a visible escape."""
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    if char.isprintable() and not re.match(_BLANK_LETTERS, char):
        return char
    number = ord(char)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def visible(text: str) -> str:
    r"""The text in one line, control and invisible characters escaped (`\x1b`, `\u202e`)."""
    return re.sub(_NOT_ASCII_TEXT, lambda found: glyph(found.group()), text)


def shown(text: str) -> str:
    """The text masked and in one visible line: what every word from outside goes through."""
    return visible(masked(text))


def machine(text: str) -> str:
    """Masked, and without lone surrogates: Python writes them, other JSON readers choke."""
    if not text.isalnum():
        text = masked(text)
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def shown_fields(headers: Fields) -> list[tuple[str, str]]:
    """Headers, visible, with the values of the secret ones hidden."""
    return [
        (shown(name), HIDDEN if name.strip().lower() in SECRET_HEADERS else shown(value))
        for name, value in headers
    ]


def trimmed_path(path: Sequence[str], most: int) -> list[str]:
    """An element's path with the middle left out when more than `most` names stand in it.

    Each finding carries its path, and 64 KiB of TwiML can nest thousands deep.
    """
    if len(path) <= most:
        return list(path)
    half = most // 2
    return [*path[:half], "…", *path[-half:]]
