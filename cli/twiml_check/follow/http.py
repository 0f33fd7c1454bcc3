"""Where an HTTP redirect leads: https://www.twilio.com/docs/api/errors/11216"""

from __future__ import annotations

from twiml_check.model import Hop
from twiml_check.urls import resolve, unusable
from twiml_check.vocabulary.answers import MAX_REDIRECTS


def location(hop: Hop) -> str | None:
    """The address that Twilio asks next, absolute; None when it does not follow or cannot."""
    if hop.treatment != "redirect" or hop.request is None or hop.answer is None:
        return None
    if hop.redirects >= MAX_REDIRECTS:
        return None
    target = resolve(hop.request.url, hop.answer.header("Location") or "")
    return None if unusable(target) else target
