"""The width of text in terminal cells, from the Unicode database: an oracle for the carets."""

import re
from itertools import pairwise
from unicodedata import category, combining, east_asian_width

EXCERPT = re.compile(r"^ +\d+ \| ")
_JAMO = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff]")
CARETS = re.compile(r"^ +\| +(\^+)")


def width(text: str) -> int:
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def least_width(text: str) -> int:
    """The same where terminals and tables differ: marks and the later parts of Hangul count not."""
    sure = "".join(char for char in text if category(char)[0] != "M" and not _JAMO.match(char))
    return width(sure)


def underlined(report: str) -> list[str]:
    """What stands above each row of carets."""
    lines = report.split("\n")
    parts = []
    for above, line in pairwise(lines):
        carets = CARETS.match(line)
        if carets and EXCERPT.match(above):
            parts.append(_between(above, carets.start(1), carets.end(1)))
    return parts


def _between(line: str, first: int, last: int) -> str:
    at, part = 0, ""
    for char in line:
        inside = first <= at < last if width(char) else first < at <= last
        part += char if inside else ""
        at += width(char)
    return part
