"""From a link to the request for it."""

from twiml_check.explore.continuations.continuation import Continuation, Link
from twiml_check.model.exchange import Request
from twiml_check.model.run import Hop, PendingRequest
from twiml_check.request.session import Session, request_to
from twiml_check.web.host import is_private


def follow(session: Session, hop: Hop, continuation: Continuation, link: Link) -> PendingRequest:
    """Return the request that a link of this hop leads to."""
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
        public_only=is_beyond_twilio(session, request)
        if link.configured
        else must_be_public(session, hop, request),
        resource=link.resource or hop.resource,
    )
    if continuation.role != "fetch" or hop.answer is None:
        return pending
    spent_ms = hop.spent_ms + hop.answer.elapsed_ms
    return pending._replace(redirects=hop.redirects + 1, spent_ms=spent_ms)


def must_be_public(session: Session, hop: Hop, request: Request) -> bool:
    """Say whether only a public address will do: a public server leads Twilio to no other."""
    if request.connect is not None:
        return False
    address = hop.answer.address if hop.answer else None
    return bool(session.public_url) or bool(address and not is_private(address))


def is_beyond_twilio(session: Session, request: Request) -> bool:
    """Say whether a URL that is set at Twilio names a private address.

    Only the host itself tells: a public name may be a private address for this machine alone.
    """
    return session.public_only and request.target.is_private
