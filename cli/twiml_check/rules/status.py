"""Responses by their status: no response, an error, a redirect.

The advice about an error comes from the text of its page, if possible: `error_page`.
"""

from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.model.run import Hop
from twiml_check.rules.error_page import advice, quotation, read_page, repair, signed_for
from twiml_check.rules.reply import consequence
from twiml_check.rules.rule import Rule, rule
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.answers import FOLLOWED, LOSES_FIELDS, MAX_REDIRECTS
from twiml_check.vocabulary.failures import FAILURES, TransportErrorRow
from twiml_check.web.studio import webhook_fault
from twiml_check.web.text import mask

FUNCTIONS = ".twil.io"
"""The end of the names of the hosts that Twilio runs Functions on."""
READS_GET = "the same URL responds to a GET with TwiML"
AT_ONCE = "respond at once, and do the slow work afterwards"
"""What to do about a slow response to a callback, which has no <Redirect> to continue with."""
OTHER_NUMBER = {
    "answer-timeout": "if the URL itself sets the limit (#tt=), the number is 11203. A webhook "
    "of Conversations has 5 seconds, and the number is 50076. The callback with the text of a "
    "recording has the number 94101"
}


def _page(cause: str, row: TransportErrorRow) -> str:
    """Return the manual page of a cause: what happened, and how to fix it."""
    texts = filter(None, (row.meaning, row.advice, OTHER_NUMBER.get(cause)))
    return "\n\n".join(f"{text[0].upper()}{text[1:]}." for text in texts)


CAUSES = tuple(Rule(cause, "error", row.code, _page(cause, row)) for cause, row in FAILURES.items())
"""One rule for each cause of a missing response."""
_CAUSE_RULES = {rule.name: rule for rule in CAUSES}


def failure_problems(hop: Hop) -> Iterator[tuple[Rule, Problem]]:
    """Yield why there is no response, with the rule of the same name."""
    answer = hop.answer
    if answer and answer.failure:
        failure = answer.failure
        row, late = FAILURES[failure.cause], failure.cause == "answer-timeout"
        usual = AT_ONCE if late and hop.event.callback else row.advice
        problem = Problem(
            row.sentence(failure.detail),
            usual if late else repair(answer.cause) or usual,
            note=consequence(hop),
            code=failure.code or (hop.event.late_code if late else None),
            doc=row.doc,
        )
        yield _CAUSE_RULES[failure.cause], problem


@rule("http-error", "error", 11200, subject="exchange", exchanges_only=True)
def http_error(hop: Hop) -> Iterator[Problem]:
    """The webhook responded with a status of 400 or above, or changed the protocol (101).

    Twilio does not use the response and does not try again: a caller hears that an application
    error has occurred, a message gets no reply. Newer accounts show 11217 instead. For the status
    of a call Twilio logs 15003, a warning. A Function of Twilio (twil.io) also logs 82001 or 82002.

    After the first 404 or 405 to a POST, `twiml-check URL` sends one GET to the same URL, unless
    the response has an Allow header. So it can tell that the route exists for GET.

    Bad:  HTTP 500, Content-Type: text/html, <h1>Oops</h1>
    Good: HTTP 200, Content-Type: text/xml, <Response><Say>Hello</Say></Response>
    """
    answer = hop.answer
    if answer is None or answer.failure or answer.status is None or 200 <= answer.status < 400:
        return
    code = hop.event.failure_code
    page = read_page(hop, answer, answer.status)
    notes = [f"the app raised {answer.cause}"] if answer.cause else [quotation(page, answer)]
    notes += [READS_GET if hop.by_get else "", signed_for(page)]
    notes.append(consequence(hop))
    if hop.request and hop.request.url.host.endswith(FUNCTIONS):
        notes.append(f"the Function also logs {82001 if answer.status < 500 else 82002}")
    yield Problem(
        f"the webhook responded with {answer.status}",
        help=advice(page, answer),
        note="; ".join(filter(None, notes)),
        code=code,
    )


@rule("invalid-http-redirect", "error", 11216, subject="exchange", exchanges_only=True)
def invalid_http_redirect(hop: Hop) -> Iterator[Problem]:
    """Twilio does not follow the 3xx response.

    Twilio follows 301, 302, 303 and 307, and only to an http or https URL in the Location header.
    Each other status, such as 308, ends the request. For the broken URL of a Studio flow the number
    is 11200.

    Bad:  HTTP 308, Location: /next
    Good: HTTP 307, Location: /next
    """
    answer = hop.answer
    if answer is None or answer.failure or answer.status is None or answer.status // 100 != 3:
        return
    location = (answer.header("Location") or "").strip()
    if answer.status not in FOLLOWED:
        yield Problem(
            f"Twilio does not follow a redirect with status {answer.status}",
            help="respond with 307, or give Twilio the final URL",
        )
    elif not location:
        yield Problem(
            f"the {answer.status} redirect has no Location header",
            help="send the header, or respond with TwiML",
        )
    elif reason := _unusable(hop, location):
        yield Problem(
            f'the {answer.status} redirect points to "{cut(mask(location))}": {reason}',
            help="send an http or https URL in Location",
        )
    elif reason := _no_flow(hop, location):
        yield Problem(
            f"the {answer.status} redirect does not point to a Studio flow: {reason}",
            help="send the URL of the flow's webhook in Location",
            code=11200,
        )


def _unusable(hop: Hop, location: str) -> str:
    return hop.request.url.resolve(location).problem if hop.request else ""


def _no_flow(hop: Hop, location: str) -> str:
    return webhook_fault(hop.request.url.resolve(location)) if hop.request else ""


@rule("too-many-http-redirects", "error", 11215, subject="exchange", exchanges_only=True)
def too_many_http_redirects(hop: Hop) -> Iterator[Problem]:
    """There are more than ten HTTP redirects in a row, or the redirects are a loop."""
    if hop.handling == "redirect" and hop.redirects >= MAX_REDIRECTS:
        where = " → ".join(cut(url, 40) for url in hop.loop)
        yield Problem(
            f"more than {MAX_REDIRECTS} HTTP redirects in a row" + (f": {where}" if where else ""),
            help="respond to one of these requests with TwiML"
            if where
            else "give Twilio the final URL",
        )


@rule("lost-fields", "warning", subject="exchange", exchanges_only=True)
def lost_fields(hop: Hop) -> Iterator[Problem]:
    """An HTTP redirect changed the POST to a GET, and its parameters are lost.

    Twilio follows 301, 302 and 303 as a browser does: the next request is a GET without From, Body,
    Digits and all other parameters. The usual causes are a missing or extra slash at the end of the
    path, http instead of https, or a missing www.

    Bad:  HTTP 302, Location: /next
    Good: HTTP 307, Location: /next
    """
    if hop.handling != "redirect" or hop.request is None or hop.answer is None:
        return
    location = hop.answer.header("Location") or ""
    lost = hop.request.method == "POST" and hop.answer.status in LOSES_FIELDS
    if lost and not _unusable(hop, location) and not _no_flow(hop, location):
        yield Problem(
            f"the {hop.answer.status} redirect changes the POST to a GET without its parameters",
            help=f"respond with 307, or give Twilio the URL {_final(hop, location)}",
            note="From, Body, Digits and all other parameters are lost",
        )


def _final(hop: Hop, location: str) -> str:
    """Return the target of the redirect as an absolute URL."""
    return cut(hop.request.url.resolve(location).masked if hop.request else mask(location), 80)
