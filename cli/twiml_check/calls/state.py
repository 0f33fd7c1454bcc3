"""Decide when two responses are the same state of a call.

Values that change in every call are removed: SIDs, numbers of callers, times. The caller's input is
removed too, if two responses are then equal: an echo is one state for every input.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from twiml_check.explore.continuations.continuation import Visit
from twiml_check.model.document import Element
from twiml_check.model.run import Hop
from twiml_check.vocabulary.answers import MAX_BODY
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.shapes import Tag

STRUCK = "\u2020"
"""Replaces each removed value; no text contains it."""
ENTERED = ("Digits", "SpeechResult", "Body")
"""Parameters with the caller's input, which an app may repeat in texts and URLs."""
KEPT = "\x01{}\x02"
"""Marks texts that are not an echo, such as `numDigits="1"`. No document has these characters."""
_NEW = (
    r"[A-Z]{2}[0-9a-f]{32}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"
    r"|\b\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\b\.?)?"
)
"""SIDs, UUIDs, dates and times."""
_NUMBER = r"(?:[a-z]+:)?\+?[0-9]{7,15}"
"""A parameter value with a phone number."""
_SPELLED = r"\+?[\s,.()-]{0,3}[0-9](?:[\s,.()-]{0,3}[0-9]){6,40}"
"""A number in a text, with or without signs between the digits."""


class State(NamedTuple):
    """One response, for comparison with others; each part is a short hash."""

    whole: str
    """The document without the values that change in every call."""
    struck: str
    """The same, also without the caller's input."""
    bones: str
    """Its verbs, attributes and URLs, without texts."""
    numberless: str
    """The document without any number."""


def state_of(visit: Visit) -> State:
    """Return the state of a response, while its tree is there."""
    hop = visit.hop
    if hop.handling != "twiml" or not hop.understood:
        return _unread(hop)
    text = "\n".join(_lines(hop, words=True))
    whole = _strike(hop, text)
    bones = _strike(hop, "\n".join(_lines(hop, words=False)))
    return State(
        _hash(whole),
        _hash(_without_entered(hop, whole)),
        _hash(re.sub(r"\d+", "#", bones)),
        _hash(re.sub(r"\d+", "#", whole)),
    )


def _unread(hop: Hop) -> State:
    """Return the state of a response without a document: the failure and the URL."""
    answer, request = hop.answer, hop.request
    cause = answer.failure.cause if answer and answer.failure else ""
    where = f"{request.method} {request.url.bare.text.partition('?')[0]}" if request else hop.name
    said = ""
    if hop.handling in ("text", "audio") and answer:
        said = _strike(hop, answer.body.decode("utf-8", "replace"))
    head = (hop.event.product, hop.branch, hop.handling, answer and answer.status, cause)
    short = f"{head} {where}"
    whole = f"{short} {said}" if said else short
    return State(
        _hash(whole),
        _hash(_without_entered(hop, whole)),
        _hash(short),
        _hash(re.sub(r"\d+", "#", whole)),
    )


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _strike(hop: Hop, text: str) -> str:
    """Return a text without values that change in each call, by their form or the request."""
    sent = hop.request.params if hop.request else ()
    numbers = {re.sub(r"\D", "", value) for _, value in sent if re.fullmatch(_NUMBER, value)}
    numbers |= {number[1:] for number in numbers if len(number) == 11 and number[0] == "1"}
    longest_first = sorted(numbers, key=len, reverse=True)

    def without(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        own = next((number for number in longest_first if number in digits), None)
        return found[0] if own is None else STRUCK + digits.replace(own, "", 1)

    return re.sub(_SPELLED, without, re.sub(_NEW, STRUCK, text))


def _without_entered(hop: Hop, text: str) -> str:
    """Return a text without the caller's input, in whole words."""
    sent = hop.request.params if hop.request else ()
    values = {" ".join(value.split()) for name, value in sent if name in ENTERED} - {""}
    # After a command, an app repeats only the other words: `add milk`.
    values |= {value.partition(" ")[2] for value in values} - {""}
    if not values:
        return text
    words = "|".join(sorted(map(re.escape, values), key=len, reverse=True))
    kept = KEPT.format("[^\x01\x02]*")
    entered = rf"{kept}|(?<!\w)(?:{words})(?!\w)"

    def without(found: re.Match[str]) -> str:
        return found[0] if found[0][0] == KEPT[0] else STRUCK

    return re.sub(entered, without, text, flags=re.IGNORECASE)


def _lines(hop: Hop, *, words: bool) -> Iterator[str]:
    """Yield a line for each element: attributes sorted, URLs absolute, whitespace collapsed."""
    yield f"{hop.product} {hop.branch}"
    root = hop.document.root if hop.document else None
    todo: list[tuple[int, Element, str]] = [(0, root, "Response")] if root else []
    grammar = GRAMMAR[hop.product]
    while todo:
        depth, element, key = todo.pop()
        tag = grammar.tags.get(key)
        text = _text(hop, element, tag, words=words)
        attributes = "".join(sorted(_attributes(hop, element, tag)))
        length = " long" if _is_too_long(hop, element) else ""
        yield f"{KEPT.format(f'{depth} {element.name}{length}')}{attributes} {text}"
        known = grammar.children.get(key, {})
        below = [(depth + 1, child, known.get(child.name, "")) for child in element.children]
        todo.extend(reversed(below))


def _is_too_long(hop: Hop, element: Element) -> bool:
    """Say whether Twilio refuses the text of a message: it is not the state of a shorter echo."""
    return hop.product == "messaging" and len(element.text.strip()) > MAX_BODY


def _attributes(hop: Hop, element: Element, tag: Tag | None) -> Iterator[str]:
    for name, value in element.attributes.items():
        row = tag.attributes.get(name) if tag else None
        address = row is not None and "url" in row.type
        if address:
            yield f' {name}="{_absolute(hop, value)}"'
        else:
            yield KEPT.format(f' {name}="{" ".join(value.split())}"')
    # Without an action the result goes to this document itself, so its URL counts.
    if tag and tag.result and not element.attributes.get("action", "").strip():
        yield f' action="{_absolute(hop, "")}"'


def _text(hop: Hop, element: Element, tag: Tag | None, *, words: bool) -> str:
    if tag and tag.content == "url" and (words or tag.resource != "sound"):
        return _absolute(hop, element.text)
    return " ".join(element.text.split()) if words else ""


def _absolute(hop: Hop, reference: str) -> str:
    """Return a URL for the comparison; a long one becomes its hash.

    Otherwise hundreds of short references in a document at a long URL take megabytes.
    """
    return hop.request.url.resolve(reference.strip()).brief.text if hop.request else reference
