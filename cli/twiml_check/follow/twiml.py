"""Where a TwiML document leads: https://www.twilio.com/docs/voice/twiml/redirect"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.execution import reached, verbs
from twiml_check.model import Element, Hop
from twiml_check.urls import resolve, unusable


class Lead(NamedTuple):
    """The next document."""

    url: str
    method: str


def leads(hop: Hop) -> Iterator[Lead]:
    """The addresses that Twilio asks after this document, absolute, in the order of its verbs.

    A target that is no http or https address is left out: a rule speaks about it.
    """
    if hop.document is None or hop.document.root is None or hop.request is None:
        return
    if hop.treatment != "twiml" or not hop.understood:
        return
    for verb, _ in reached(verbs(hop.document.root, hop.product)):
        if verb.name == "Redirect":
            url = resolve(hop.request.url, verb.text)
            if unusable(url) is None:
                yield Lead(url, _method(verb))


def _method(verb: Element) -> str:
    """POST unless it says GET; what else it says is for a rule to judge."""
    return "GET" if verb.attributes.get("method", "").upper() == "GET" else "POST"
