"""Check a document without a server: read it, and run the same rules. The short way of `walk`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from twiml_check.checking import Found, check, of_verb, of_whole, stamped, verb_nodes
from twiml_check.execution import run
from twiml_check.familiar import Familiar, Judged, Numbers
from twiml_check.model import ORDINARY, Answer, Document, Event, Failure, Finding, Hop, Mode
from twiml_check.read.product import foreign, likely_event
from twiml_check.read.twiml import read_twiml
from twiml_check.source import Source
from twiml_check.vocabulary.answers import SIZE_LIMIT, TOO_LONG_INLINE
from twiml_check.vocabulary.events import EVENTS

_FAMILIAR = Familiar()
Linted = tuple[Hop, tuple[Finding, ...]]


def lint(
    name: str,
    raw: bytes,
    event: Event | None = None,
    *,
    searched: bool = False,
    mode: Mode = ORDINARY,
    look: Callable[[Hop], None] | None = None,
) -> Linted:
    """The document as a hop, and what the rules found.

    Without an event its verbs tell what it answers; inline it is always a call.
    More bytes than Twilio takes are not read.
    `look` is shown the hop while its tree is there.
    One that was only found in a folder, and is no TwiML at all, is passed over.
    """
    if len(raw) > SIZE_LIMIT:
        hop = _too_large(name, raw, event, mode)
        return hop, check(hop)
    if look is None and mode == ORDINARY:
        known = _FAMILIAR.wording_apart(event.name if event else "", raw)
        if known:
            return _as_known(name, raw, known)
        if (verbs := _FAMILIAR.verbs(raw)) is not None:
            return _plain(name, raw, event, verbs)
    hop = _read(name, raw, event, searched, mode)
    if look:
        look(hop)
    return hop.without_tree(), check(hop)


def _too_large(name: str, raw: bytes, event: Event | None, mode: Mode) -> Hop:
    failure = Failure("body-too-large", code=TOO_LONG_INLINE if mode.inline else None)
    answer = Answer(None, (), raw, 0.0, failure)
    return Hop(1, "file", event or EVENTS["voice"], name, answer=answer, mode=mode)


def _read(name: str, raw: bytes, event: Event | None, searched: bool, mode: Mode) -> Hop:
    document = read_twiml(raw)
    event = event or EVENTS["voice" if mode.inline else likely_event(document)]
    hop = _hop(name, document, event, document.verbs, run(document, event.product))
    strange = searched and foreign(document)
    return hop._replace(
        treatment="ignored" if strange else "twiml", understood=document.understood, mode=mode
    )


def _hop(
    name: str, document: Document, event: Event, verbs: tuple[str, ...], runs: tuple[str, ...]
) -> Hop:
    return Hop(1, "file", event, name, None, None, "twiml", document, True, verbs, runs)


def _plain(name: str, raw: bytes, event: Event | None, verbs: Numbers) -> Linted:
    """A document with an outline: what is familiar about it is not looked at again."""
    asked = event.name if event else ""
    known = _FAMILIAR.document(asked, verbs)
    if known:
        _FAMILIAR.add_wording(asked, raw, known)
        return _as_known(name, raw, known)
    hop = _read(name, raw, event, False, ORDINARY)
    findings = stamped(hop, _unfamiliar(hop, verbs))
    if not findings:
        judged = Judged(hop.event, hop.verbs, hop.run)
        _FAMILIAR.add_document(asked, verbs, judged)
        _FAMILIAR.add_wording(asked, raw, judged)
    return hop.without_tree(), findings


def _as_known(name: str, raw: bytes, known: Judged) -> Linted:
    """A document in which nothing was found before, but for its wording."""
    document = Document(Source(raw), None)
    return _hop(name, document, known.event, known.verbs, known.run), ()


def _unfamiliar(hop: Hop, verbs: Numbers) -> Iterator[Found]:
    """What the rules find, without the verbs in which they found nothing before."""
    yield from of_whole(hop)
    for number, verb in zip(verbs, verb_nodes(hop), strict=True):
        if _FAMILIAR.knows(hop.event.name, number):
            continue
        clean = True
        for found in of_verb(verb):
            clean = False
            yield found
        if clean:
            _FAMILIAR.add(hop.event.name, number)
