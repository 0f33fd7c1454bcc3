"""What stands after the end of the document."""

from __future__ import annotations

import re

from twiml_check.model import Fault
from twiml_check.read.halt import Halt
from twiml_check.read.words import quoted

_WORD_BEFORE = re.compile(r"[^\s>]*\Z")
_LONGEST_WORD = 200
_NAME = re.compile(r"<([^\s/>]+)")
_LINE = re.compile(r"[^\r\n<]*")


def after_root(halt: Halt) -> Fault | None:
    """A second root, a closing tag too many, or text."""
    if not halt.after_root:
        return None
    start = _start(halt)
    if halt.text.startswith("</", start):
        return _closed_twice(halt, start)
    if halt.text.startswith("<?xml", start) or _NAME.match(halt.text, start):
        return _several_roots(halt, start)
    return None if halt.text.startswith("<", start) else _text(halt, start)


def _start(halt: Halt) -> int:
    """Where the word begins in which the parser stopped."""
    before = _WORD_BEFORE.search(halt.text[max(halt.at - _LONGEST_WORD, 0) : halt.at])
    return halt.at - (len(before.group()) if before else 0)


def _several_roots(halt: Halt, start: int) -> Fault:
    found = _NAME.match(halt.text, start)
    name, first = (
        quoted(found.group(1) if found else ""),
        quoted(halt.root.name if halt.root else ""),
    )
    what = f"<{name}> follows"
    if name == "?xml":
        what = "a second XML declaration follows"
    elif name == first:
        what = f"a second <{name}> follows"
    return halt.fault(
        "several-roots",
        f"{what} after the end of <{first}>: a document has one outermost element",
        "answer once: put everything into one <Response>",
        "the document ended before this",
        start,
        len(name) + 1,
    )


def _closed_twice(halt: Halt, start: int) -> Fault:
    found = _NAME.match(halt.text, start)
    name = quoted(found.group(1) if found else "")
    return halt.fault(
        "mismatched-tag",
        f"<{name}> closes nothing: the document ended before it",
        "remove it, or the earlier closing tag",
        "nothing is open here",
        start,
        2,
    )


def _text(halt: Halt, start: int) -> Fault:
    line = _LINE.match(halt.text, start)
    word = line.group().rstrip() if line else ""
    return halt.fault(
        "text-after-root",
        f'"{quoted(word)}" stands after the end of the document',
        "stop what prints it: a debug output, a return value, a framework's footer",
        "must not follow",
        start,
        len(word),
    )
