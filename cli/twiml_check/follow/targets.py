"""What a document points at besides other documents: sounds, pictures, callbacks, streams.

A target that is no usable address is left out: a rule speaks about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from twiml_check.execution import reached
from twiml_check.model import Element, Hop, Target, TargetKind
from twiml_check.urls import resolve, unusable
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.targets import (
    METHODS,
    MOST_MEDIA,
    REFUSED,
    REFUSED_ELSEWHERE,
    is_address,
)

WITH_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"


def targets(hop: Hop) -> Iterator[Target]:
    """Each address that stands in a verb that Twilio gets to, in document order."""
    for element, key in _placed(hop):
        tag = GRAMMAR[hop.product].tags[key]
        if key == "Play":
            inside = element.parent is not None and element.parent.name == "Gather"
            yield from _of_text(hop, element, "prompt" if inside else "sound")
        elif key == "Media":
            yield from _of_text(hop, element, "media")
        elif key == "Redirect" and hop.request is None:
            yield from _of_text(hop, element, "callback")  # on a walk it is followed
        for name in element.attributes:
            row = tag.attributes.get(name)
            if is_address(row):
                yield from _of_attribute(hop, element, name)
            elif row is not None and row.type == "ws-url":
                yield from _of_stream(hop, element, name)


def _placed(hop: Hop) -> Iterator[tuple[Element, str]]:
    """The elements that Twilio knows where they stand, each with its key in the grammar."""
    root = hop.document.root if hop.document else None
    if root is None or hop.treatment != "twiml" or not hop.understood:
        return
    children = GRAMMAR[hop.product].children
    for verb in reached(root, hop.product):
        todo = [(verb.element, children["Response"][verb.element.name])]
        while todo:
            element, key = todo.pop()
            yield element, key
            known = children[key]
            below = [child for child in element.children if child.name in known]
            todo.extend((child, known[child.name]) for child in reversed(below))


def _of_text(hop: Hop, element: Element, kind: TargetKind) -> Iterator[Target]:
    among = _media_before(hop, element) if kind == "media" else ()
    url = _asked(hop, element.text)
    if kind == "media" and not re.match(WITH_SCHEME, element.text.strip()):
        return  # whether it is resolved no page says, and a rule speaks about it
    if url is not None and hop.document:
        yield Target(
            kind=kind,
            url=url,
            reference=element.text.strip(),
            method=_method(element, "action") if kind == "callback" else "GET",
            what=f"the address in <{element.name}>",
            hop=hop.number,
            location=hop.document.at_text(element),
            among=among,
        )


def _of_attribute(hop: Hop, element: Element, name: str) -> Iterator[Target]:
    value = element.attributes[name]
    url = _asked(hop, value)
    if url is not None and hop.document:
        yield Target(
            kind="callback",
            url=url,
            reference=value.strip(),
            method=_method(element, name),
            what=f"the {name} of <{element.name}>",
            hop=hop.number,
            location=hop.document.at_setting(element, name),
            refused=REFUSED.get((element.name, name), REFUSED_ELSEWHERE),
        )


def _of_stream(hop: Hop, element: Element, name: str) -> Iterator[Target]:
    """Twilio opens wss and nothing else, so it alone is opened here."""
    url = element.attributes[name].strip()
    if not url.lower().startswith("wss://") or unusable("https" + url[3:]) or hop.document is None:
        return
    yield Target(
        kind="relay" if element.name == "ConversationRelay" else "stream",
        url=url,
        reference=url,
        method="GET",
        what=f"the address of <{element.name}>",
        hop=hop.number,
        location=hop.document.at_setting(element, name),
    )


def _asked(hop: Hop, reference: str) -> str | None:
    """The address to ask, absolute; empty when nobody knows what it is relative to.

    None where there is nothing to ask: no address, or one that Twilio fills in itself.
    """
    trimmed = reference.strip()
    if not trimmed or "{" in trimmed:
        return None
    if hop.request is None and not re.match(WITH_SCHEME, trimmed):
        return None if hop.mode.inline else ""
    url = resolve(hop.request.url if hop.request else "", trimmed)
    return None if unusable(url) else url


def _method(element: Element, name: str) -> str:
    told = element.attributes.get(METHODS.get(name, f"{name}Method"), "")
    return "GET" if told.strip().upper() == "GET" else "POST"


def _media_before(hop: Hop, element: Element) -> tuple[str, ...]:
    """The files that stand before this one in the same message."""
    before: list[str] = []
    for sibling in element.parent.children[:MOST_MEDIA] if element.parent else ():
        if sibling is element:
            break
        if sibling.name == "Media" and (url := _asked(hop, sibling.text)):
            before.append(url)
    return tuple(before)
