"""Document type declarations: refused, and named by what they try."""

from __future__ import annotations

import re

from twiml_check.model import Fault
from twiml_check.read.broken.body import prolog_end, web_page
from twiml_check.read.broken.halt import DOCTYPE, Halt
from twiml_check.read.broken.words import quoted

_ENTITY = re.compile(r"<!ENTITY\s+(%\s+)?([^\s\"'<>]+)")
_OUTSIDE = re.compile(r"<!ENTITY\s+(%\s+)?([^\s\"'<>]+)\s+(?:SYSTEM|PUBLIC)\b")


def refused(halt: Halt) -> Fault | None:
    """A DOCTYPE: a web page's, one that declares entities, or a plain one."""
    start = prolog_end(halt)
    if halt.code != DOCTYPE and not halt.text.startswith("<!DOCTYPE", start):
        return None
    return web_page(halt) or _entity(halt, start) or _plain(halt, start)


def _entity(halt: Halt, start: int) -> Fault | None:
    outside = _OUTSIDE.search(halt.text, start)
    if outside:
        return _declared(
            halt, outside, "external-entity", "from another file or address; nothing was opened"
        )
    inside = _ENTITY.search(halt.text, start)
    if inside:
        return _declared(halt, inside, "entity-declaration", "and TwiML has none")
    return None


def _declared(halt: Halt, found: re.Match[str], kind: str, how: str) -> Fault:
    sign = "%" if found.group(1) else "&"
    return halt.fault(
        kind,
        f"the document declares the entity {sign}{quoted(found.group(2))}; {how}",
        "remove the DOCTYPE and write the text itself",
        "refused",
        found.start(),
        len("<!ENTITY"),
    )


def _plain(halt: Halt, start: int) -> Fault:
    return halt.fault(
        "dtd",
        "the document has a DOCTYPE, and TwiML has none",
        "remove the <!DOCTYPE …>",
        "refused",
        start,
        len("<!DOCTYPE"),
    )
