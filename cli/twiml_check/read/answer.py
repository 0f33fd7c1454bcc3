"""What Twilio would do with an answer, by its status and its content type."""

from __future__ import annotations

from twiml_check.model import Answer, Event, Treatment
from twiml_check.vocabulary.answers import FOLLOWED, TEXT_TYPES, XML_TYPES


def treatment(answer: Answer, event: Event) -> Treatment:
    """How Twilio takes the answer. text/plain is "text", even if TwiML is in it."""
    if answer.failure or answer.status is None:
        return "none"
    if answer.status in FOLLOWED:
        return "redirect" if (answer.header("Location") or "").strip() else "refused"
    if not 200 <= answer.status < 300:
        return "refused"
    if event.callback:
        return "ignored"
    return "none" if answer.status == 204 else _by_type(answer, event)


def _by_type(answer: Answer, event: Event) -> Treatment:
    kind = answer.media_type
    if kind in XML_TYPES:
        return "twiml"
    if kind in TEXT_TYPES:
        return "text"
    if kind.startswith("audio/") and event.product == "voice":
        return "audio"
    if not answer.body and not kind:
        return "twiml"
    return "refused"
