"""<Annotate>, a verb that no page describes, and of which only its error numbers tell.

https://www.twilio.com/docs/api/errors/13110 and those that follow
"""

from __future__ import annotations

from collections.abc import Iterator

from twiml_check.model import Element, Problem
from twiml_check.rules.grammar import UNPUBLISHED
from twiml_check.rules.rule import Stray
from twiml_check.rules.words import cut

TAG = "BillingReferenceTag"
LONGEST = 128
EMPTY, TWICE, UNKNOWN, TOO_LONG = 13110, 13111, 13112, 13120
LABELS = {
    EMPTY: "nothing in it",
    TWICE: "the second one",
    UNKNOWN: "not allowed here",
    TOO_LONG: "too long",
}


def bad_annotation(node: Stray) -> Iterator[Problem]:
    """<Annotate> holds something else than one <BillingReferenceTag> of at most 128 characters.

    Twilio logs 13110 when there is none, 13111 when there are several, 13112 for another
    element, and 13120 when the text is too long.

    Bad:  <Response><Annotate/><Say>Hello</Say></Response>
    Good: <Response><Annotate><BillingReferenceTag>a</BillingReferenceTag></Annotate></Response>
    """
    element = node.element
    if element.name not in UNPUBLISHED or node.parent.name != "Response":
        return
    if node.hop.product == "voice" and (flaw := _flaw(element)):
        place, code, message = flaw
        yield Problem(
            message,
            help=f"put one <{TAG}> in it, of {LONGEST} characters at most",
            label=LABELS[code],
            location=node.document.at(place),
            code=code,
        )


def _flaw(element: Element) -> tuple[Element, int, str] | None:
    """Where, Twilio's number, and what."""
    tags = [child for child in element.children if child.name == TAG]
    other = next((child for child in element.children if child.name != TAG), None)
    if other is not None:
        return other, UNKNOWN, f"<{cut(other.name)}> is not allowed in <Annotate>"
    if not tags:
        return element, EMPTY, f"<Annotate> has no <{TAG}> in it"
    if len(tags) > 1:
        return tags[1], TWICE, f"<Annotate> has more than one <{TAG}> in it"
    length = len(tags[0].text.strip())
    return (
        (tags[0], TOO_LONG, f"<{TAG}> has {length} characters; at most {LONGEST} are allowed")
        if length > LONGEST
        else None
    )
