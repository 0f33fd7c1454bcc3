"""Names that XML's namespaces or its one-of-each rule for attributes refuse."""

from __future__ import annotations

import re

from twiml_check.model import Fault
from twiml_check.read.broken.halt import Halt
from twiml_check.read.broken.words import quoted

_DUPLICATE = 8
_UNBOUND_PREFIX = 27
_ATTRIBUTE_NAME = re.compile(r"""[^\s=/<>"']+(?=\s*=)""")
_START_TAG = re.compile(r"""<(?:[^<>"']++|"[^"]*+"|'[^']*+')*+""")
_PREFIXED = re.compile(r"""(?:(?<=<)|(?<=\s))([^\s=/<>"':]+):[^\s=/<>"':]+""")
_DECLARED = re.compile(r"\sxmlns:([^\s=]+)")
_VALUE = re.compile(r""""[^"]*"|'[^']*'""")


def duplicate_attribute(halt: Halt) -> Fault | None:
    """The same attribute twice on one element."""
    if halt.code != _DUPLICATE:
        return None
    found = _ATTRIBUTE_NAME.match(halt.text, halt.at)
    name = quoted(found.group()) if found else ""
    return halt.fault(
        "duplicate-attribute",
        f'the attribute "{name}" is given twice' if name else "an attribute is given twice",
        "keep one of the two",
        "the second time",
        halt.at,
        len(found.group()) if found else 1,
    )


def unbound_prefix(halt: Halt) -> Fault | None:
    """A name with a prefix that nothing declares."""
    if halt.code != _UNBOUND_PREFIX:
        return None
    tag = _START_TAG.match(halt.text, halt.at)
    # Values are blanked, so that only names are seen and all stay in their places.
    markup = _VALUE.sub(lambda value: '"' * len(value.group()), tag.group() if tag else "")
    declared = {"xml", "xmlns", *_DECLARED.findall(halt.text)}
    for found in _PREFIXED.finditer(markup):
        if found.group(1) not in declared:
            return _unbound(halt, found)
    return _unbound(halt, None)


def _unbound(halt: Halt, found: re.Match[str] | None) -> Fault:
    name, prefix = (found.group(), found.group(1)) if found else ("this name", "its prefix")
    return halt.fault(
        "unbound-prefix",
        f'the prefix "{quoted(prefix)}" of {quoted(name)} is not declared',
        "TwiML needs no prefixes: write the name without one",
        "not declared",
        halt.at + (found.start() if found else 0),
        len(name) if found else 1,
    )
