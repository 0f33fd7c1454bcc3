"""Why a document is not well-formed: from the place where the parser stopped to the mistake.

The parser names the character at which it stopped. The author needs the character to change, which
is often an earlier one.
"""

import re
from collections.abc import Callable
from xml.parsers.expat import errors

from twiml_check.model.document import ParseError
from twiml_check.read.diagnose import around_root, characters, markup, names_and_nesting
from twiml_check.read.diagnose.parse_stop import LONGEST, ParseStop
from twiml_check.web.credentials import HIDDEN, spans

_DIAGNOSERS: tuple[Callable[[ParseStop], ParseError | None], ...] = (
    around_root.empty,
    characters.declared_wrongly,
    markup.version,
    around_root.refused,
    around_root.stray_mark,
    around_root.json,
    markup.comment,
    around_root.before_declaration,
    around_root.before_root,
    around_root.web_page,
    around_root.plain_text,
    characters.bad_bytes,
    characters.control_character,
    around_root.after_root,
    characters.undefined_entity,
    characters.bare_ampersand,
    names_and_nesting.mismatched,
    names_and_nesting.unclosed,
    names_and_nesting.duplicate_attribute,
    names_and_nesting.unbound_prefix,
    markup.section,
    markup.instruction,
    markup.tag,
)
"""In this order; the first that recognizes the case returns the fault."""

_REASONS = {
    2: "something is where only the outermost element is allowed",
    3: "the document contains no element",
    9: "something that is not allowed follows the outermost element",
    10: "the document uses a parameter entity",
    28: "a namespace prefix is declared with an empty URI",
    30: "the XML declaration is not valid",
    38: 'the prefix "xml" must not be declared again',
    39: 'the prefix "xmlns" must not be declared',
    40: "a prefix is declared with a URI that is reserved for XML",
}
"""The reasons behind expat's numbers, for those that no diagnoser above recognizes."""

NEAR = 64
"""Characters between a password and the place where the parser stopped because of it."""
SHORTEST = 3
"""Characters of the shortest piece of a password that is hidden."""


def diagnose(stop: ParseStop) -> ParseError:
    """Return the one fault that says why the parser stopped."""
    faults = (fault for diagnoser in _DIAGNOSERS if (fault := diagnoser(stop)))
    return _without_passwords(next(faults, None) or _not_well_formed(stop), stop)


def _not_well_formed(stop: ParseStop) -> ParseError:
    """Return the parser's own reason, if no diagnoser knows a better one."""
    reason = _REASONS.get(stop.code) or errors.messages.get(stop.code, "an error")
    return stop.fault(
        "not-well-formed",
        f"this is not well-formed XML: {reason}",
        "build the response with Twilio's helper library, or with an XML library",
        "the parser stopped here",
        min(stop.at, len(stop.text.rstrip()) - 1),
    )


def _without_passwords(fault: ParseError, stop: ParseStop) -> ParseError:
    """Return the fault without the pieces of a password nearby.

    A piece alone looks like any word, so the redaction of the report could not find it.
    """
    for piece in _pieces(stop):
        fault = fault._replace(
            message=fault.message.replace(piece, HIDDEN),
            help=fault.help.replace(piece, HIDDEN),
            label=fault.label.replace(piece, HIDDEN),
            edits=() if any(piece in edit.text for edit in fault.edits) else fault.edits,
        )
    return fault


def _pieces(stop: ParseStop) -> list[str]:
    """Return words of the passwords nearby, the longest first, cut as messages cut them."""
    found: set[str] = set()
    for start, end in spans(stop.text):
        if start - NEAR <= stop.at <= end + NEAR:
            user, _, password = stop.text[start:end].partition(":")
            words = re.split(r"[\W_]+", (password or user)[: NEAR * LONGEST])
            found.update(word[: LONGEST - 1] for word in words if len(word) >= SHORTEST)
    return sorted(found, key=len, reverse=True)
