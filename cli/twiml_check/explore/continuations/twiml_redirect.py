"""Where a TwiML document leads: https://www.twilio.com/docs/voice/twiml/redirect"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.document import Element
from twiml_check.model.run import Branch, Hop
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.reachable import Verb, reached
from twiml_check.vocabulary.shapes import Tag
from twiml_check.web.url import Url


class Lead(NamedTuple):
    """The next document."""

    url: Url
    method: str
    branch: Branch = ""
    """What it is for, when it is not run on the call itself."""


def leads(hop: Hop) -> Iterator[Lead]:
    """The address that Twilio asks after this document, absolute.

    A target that is no http or https address is left out: a rule speaks about it.
    """
    for verb in _run(hop):
        if verb.tag.name == "Redirect":
            method = verb.element.attributes.get("method")
            yield from _lead(hop, verb.element.text, method, hop.branch)


def branches(hop: Hop) -> Iterator[Lead]:
    """The addresses of what others hear: the party that is dialled, the caller who waits.

    https://www.twilio.com/docs/voice/twiml/number, https://www.twilio.com/docs/voice/twiml/enqueue
    """
    for element, tag in () if hop.branch else _run_with_nouns(hop):
        for name, address in element.attributes.items():
            row = tag.attributes.get(name)
            if row is None or not row.branch or not address.strip():
                continue
            if row.branch != "whisper" or not _names_nobody(element):
                method = element.attributes.get(row.method or f"{name}Method")
                yield from _lead(hop, address.strip(), method, row.branch)


def _run_with_nouns(hop: Hop) -> Iterator[tuple[Element, Tag]]:
    """Yield the verbs that Twilio gets to and the nouns in them, with their rows."""
    inside = GRAMMAR[hop.product].inside
    for verb in _run(hop):
        if verb.tag.kind == "verb":  # a noun that only the libraries put there leads nowhere
            yield verb.element, verb.tag
            for noun in verb.element.children:
                if row := inside(verb.tag.name, noun.name):
                    yield noun, row


def _names_nobody(noun: Element) -> bool:
    """Whether nobody is called, so that nobody hears anything."""
    return not noun.text.strip() and not noun.children


def _run(hop: Hop) -> Iterator[Verb]:
    """Yield the verbs that Twilio gets to."""
    if hop.document is None or hop.document.root is None or hop.request is None:
        return
    if hop.handling == "twiml" and hop.understood:
        yield from reached(hop.document.root, hop.product)


def _lead(hop: Hop, reference: str, method: str | None, branch: Branch) -> Iterator[Lead]:
    """The lead, unless its address cannot be asked.

    POST unless it says GET; what else it says is for a rule to judge.
    """
    url = hop.request.url.resolve(reference) if hop.request else None
    if url and not url.problem:
        yield Lead(url, "GET" if (method or "").strip().upper() == "GET" else "POST", branch)
