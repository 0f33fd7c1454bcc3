"""What an answer is taken for: a document with instructions, or what was fetched for one."""

from collections.abc import Sequence

from twiml_check.model.document import Document
from twiml_check.model.exchange import Answer, Event
from twiml_check.model.run import BodyHandling, Hop
from twiml_check.read.answer import effective_answer, handling
from twiml_check.read.twiml import read_twiml
from twiml_check.vocabulary.answers import FOLLOWED
from twiml_check.vocabulary.reachable import messages, run
from twiml_check.vocabulary.resources import STREAMS

MOST_HEADERS = 20
LONGEST_HEADER = 500
"""Of those that are kept: a hostile server can send 256 KiB of them every time."""


def read_answer(hop: Hop, answer: Answer) -> Hop:
    """Return the hop with its answer as Twilio takes it, and the document in it."""
    answer = effective_answer(answer, hop.event)
    taken, document = _read(answer, hop.event)
    twiml = document if taken == "twiml" else None
    return hop._replace(
        answer=answer,
        handling=taken,
        document=document,
        understood=document is not None and document.understood,
        verbs=document.verbs if document else (),
        run=run(twiml, hop.product),
        messages=messages(twiml, hop.product),
    )


def _read(answer: Answer, event: Event) -> tuple[BodyHandling, Document | None]:
    taken = handling(answer, event)
    if taken == "twiml":
        return taken, read_twiml(answer.body, answer.charset)
    if taken == "text" and event.product == "voice":
        document = read_twiml(answer.body, answer.charset)
        if document.understood:
            return "twiml", document
    return taken, None


def read_resource(hop: Hop, answer: Answer, hops: Sequence[Hop]) -> Hop:
    """Return the hop of a resource with its answer; `hops` tell how large the others are."""
    if hop.resource is None:
        return hop
    sizes = {each.resource.url: each.answer.size for each in hops if each.resource and each.answer}
    leads_on = answer.status in FOLLOWED and answer.header("Location")
    return hop._replace(
        answer=answer,
        handling="redirect" if leads_on and hop.resource.kind not in STREAMS else "none",
        before=sum(sizes.get(url, 0) for url in hop.resource.among),
    )


def trim(hop: Hop) -> Hop:
    """Return the hop to keep: nobody shows a tree or a picture, and many fill the memory."""
    if hop.resource is None or hop.answer is None:
        return hop.without_tree()
    short = [field for field in hop.answer.headers if sum(map(len, field)) <= LONGEST_HEADER]
    return hop._replace(answer=hop.answer._replace(body=b"", headers=tuple(short[:MOST_HEADERS])))
