"""Text from outside, made fit for a format: masked, visible, and no part of the format's own signs.

Each takes any string and gives one line.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from twiml_check.web.credentials import HIDDEN, masked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twiml_check.model.exchange import Fields

_MARKDOWN = r"([\\`*_\[\]<>&~!$])"
"""Signs that mean something in the middle of a line, in GitHub's and GitLab's dialects too."""
_IN_CELL = r"[\\`*_\[\]<>&~!$|:@]"
_BAR = "&#124;"
"""A bar ends a cell of a table wherever it stands, and dialects differ on how to keep it."""
_LINK = r"(?i)\b(https?|ftp)://|\b(www)\."
"""What these dialects make a link of without being told."""
_WORKFLOW = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_WORKFLOW, ":": "%3A", ",": "%2C"}

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


def xml(text: str) -> str:
    """For the content of an element or an attribute in either quotes, in XML and in HTML."""
    return escape(shown(text))


def markdown(text: str) -> str:
    """For the middle of a paragraph or a cell: nothing in it is a link, a mention or a tag."""
    marked = re.sub(_MARKDOWN, r"\\\1", shown(text))
    unlinked = re.sub(_LINK, _broken_link, marked)
    return unlinked.replace("@", "@<!-- -->").replace("|", _BAR)


def _broken_link(found: re.Match[str]) -> str:
    return f"{found[1]}\\://" if found[1] else f"{found[2]}\\."


def code(text: str) -> str:
    """A code span for a line, not for a cell; nothing for a blank text."""
    line = shown(text)
    if not line.strip():
        return ""
    ticks = "`" * (longest_run(line) + 1)
    pad = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def cell(text: str) -> str:
    """Code for a cell of a table; nothing for a blank text."""
    line = re.sub(_IN_CELL, lambda sign: f"&#{ord(sign[0])};", shown(text))
    return f"<code>{line.replace('www.', 'www&#46;')}</code>" if line.strip() else ""


def longest_run(text: str) -> int:
    """How many backticks stand in a row in it at the most."""
    return max(map(len, re.findall("`+", text)), default=0)


def message(lines: str) -> str:
    """What stands behind the `::` of a GitHub workflow command; may have several lines."""
    return _coded("\n".join(map(shown, lines.split("\n"))), _WORKFLOW)


def setting(text: str) -> str:
    """The value of a property of a GitHub workflow command."""
    return _coded(shown(text), _PROPERTY)


def _coded(text: str, codes: dict[str, str]) -> str:
    return "".join(codes.get(char, char) for char in text)


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
