"""Escape text from outside for a format: visible, and without the format's own syntax.

All functions except the JSON writers accept any string and return one line.
"""

import json
import re

# Invisible or drawn as a space, though Unicode counts them as letters, marks or symbols
# (https://www.unicode.org/reports/tr36/#Invisible_Characters). With the variation selectors among
# them, terminals also disagree on the width of the character before.
_BLANK_LETTERS = (
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164"
    "\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_NOT_ASCII_TEXT = "[^ -~]"
_SHORT_ESCAPES = {"\t": "    ", "\n": "\\n", "\r": "\\r"}

_MARKDOWN = r"([\\`*_\[\]<>&~!$])"
"""Signs with a meaning in the middle of a line, in GitHub's and GitLab's dialects too."""
_IN_CELL = r"[\\`*_\[\]<>&~!$|:@]"
_BAR = "&#124;"
"""A bar ends a cell of a table everywhere, and dialects differ on how to escape it."""
_LINK = r"(?i)\b(https?|ftp)://|\b(www)\."
"""Text that these dialects turn into a link by themselves."""
_WORKFLOW = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _WORKFLOW | str.maketrans({":": "%3A", ",": "%2C"})
_LONE_SURROGATE = r"\\\\|\\ud[89ab]..\\ud[c-f]..|(\\ud[89a-f]..)"
"""A lone surrogate as JSON escapes it, after the escapes that are not lone surrogates."""


def escape_line(text: str) -> str:
    r"""Return the text in one line, control and invisible characters escaped (`\x1b`, `\u202e`)."""
    return re.sub(_NOT_ASCII_TEXT, lambda found: glyph(found.group()), text)


def glyph(char: str) -> str:
    """Return one character for a terminal: itself, spaces for a tab, or a visible escape."""
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    if char.isprintable() and not re.match(_BLANK_LETTERS, char):
        return char
    number = ord(char)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def xml(text: str) -> str:
    """Return text for an element or an attribute in either quotes, in XML and in HTML."""
    from html import escape  # it loads all names of characters, which no other format needs

    return escape(escape_line(text))


def markdown(text: str) -> str:
    """Return text for a paragraph or a cell, without links, mentions and tags."""
    marked = re.sub(_MARKDOWN, r"\\\1", escape_line(text))
    unlinked = re.sub(_LINK, lambda hit: f"{hit[1]}\\://" if hit[1] else f"{hit[2]}\\.", marked)
    return unlinked.replace("@", "@<!-- -->").replace("|", _BAR)


def code(text: str) -> str:
    """Return a code span for a line, not for a cell; empty for an empty text."""
    line = escape_line(text)
    if not line.strip():
        return ""
    ticks = "`" * (longest_run(line) + 1)
    pad = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def cell(text: str) -> str:
    """Return code for a cell of a table; empty for an empty text."""
    line = re.sub(_IN_CELL, lambda sign: f"&#{ord(sign[0])};", escape_line(text))
    return f"<code>{line.replace('www.', 'www&#46;')}</code>" if line.strip() else ""


def longest_run(text: str) -> int:
    """Return the length of the longest row of backticks in the text."""
    return max(map(len, re.findall("`+", text)), default=0)


def message(lines: str) -> str:
    """Return the text after the `::` of a GitHub workflow command; it may have several lines."""
    return "\n".join(map(escape_line, lines.split("\n"))).translate(_WORKFLOW)


def setting(text: str) -> str:
    """Return the value of a property of a GitHub workflow command."""
    return escape_line(text).translate(_PROPERTY)


def to_json(value: object, indent: int | None = None) -> str:
    """Return a value as JSON in ASCII.

    U+FFFD replaces lone surrogates: Python would write them, but other programs cannot read them.
    """
    text = json.dumps(value, allow_nan=False, indent=indent)
    if "\\ud" not in text:
        return text
    return re.sub(_LONE_SURROGATE, lambda hit: r"\ufffd" if hit[1] else hit[0], text)


def without_lone(text: str) -> str:
    """Return the text with U+FFFD for each lone surrogate."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
