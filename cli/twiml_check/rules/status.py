"""What the status of a response says: no response at all, an error, a redirect.

What to do about an error is in the response itself more often than in its status: `error_page`.
"""

from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.model.run import Hop
from twiml_check.rules.error_page import advice, quotation, read_page, signed_for
from twiml_check.rules.rule import Rule, rule
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.answers import FOLLOWED, LOSES_FIELDS, MAX_REDIRECTS
from twiml_check.vocabulary.failures import FAILURES, TransportErrorRow
from twiml_check.web.studio import webhook_fault
from twiml_check.web.text import mask

FUNCTIONS = ".twil.io"
"""The end of the names of the hosts that Twilio runs Functions on."""
NEWER = "newer accounts show 11217 instead"
READS_GET = "the same URL answers a GET with TwiML"
OTHER_NUMBER = {"answer-timeout": "where the URL itself sets the limit (#tt=), the number is 11203"}


def _page(cause: str, row: TransportErrorRow) -> str:
    """Return the manual page of a cause: what happened, and what to do, as sentences."""
    texts = filter(None, (row.meaning, row.advice, OTHER_NUMBER.get(cause)))
    return "\n\n".join(f"{text[0].upper()}{text[1:]}." for text in texts)


CAUSES = tuple(Rule(cause, "error", row.code, _page(cause, row)) for cause, row in FAILURES.items())
"""One rule for each way in which there is no answer."""
_CAUSE_RULES = {rule.name: rule for rule in CAUSES}


def failure_problems(hop: Hop) -> Iterator[tuple[Rule, Problem]]:
    """Yield why there is no answer, as a problem of the rule of the same name."""
    failure = hop.answer.failure if hop.answer else None
    if failure:
        row = FAILURES[failure.cause]
        message = row.sentence(failure.detail)
        problem = Problem(message, row.advice, code=failure.code, doc=row.doc)
        yield _CAUSE_RULES[failure.cause], problem


@rule("http-error", "error", 11200, subject="exchange", exchanges_only=True)
def http_error(hop: Hop) -> Iterator[Problem]:
    """The webhook answered with a status of 400 or above, or changed the protocol (101).

    Nothing of the answer is used, and Twilio does not try again: a caller hears that an
    application error has occurred, a message gets no reply. Newer accounts show 11217 for it.
    For the status of a call Twilio logs 15003, a warning. A Function of Twilio's (twil.io) logs
    82001 or 82002 beside it.

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
    notes += [NEWER] if code == 11200 else []
    if hop.request and hop.request.url.host.endswith(FUNCTIONS):
        notes.append(f"the Function also logs {82001 if answer.status < 500 else 82002}")
    yield Problem(
        f"the webhook answered {answer.status}",
        help=advice(page, answer),
        note="; ".join(filter(None, notes)),
        code=code,
    )


@rule("invalid-http-redirect", "error", 11216, subject="exchange", exchanges_only=True)
def invalid_http_redirect(hop: Hop) -> Iterator[Problem]:
    """A 3xx answer that Twilio does not follow.

    It follows 301, 302, 303 and 307, and only to an http or https address in a Location header.
    308 and all others end the request. Twilio logs 11200 for the broken URL of a Studio flow.

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
            help="answer 307, or give Twilio the final URL",
        )
    elif not location:
        yield Problem(
            f"the {answer.status} redirect has no Location header",
            help="send the header, or answer TwiML right here",
        )
    elif reason := _unusable(hop, location):
        yield Problem(
            f'the {answer.status} redirect leads to "{cut(mask(location))}": {reason}',
            help="send an http or https address in Location",
        )
    elif reason := _no_flow(hop, location):
        yield Problem(
            f"the {answer.status} redirect does not point to a Studio flow: {reason}",
            help="send the address of the flow's webhook in Location",
            code=11200,
        )


def _unusable(hop: Hop, location: str) -> str:
    return hop.request.url.resolve(location).problem if hop.request else ""


def _no_flow(hop: Hop, location: str) -> str:
    return webhook_fault(hop.request.url.resolve(location)) if hop.request else ""


@rule("too-many-http-redirects", "error", 11215, subject="exchange", exchanges_only=True)
def too_many_http_redirects(hop: Hop) -> Iterator[Problem]:
    """More than ten HTTP redirects in a row, or redirects in a circle."""
    if hop.handling == "redirect" and hop.redirects >= MAX_REDIRECTS:
        where = " → ".join(cut(url, 40) for url in hop.loop)
        yield Problem(
            f"more than {MAX_REDIRECTS} HTTP redirects in a row" + (f": {where}" if where else ""),
            help="answer one of them with TwiML" if where else "give Twilio the final URL",
        )


@rule("lost-fields", "warning", subject="exchange", exchanges_only=True)
def lost_fields(hop: Hop) -> Iterator[Problem]:
    """An HTTP redirect turned the POST into a GET, and the fields are gone.

    Twilio follows 301, 302 and 303 as a browser does: the next request is a GET without From,
    Body, Digits and the rest. A missing or extra slash at the end of the path, http for https,
    or a missing www are the usual reasons.

    Bad:  HTTP 302, Location: /next
    Good: HTTP 307, Location: /next
    """
    if hop.handling != "redirect" or hop.request is None or hop.answer is None:
        return
    location = hop.answer.header("Location") or ""
    lost = hop.request.method == "POST" and hop.answer.status in LOSES_FIELDS
    if lost and not _unusable(hop, location) and not _no_flow(hop, location):
        yield Problem(
            f"the {hop.answer.status} redirect turns the POST into a GET without its fields",
            help=f"answer 307, or give Twilio {_final(hop, location)} itself",
            note="From, Body, Digits and all other fields are lost on the way",
        )


def _final(hop: Hop, location: str) -> str:
    """Return where the redirect leads, absolute."""
    return cut(hop.request.url.resolve(location).masked if hop.request else mask(location), 80)
