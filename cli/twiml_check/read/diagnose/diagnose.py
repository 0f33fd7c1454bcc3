"""Why a document is not well-formed: from where the parser stopped to what the author did.

The parser names the character at which it could not go on. The author wants the character that
he must change; that is often an earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers.expat import errors

from twiml_check.model.document import ParseError
from twiml_check.read.diagnose import around_root as body
from twiml_check.read.diagnose import around_root as doctype
from twiml_check.read.diagnose import around_root as epilog
from twiml_check.read.diagnose import characters as references
from twiml_check.read.diagnose import characters as undecodable
from twiml_check.read.diagnose import markup
from twiml_check.read.diagnose import names_and_nesting as names
from twiml_check.read.diagnose import names_and_nesting as nesting
from twiml_check.read.diagnose.parse_stop import LONGEST, ParseStop
from twiml_check.web.credentials import HIDDEN, spans

_SPEAKERS: tuple[Callable[[ParseStop], ParseError | None], ...] = (
    body.empty,
    undecodable.declared_wrongly,
    markup.version,
    doctype.refused,
    body.stray_mark,
    body.json,
    markup.comment,
    body.before_declaration,
    body.before_root,
    body.web_page,
    body.plain_text,
    undecodable.bad_bytes,
    references.control_character,
    epilog.after_root,
    references.undefined_entity,
    references.bare_ampersand,
    nesting.mismatched,
    nesting.unclosed,
    names.duplicate_attribute,
    names.unbound_prefix,
    markup.section,
    markup.instruction,
    markup.tag,
)
"""Asked in this order; the first that knows the case has the word."""

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
"""In plain words what expat says by number, for those that no speaker above takes."""

NEAR = 64
"""Characters between a password and the place where the parser stopped because of it."""
SHORTEST = 3
"""Characters of a piece of a password that is worth hiding."""


def diagnose(halt: ParseStop) -> ParseError:
    """The one fault that says why the parser gave up."""
    told = (fault for speak in _SPEAKERS if (fault := speak(halt)))
    return _without_passwords(next(told, None) or _not_well_formed(halt), halt)


def _not_well_formed(halt: ParseStop) -> ParseError:
    """The parser's own reason, for what nobody else can explain."""
    reason = _REASONS.get(halt.code) or errors.messages.get(halt.code, "an error")
    return halt.fault(
        "not-well-formed",
        f"this is not well-formed XML: {reason}",
        "build the answer with Twilio's helper library, or with any XML writer",
        "the parser stopped here",
        min(halt.at, len(halt.text.rstrip()) - 1),
    )


def _without_passwords(fault: ParseError, halt: ParseStop) -> ParseError:
    """Return the fault without the pieces of a password near by.

    A piece alone looks like any word, so that nobody could find it later.
    """
    for piece in _pieces(halt):
        fault = fault._replace(
            message=fault.message.replace(piece, HIDDEN),
            help=fault.help.replace(piece, HIDDEN),
            label=fault.label.replace(piece, HIDDEN),
        )
    return fault


def _pieces(halt: ParseStop) -> list[str]:
    """Return words of the passwords near by, the longest first, cut as messages cut them."""
    found: set[str] = set()
    for start, stop in spans(halt.text):
        if start - NEAR <= halt.at <= stop + NEAR:
            user, _, password = halt.text[start:stop].partition(":")
            words = re.split(r"[\W_]+", (password or user)[: NEAR * LONGEST])
            found.update(word[: LONGEST - 1] for word in words if len(word) >= SHORTEST)
    return sorted(found, key=len, reverse=True)
