"""Check a document without a server: read it, and run the same rules."""

from twiml_check.model.exchange import Answer, Event, TransportError
from twiml_check.model.finding import Finding
from twiml_check.model.run import ORDINARY, Hop, Mode
from twiml_check.read.answer import foreign, likely_event
from twiml_check.read.twiml import read_twiml
from twiml_check.rules.engine import check
from twiml_check.vocabulary.answers import SIZE_LIMIT, TOO_LONG_INLINE
from twiml_check.vocabulary.events import EVENTS
from twiml_check.vocabulary.reachable import run


def lint(
    name: str,
    raw: bytes,
    event: Event | None = None,
    *,
    searched: bool = False,
    mode: Mode = ORDINARY,
) -> tuple[Hop, tuple[Finding, ...]]:
    """Return the document as a hop, and the findings."""
    hop = read_document(name, raw, event, searched=searched, mode=mode)
    findings = check(hop)
    return hop.without_tree(), findings


def read_document(
    name: str,
    raw: bytes,
    event: Event | None = None,
    *,
    searched: bool = False,
    mode: Mode = ORDINARY,
) -> Hop:
    """Return the document as a hop.

    Without an event its verbs decide between a call and a message; inline it is always a call.
    A document larger than Twilio's limit is not read.
    A document from a folder that is not TwiML is skipped.
    """
    if len(raw) > SIZE_LIMIT:
        return _too_large(name, raw, event, mode)
    document = read_twiml(raw)
    event = event or EVENTS["voice" if mode.inline else likely_event(document)]
    return Hop(
        number=1,
        via="file",
        event=event,
        name=name,
        handling="ignored" if searched and foreign(document) else "twiml",
        document=document,
        understood=document.understood,
        verbs=document.verbs,
        run=run(document, event.product),
        mode=mode,
    )


def _too_large(name: str, raw: bytes, event: Event | None, mode: Mode) -> Hop:
    failure = TransportError("body-too-large", code=TOO_LONG_INLINE if mode.inline else None)
    answer = Answer(None, (), raw, 0.0, failure)
    return Hop(1, "file", event or EVENTS["voice"], name, answer=answer, mode=mode)
