"""What Twilio does with a response, by its status and its content type."""

from twiml_check.model.document import Document
from twiml_check.model.exchange import Answer, Event
from twiml_check.model.run import BodyHandling
from twiml_check.vocabulary.answers import BODY_FAULTS, FOLLOWED, TEXT_TYPES, XML_TYPES
from twiml_check.vocabulary.grammar import GRAMMAR

ROOTS = ("response", "twiml")
"""Slips of the name of the root of TwiML."""
CLEAR_VERBS = ("Response", "Say", "Gather", "Dial", "Hangup", "Enqueue", "Sms")
"""Names that other XML rarely has; `Message` and `Record` are common."""


def effective_answer(answer: Answer, event: Event) -> Answer:
    """Return the response without a fault that does not matter.

    Twilio reads no body of a status callback. The body of an error response may be of any size.
    """
    failure = answer.failure
    if failure and failure.cause == "body-too-large" and (answer.status or 0) >= 400:
        return answer._replace(failure=None)
    if event.callback and answer.status and failure and failure.cause in BODY_FAULTS:
        return answer._replace(failure=None)
    return answer


def handling(answer: Answer, event: Event) -> BodyHandling:
    """Return how Twilio handles the response. text/plain is "text", even with TwiML in it."""
    if answer.failure or answer.status is None:
        return "none"
    if answer.status in FOLLOWED:
        return "redirect" if (answer.header("Location") or "").strip() else "refused"
    if not 200 <= answer.status < 300:
        return "refused"
    if event.callback:
        return "json" if event.reply and answer.body.strip() else "ignored"
    return "none" if answer.status == 204 else _by_type(answer, event)


def _by_type(answer: Answer, event: Event) -> BodyHandling:
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


def likely_event(document: Document) -> str:
    """Return the event of the document: the first verb of only one product decides.

    A noun in the wrong place decides only where no verb does.
    """
    if document.root is None:
        return "voice"
    names = [child.name for child in document.root.children]
    known = {verb for each in GRAMMAR.values() for verb in each.children["Response"]}
    verbs = [name for name in names if name in known]
    found = _first_of_one_product(verbs) or _first_of_one_product(names)
    return found or _first_nearly(names) or "voice"


def _first_of_one_product(names: list[str]) -> str | None:
    voice, messaging = GRAMMAR["voice"].homes, GRAMMAR["messaging"].homes
    for name in names:
        if (name in voice) != (name in messaging):
            return "voice" if name in voice else "sms"
    return None


def _first_nearly(names: list[str]) -> str | None:
    """Return the event of a document with misspelled verbs."""
    names = [name for name in names if not any(name in each.homes for each in GRAMMAR.values())]
    if not names:
        return None
    from difflib import get_close_matches  # only a fault needs it; 2 ms of start-up otherwise

    verbs = {name.lower(): name for each in GRAMMAR.values() for name in each.homes}
    for name in names:
        for hit in get_close_matches(name.lower()[:60], verbs, n=1, cutoff=0.7):
            return _first_of_one_product([verbs[hit]])
    return None


def foreign(document: Document) -> bool:
    """Say whether these bytes are XML of another kind, not meant as TwiML."""
    if document.root is None:
        return "<Response" not in document.source.text
    known = {"Response", *(name for each in GRAMMAR.values() for name in each.homes)}
    from difflib import get_close_matches  # only a strange root needs it

    name = document.root.name
    if name in known:
        return False
    names = [child.name for child in document.root.children]
    if get_close_matches(name[:60].lower(), ROOTS, cutoff=0.7):
        verbs = [verb.lower() for verb in known]
        near = (get_close_matches(each[:60].lower(), verbs, n=1, cutoff=0.8) for each in names)
        return bool(names) and not any(near)
    return not _holds_twiml(names)


def _holds_twiml(names: list[str]) -> bool:
    """Say whether most of these names are verbs, and one of them is a verb of TwiML alone."""
    known = {"Response", *(verb for each in GRAMMAR.values() for verb in each.children["Response"])}
    verbs = [name for name in names if name in known]
    return 2 * len(verbs) > len(names) and any(name in CLEAR_VERBS for name in verbs)
