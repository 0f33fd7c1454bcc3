"""The width of text in terminal cells, from the Unicode database: an oracle for the carets."""

import re
from itertools import pairwise
from unicodedata import combining, east_asian_width

EXCERPT = re.compile(r"^ +\d+ \| ")
CARETS = re.compile(r"^ +\| +(\^+)")


def width(text: str) -> int:
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


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
