"""Where a TwiML document leads: https://www.twilio.com/docs/voice/twiml/redirect"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.document import Element
from twiml_check.model.run import Branch, Hop
from twiml_check.vocabulary.branches import WHERE
from twiml_check.vocabulary.reachable import reached
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
        if verb.name == "Redirect":
            yield from _lead(hop, verb.text, verb.attributes.get("method"), hop.branch)


def branches(hop: Hop) -> Iterator[Lead]:
    """The addresses of what others hear: the party that is dialled, the caller who waits.

    https://www.twilio.com/docs/voice/twiml/number, https://www.twilio.com/docs/voice/twiml/enqueue
    """
    if hop.branch:
        return
    for verb in _run(hop):
        for element in (verb, *verb.children):
            way = WHERE.get((verb.name, element.name))
            address = element.attributes.get(way.url, "").strip() if way else ""
            if way and address and not (way.branch == "whisper" and _names_nobody(element)):
                yield from _lead(hop, address, element.attributes.get(way.method), way.branch)


def _names_nobody(noun: Element) -> bool:
    """Whether nobody is called, so that nobody hears anything."""
    return not noun.text.strip() and not noun.children


def _run(hop: Hop) -> Iterator[Element]:
    """The verbs that Twilio gets to."""
    if hop.document is None or hop.document.root is None or hop.request is None:
        return
    if hop.handling == "twiml" and hop.understood:
        for verb, _ in reached(hop.document.root, hop.product):
            yield verb


def _lead(hop: Hop, reference: str, method: str | None, branch: Branch) -> Iterator[Lead]:
    """The lead, unless its address cannot be asked.

    POST unless it says GET; what else it says is for a rule to judge.
    """
    url = hop.request.url.resolve(reference) if hop.request else None
    if url and not url.problem:
        yield Lead(url, "GET" if (method or "").strip().upper() == "GET" else "POST", branch)
