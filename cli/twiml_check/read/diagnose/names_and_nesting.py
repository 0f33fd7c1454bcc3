"""Elements that are closed in the wrong order, with the wrong name, or never."""

import re
from collections.abc import Iterator
from itertools import islice

from twiml_check.model.document import Element, ParseError
from twiml_check.model.source import Edit
from twiml_check.read.diagnose import edits
from twiml_check.read.diagnose.parse_stop import NO_ELEMENT, ParseStop, joined, quoted

_TAG_MISMATCH = 7
_CLOSING = re.compile(r"</([^\s>]*)")
_EMPTY_TAG = re.compile(r"""<(?:[^<>"'/]++|"[^"]*+"|'[^']*+'|/(?!>))*+/>""")
_MOST = 3
"""Open elements that a message names."""

_DUPLICATE = 8
_UNBOUND_PREFIX = 27
_ATTRIBUTE_NAME = re.compile(r"""[^\s=/<>"']+(?=\s*=)""")
_START_TAG = re.compile(r"""<(?:[^<>"']++|"[^"]*+"|'[^']*+')*+""")
_PREFIXED = re.compile(r"""(?:(?<=<)|(?<=\s))([^\s=/<>"':]+):[^\s=/<>"':]+""")
_DECLARED = re.compile(r"\sxmlns:([^\s=]+)")
_VALUE = re.compile(r""""[^"]*"|'[^']*'""")


def mismatched(stop: ParseStop) -> ParseError | None:
    """Diagnose a closing tag that is not that of the innermost open element."""
    if stop.code != _TAG_MISMATCH or stop.inside is None:
        return None
    start = stop.text.rfind("</", 0, stop.at)
    found = _CLOSING.match(stop.text, max(start, 0))
    if found is None:
        return None
    message, help_ = _mismatch(stop, stop.inside, found.group(1))
    label = f"<{quoted(stop.inside.name)}> is still open"
    line = stop.source.tag(stop.inside.offset).line
    if line != stop.source.place(start).line:
        label += f" (line {line})"
    certain = _case(stop, stop.inside, found)
    return stop.fault("mismatched-tag", message, help_, label, start, len(found.group()), certain)


def _case(stop: ParseStop, open_: Element, found: re.Match[str]) -> tuple[Edit, ...]:
    """Return the edit of a closing tag whose name differs only in case."""
    if found.group(1).lower() != open_.name.lower():
        return ()
    return (stop.source.edit(*found.span(1), open_.name),)


def unclosed(stop: ParseStop) -> ParseError | None:
    """Diagnose a document that ends while elements are open; the place is the innermost."""
    if stop.code != NO_ELEMENT or stop.inside is None:
        return None
    element = stop.inside
    names = [f"</{quoted(name)}>" for name in islice(_open_names(element), _MOST + 1)]
    message = f"<{quoted(element.name)}> is never closed"
    if len(names) > 1:
        named = joined(names) if len(names) <= _MOST else ", ".join(names[:_MOST]) + " and more"
        message = f"the document ends without {named}: it may be cut off"
    place = stop.source.tag(element.offset, element.path)
    return ParseError("unclosed-tag", message, f"write {names[0]}", "never closed", place)


def duplicate_attribute(stop: ParseStop) -> ParseError | None:
    """Diagnose the same attribute twice on one element."""
    if stop.code != _DUPLICATE:
        return None
    found = _ATTRIBUTE_NAME.match(stop.text, stop.at)
    name = quoted(found.group()) if found else ""
    return stop.fault(
        "duplicate-attribute",
        f'the attribute "{name}" appears twice' if name else "an attribute appears twice",
        "keep one of the two",
        "the second time",
        stop.at,
        len(found.group()) if found else 1,
        edits.repeated(stop, found.group()) if found else (),
    )


def unbound_prefix(stop: ParseStop) -> ParseError | None:
    """Diagnose a name whose prefix is not declared."""
    if stop.code != _UNBOUND_PREFIX:
        return None
    tag = _START_TAG.match(stop.text, stop.at)
    # Values become quotes of the same length, so that only names remain, in their places.
    markup = _VALUE.sub(lambda value: '"' * len(value.group()), tag.group() if tag else "")
    declared = {"xml", "xmlns", *_DECLARED.findall(stop.text)}
    for found in _PREFIXED.finditer(markup):
        if found.group(1) not in declared:
            return _unbound(stop, found)
    return _unbound(stop, None)


def _mismatch(stop: ParseStop, open_: Element, name: str) -> tuple[str, str]:
    """Return message and help for `</name>` if `open_` should be closed."""
    wanted, given = f"</{quoted(open_.name)}>", f"</{quoted(name)}>"
    if name.lower() == open_.name.lower():
        return (
            f"{given} does not close <{quoted(open_.name)}>: names are case-sensitive",
            f"write {wanted}",
        )
    if _closed_itself(stop, open_, name):
        tag = f"<{quoted(name)} …/>"
        return f"{given} closes nothing: {tag} is already closed", f'remove the "/" from {tag}'
    if name in _open_names(open_):
        help_ = f"write {wanted} before {given}"
        if open_.parent and open_.parent.name == open_.name:
            help_ = f"write {wanted} instead of the second <{quoted(open_.name)}>, or close both"
        return f"{given} comes before <{quoted(open_.name)}> is closed", help_
    if open_.parent is None:
        return f"{given} closes nothing: no <{quoted(name)}> is open", f"remove {given}"
    return f"{given} does not close <{quoted(open_.name)}>", f"write {wanted}"


def _closed_itself(stop: ParseStop, open_: Element, name: str) -> bool:
    """Say whether the last element of this name before was `<name …/>`."""
    alike = next((child for child in reversed(open_.children) if child.name == name), None)
    if alike is None:
        return False
    return _EMPTY_TAG.match(stop.text, stop.source.index(alike.offset)) is not None


def _open_names(element: Element | None) -> Iterator[str]:
    while element:
        yield element.name
        element = element.parent


def _unbound(stop: ParseStop, found: re.Match[str] | None) -> ParseError:
    name, prefix = (found.group(), found.group(1)) if found else ("this name", "its prefix")
    return stop.fault(
        "unbound-prefix",
        f'the prefix "{quoted(prefix)}" of {quoted(name)} is not declared',
        "write the name without a prefix: TwiML needs no prefixes",
        "not declared",
        stop.at + (found.start() if found else 0),
        len(name) if found else 1,
    )
