"""A template taken apart: what is rendered, and what stands there as it is. In linear time."""

from __future__ import annotations

import re
from typing import NamedTuple

_BORDER = r"\{[{%]|[%}]\}"


class Template(NamedTuple):
    """The parts of a template, each in order."""

    literal: str
    """All that is outside of braces."""
    pieces: tuple[str, ...]
    """What is between braces, with them."""
    head: str
    """What stands before the first of those."""


def taken_apart(text: str) -> Template:
    """Braces that are never closed are text."""
    if "{" not in text:
        return Template(text, (), text)
    pieces: list[str] = []
    outside: list[str] = []
    begin, done = -1, 0
    for border in re.compile(_BORDER).finditer(text):
        opens = border[0][0] == "{"
        if opens and begin < 0:
            begin = border.start()
        elif not opens and begin >= 0:
            outside.append(text[done:begin])
            pieces.append(text[begin : border.end()])
            begin, done = -1, border.end()
    outside.append(text[done:])
    return Template("".join(outside), tuple(pieces), outside[0])
