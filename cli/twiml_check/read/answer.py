"""What Twilio would do with an answer, by its status and its content type."""

from __future__ import annotations

from twiml_check.model import Answer, Event, Treatment
from twiml_check.vocabulary.answers import BODY_FAULTS, FOLLOWED, TEXT_TYPES, XML_TYPES


def heeded(answer: Answer, event: Event) -> Answer:
    """The answer without a fault that nobody sees: no body of a status callback is read."""
    failure = answer.failure
    if event.callback and answer.status and failure and failure.cause in BODY_FAULTS:
        return answer._replace(failure=None)
    return answer


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
