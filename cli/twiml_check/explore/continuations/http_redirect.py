"""Where an HTTP redirect leads: https://www.twilio.com/docs/api/errors/11216"""

from __future__ import annotations

from twiml_check.model.exchange import Request
from twiml_check.model.run import Hop
from twiml_check.vocabulary.answers import MAX_REDIRECTS
from twiml_check.web.host import is_private
from twiml_check.web.url import Url


def location(hop: Hop) -> Url | None:
    """The address that Twilio asks next, absolute; None when it does not follow or cannot."""
    if hop.handling != "redirect" or hop.request is None or hop.answer is None:
        return None
    if hop.redirects >= MAX_REDIRECTS:
        return None
    target = hop.request.url.resolve(hop.answer.header("Location") or "")
    return None if target.problem else target


def must_be_public(hop: Hop, request: Request, public_url: str | None) -> bool:
    """Whether the next address must be public: Twilio gets from a public server to no other."""
    if request.connect is not None:
        return False
    address = hop.answer.address if hop.answer else None
    return bool(public_url) or bool(address and not is_private(address))
