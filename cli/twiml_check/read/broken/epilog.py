"""What stands after the end of the document."""

from __future__ import annotations

import re

from twiml_check.model import Fault
from twiml_check.read.broken.halt import Halt
from twiml_check.read.broken.words import quoted

_WORD_BEFORE = re.compile(r"[^\s>]*\Z")
_LONGEST_WORD = 200
_NAME = re.compile(r"</?([^\s/>!?<][^\s/><]*)")
_DECLARATION = "<?xml"
_LINE = re.compile(r"[^\r\n<]*")


def after_root(halt: Halt) -> Fault | None:
    """A second root, a closing tag too many, or text."""
    if not halt.after_root:
        return None
    start = _start(halt)
    if halt.text.startswith("</", start):
        return closes_nothing(halt, start)
    if halt.text.startswith(_DECLARATION, start) or _NAME.match(halt.text, start):
        return _several_roots(halt, start)
    return None if halt.text.startswith("<", start) else _text(halt, start)


def _start(halt: Halt) -> int:
    """Where the word begins in which the parser stopped."""
    before = _WORD_BEFORE.search(halt.text[max(halt.at - _LONGEST_WORD, 0) : halt.at])
    return halt.at - (len(before.group()) if before else 0)


def _several_roots(halt: Halt, start: int) -> Fault:
    found = _NAME.match(halt.text, start)
    first = quoted(halt.root.name) if halt.root else ""
    name = quoted(found.group(1)) if found else ""
    what = f"<{name}> comes after the end of <{first}>"
    if name == first:
        what = f"a second <{name}> comes after the first"
    if not name:
        what = f"a second XML declaration comes after the end of <{first}>"
    return halt.fault(
        "several-roots",
        f"{what}: a document has one outermost element",
        "answer once: put everything into one <Response>",
        "one too many",
        start,
        1 + len(name) if name else len(_DECLARATION),
    )


def closes_nothing(halt: Halt, start: int) -> Fault:
    """A closing tag where no element is open."""
    found = _NAME.match(halt.text, start)
    name = quoted(found.group(1)) if found else ""
    return halt.fault(
        "mismatched-tag",
        f"</{name}> closes nothing: no element is open",
        "remove it, or the closing tag before it" if halt.root else "begin with <Response>",
        "nothing is open here",
        start,
        2 + len(name),
    )


def _text(halt: Halt, start: int) -> Fault:
    line = _LINE.match(halt.text, start)
    word = line.group().rstrip() if line else ""
    return halt.fault(
        "text-after-root",
        f'"{quoted(word)}" comes after the end of the document',
        "stop what prints it: debug output, a return value, a framework's footer",
        "nothing may come here",
        start,
        len(word),
    )
