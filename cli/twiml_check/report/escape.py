"""Text from outside, made fit for a format: masked, visible, and no part of the format's own signs.

Each takes any string and gives one line.
"""

from __future__ import annotations

import re
from html import escape

from twiml_check.report.safe import shown

_MARKDOWN = r"([\\`*_\[\]<>&~!$])"
"""Signs that mean something in the middle of a line, in GitHub's and GitLab's dialects too."""
_IN_CELL = r"[\\`*_\[\]<>&~!$|:@]"
_BAR = "&#124;"
"""A bar ends a cell of a table wherever it stands, and dialects differ on how to keep it."""
_LINK = r"(?i)\b(https?|ftp)://|\b(www)\."
"""What these dialects make a link of without being told."""
_WORKFLOW = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_WORKFLOW, ":": "%3A", ",": "%2C"}


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
