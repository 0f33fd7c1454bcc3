"""Recognize what a program printed when it failed: a traceback, a debug page, a PHP warning."""

import re
from functools import cache
from html import unescape
from itertools import groupby
from typing import NamedTuple

from twiml_check.vocabulary.program_output import HINTS, PROGRAM_OUTPUT, ProgramRow

_HIDDEN = r"(?i)<(/?)(?:style|script)(?=[\s>/])[^<>]*+>"
_INLINE = r"(?i)</?(?:a|b|code|em|font|i|small|span|strong|tt|u)(?=[\s>/])[^<>]*+>"
_TAG = (
    r"</?(?:[A-Z]+[1-6]?|Gather|Message|Play|Response|Say|article|body|br|button|dd|details|div|dl|dt|footer|form|h[1-6]|head|header|hr"
    r"|html|img|input|label|li|link|main(?=\s)|meta|nav|ol|option|p|path|pre|section|select|summary"
    r"|svg|t[dhr]|table|tbody|textarea|thead|title|ul)(?=[\s/>])[^<>]*+>"
)
"""Tags of HTML, and the usual ones of TwiML; a trace may have others: `<string>`."""


class ProgramOutput(NamedTuple):
    """An error that a program printed."""

    row: ProgramRow
    line: str
    """Its own error line."""


def program_output(text: str) -> ProgramOutput | None:
    """Return the error that a program printed into this text; None if there is none."""
    if not any(hint in text for hint in HINTS):
        return None
    plain = plain_text(text)
    for row in PROGRAM_OUTPUT:
        found = _pattern(row).search(plain) if row.needs in plain else None
        if found:
            return ProgramOutput(row, ": ".join(group.strip() for group in found.groups() if group))
    return None


def plain_text(text: str) -> str:
    """Return the text of a page as it is read: no tags, no scripts, no line twice in a row."""
    text = re.sub(_TAG, "\n", re.sub(_INLINE, "", _without_scripts(text)))
    text = unescape(text).replace("\xa0", " ").replace("\r", "\n")
    lines = (line.rstrip() for line in text.split("\n"))
    return "\n".join(line for line, _ in groupby(filter(None, lines)))


def _without_scripts(text: str) -> str:
    """Return the text without the content of <script> and <style>, in one pass."""
    pieces, begin, inside = [], 0, False
    for tag in re.finditer(_HIDDEN, text):
        if not inside:
            pieces.append(text[begin : tag.start()])
        inside, begin = not tag[1], tag.end()
    return "".join(pieces) if inside else "".join([*pieces, text[begin:]])


@cache
def _pattern(row: ProgramRow) -> re.Pattern[str]:
    return re.compile(row.pattern, re.MULTILINE)
