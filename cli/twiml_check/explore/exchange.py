"""One exchange: from a link to its request, and from the response to the hop."""

from collections.abc import Sequence

from twiml_check.explore.continuations.continuation import Continuation, Link
from twiml_check.model.document import Document
from twiml_check.model.exchange import Answer, Event, Request
from twiml_check.model.run import BodyHandling, Hop, PendingRequest
from twiml_check.read.answer import effective_answer, handling
from twiml_check.read.twiml import read_twiml
from twiml_check.request.session import Session, first, request_to
from twiml_check.vocabulary.answers import FOLLOWED
from twiml_check.vocabulary.reachable import messages, run
from twiml_check.vocabulary.resources import STREAMS
from twiml_check.web.host import is_private


def start(session: Session) -> PendingRequest:
    """Return the request to the webhook."""
    request = first(session)
    return PendingRequest(request, "webhook", public_only=_is_beyond_twilio(session, request))


def follow(session: Session, hop: Hop, continuation: Continuation, link: Link) -> PendingRequest:
    """Return the request for a link of this hop."""
    request = request_to(
        session,
        link.url,
        link.method,
        branch=link.branch if link.params is None else "",
        fields=link.fields,
        params=link.params,
    )
    pending = PendingRequest(
        request,
        hop.via if hop.resource else continuation.via,
        hop.number,
        branch=link.branch,
        public_only=_is_beyond_twilio(session, request)
        if link.configured
        else must_be_public(session, hop, request),
        resource=link.resource or hop.resource,
        event=hop.event if hop.event.callback else link.event,
    )
    if continuation.role != "fetch" or hop.answer is None:
        return pending
    spent_ms = hop.spent_ms + hop.answer.elapsed_ms
    begun = hop.begun or (hop.request.url if hop.request else None)
    return pending._replace(redirects=hop.redirects + 1, spent_ms=spent_ms, begun=begun)


def must_be_public(session: Session, hop: Hop, request: Request) -> bool:
    """Say whether the address must be public: from a public server Twilio reaches no other."""
    if request.connect is not None:
        return False
    address = hop.answer.address if hop.answer else None
    return session.tunnel is not None or bool(address and not is_private(address))


def _is_beyond_twilio(session: Session, request: Request) -> bool:
    """Say whether a URL that is configured at Twilio names a private address.

    Only the host decides: a public name may resolve to a private address on this machine only.
    """
    return session.public_only and request.target.is_private


def read_answer(hop: Hop, answer: Answer) -> Hop:
    """Return the hop with its response, how Twilio handles the response, and the document in it."""
    answer = effective_answer(answer, hop.event)
    taken, document = _read(answer, hop.event)
    return hop._replace(
        answer=answer,
        handling=taken,
        document=document,
        understood=document is not None and document.understood,
        verbs=document.verbs if document else (),
        run=run(document, hop.product),
        messages=messages(document, hop.product),
    )


def _read(answer: Answer, event: Event) -> tuple[BodyHandling, Document | None]:
    taken = handling(answer, event)
    if taken == "json":
        from twiml_check.read.json import read_json  # few webhooks respond with JSON

        return taken, read_json(answer.body)
    if taken == "twiml" or (taken == "text" and event.product == "voice"):
        document = read_twiml(answer.body, answer.charset)
        if taken == "twiml" or document.understood:
            return "twiml", document
    return taken, None


def read_resource(hop: Hop, answer: Answer, hops: Sequence[Hop]) -> Hop:
    """Return the hop of a resource with its response; `hops` have the sizes of the others."""
    if hop.resource is None:
        return hop
    sizes = {each.resource.url: each.answer.size for each in hops if each.resource and each.answer}
    leads_on = answer.status in FOLLOWED and answer.header("Location")
    return hop._replace(
        answer=answer,
        handling="redirect" if leads_on and hop.resource.kind not in STREAMS else "none",
        before=sum(sizes.get(url, 0) for url in hop.resource.among),
    )
