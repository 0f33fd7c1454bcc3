"""Why a document is not well-formed: from where the parser stopped to what the author did.

The parser names the character at which it could not go on. The author wants the character that
he must change; that is often an earlier one.
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
"""In this order; the first that knows the case gives the fault."""

_REASONS = {
    2: "something stands where only the outermost element may",
    3: "there is no element in it",
    9: "something follows the outermost element that may not",
    10: "it uses a parameter entity",
    28: "a namespace prefix is declared with an empty address",
    30: "the XML declaration is not written as XML wants it",
    38: 'the prefix "xml" may not be declared anew',
    39: 'the prefix "xmlns" may not be declared',
    40: "an address reserved for XML itself is bound to a prefix",
}
"""In plain words what expat says by number, for those that no diagnoser above takes."""

NEAR = 64
"""Characters between a password and the place where the parser stopped because of it."""
SHORTEST = 3
"""Characters of a piece of a password that is worth hiding."""


def diagnose(stop: ParseStop) -> ParseError:
    """Return the one fault that says why the parser gave up."""
    faults = (fault for diagnoser in _DIAGNOSERS if (fault := diagnoser(stop)))
    return _without_passwords(next(faults, None) or _not_well_formed(stop), stop)


def _not_well_formed(stop: ParseStop) -> ParseError:
    """Return the parser's own reason, for what nobody else can explain."""
    reason = _REASONS.get(stop.code) or errors.messages.get(stop.code, "an error")
    return stop.fault(
        "not-well-formed",
        f"this is not well-formed XML: {reason}",
        "build the answer with Twilio's helper library, or with any XML writer",
        "the parser stopped here",
        min(stop.at, len(stop.text.rstrip()) - 1),
    )


def _without_passwords(fault: ParseError, stop: ParseStop) -> ParseError:
    """Return the fault without the pieces of a password near by.

    A piece alone looks like any word, so that nobody could find it later.
    """
    for piece in _pieces(stop):
        fault = fault._replace(
            message=fault.message.replace(piece, HIDDEN),
            help=fault.help.replace(piece, HIDDEN),
            label=fault.label.replace(piece, HIDDEN),
        )
    return fault


def _pieces(stop: ParseStop) -> list[str]:
    """Return words of the passwords near by, the longest first, cut as messages cut them."""
    found: set[str] = set()
    for start, end in spans(stop.text):
        if start - NEAR <= stop.at <= end + NEAR:
            user, _, password = stop.text[start:end].partition(":")
            words = re.split(r"[\W_]+", (password or user)[: NEAR * LONGEST])
            found.update(word[: LONGEST - 1] for word in words if len(word) >= SHORTEST)
    return sorted(found, key=len, reverse=True)
