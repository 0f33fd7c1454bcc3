"""The target of an HTTP redirect: https://www.twilio.com/docs/api/errors/11216"""

from collections.abc import Iterator

from twiml_check.explore.continuations.continuation import Continuation, Link, Visit
from twiml_check.model.exchange import Fields, Request
from twiml_check.vocabulary.answers import LOSES_FIELDS, MAX_REDIRECTS
from twiml_check.web.studio import webhook_fault


def find(visit: Visit) -> Iterator[Link]:
    """Yield the URL in Location, if Twilio follows it."""
    hop = visit.hop
    if hop.handling != "redirect" or hop.request is None or hop.redirects >= MAX_REDIRECTS:
        return
    if hop.answer is None or hop.answer.status is None:
        return
    url = hop.request.url.resolve(hop.answer.header("Location") or "")
    if not url.problem and not webhook_fault(url):
        method, params = repeat(hop.request, hop.answer.status)
        yield Link(url, method, hop.branch, params=params)


def repeat(request: Request, status: int) -> tuple[str, Fields]:
    """Return the method and the parameters of the request after this one.

    307 repeats a POST unchanged. Any other status changes a POST to a GET, and the fields are lost.
    A GET requests the new URL unchanged.
    """
    if request.method != "POST":
        return request.method, ()
    return ("GET", ()) if status in LOSES_FIELDS else ("POST", request.params)


HTTP_REDIRECT = Continuation("http-redirect", "fetch", find, after="HTTP {}")
