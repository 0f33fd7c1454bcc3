"""Whether genuine requests are accepted, and forged ones refused.

What Twilio signs: https://www.twilio.com/docs/usage/security
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.drills.drill import (
    Ask,
    Drill,
    Result,
    Setting,
    Trial,
    Verdict,
    accepted,
    found_by,
)
from twiml_check.drills.rules import ACCEPTS_FORGED, REFUSES_GENUINE
from twiml_check.model.exchange import Fields, Request
from twiml_check.model.finding import Level, Problem
from twiml_check.request.session import Session, first, signature
from twiml_check.web.host import is_private
from twiml_check.web.url import Url

HEADER = "X-Twilio-Signature"
UNSIGNED = "not tried: set --auth-token"
NOTHING_DONE = {"Reject", "Hangup"}
"""Verbs that refuse a call in place of a status."""
HEADER_HELP = "validate X-Twilio-Signature with Twilio's library, and respond with 403"


def unsigned(_session: Session, request: Request) -> Request:
    """Return the request without a signature."""
    kept = tuple(pair for pair in request.headers if pair[0] != HEADER)
    return _of_stranger(request._replace(headers=kept))


def signed_with(request: Request, value: str) -> Request:
    """Return the request with this signature in place of its own."""
    headers = tuple((name, value if name == HEADER else own) for name, own in request.headers)
    return _of_stranger(request._replace(headers=headers))


def _of_stranger(request: Request) -> Request:
    """Return the request without the login of the URL: only Twilio knows that."""
    return request._replace(url=request.url._replace(login=None).rebuild())


def _wrong_token(_session: Session, request: Request) -> Request:
    posted = request.params if request.method == "POST" else ()
    return signed_with(request, signature("0" * 32, request.target.text, posted))


def _other_url(session: Session, request: Request) -> Request:
    posted = request.params if request.method == "POST" else ()
    other = Url.parse("https://other.example/webhook").with_query(request.target.query or "")
    return signed_with(request, signature(session.token or "", other.text, posted))


def _changed(session: Session, request: Request) -> Request:
    name = "Body" if session.event.product == "messaging" else "From"
    return _with(session, request, ((name, f"{dict(session.params).get(name, '')}7"),))


def _added(session: Session, request: Request) -> Request:
    return _with(session, request, (("AddedOnTheWay", "yes"),))


def _with(session: Session, request: Request, params: Fields) -> Request:
    """Return a request with other parameters, and the signature of this one."""
    changed = tuple((dict(session.params) | dict(params)).items())
    own = next((value for name, value in request.headers if name == HEADER), "")
    return signed_with(first(session._replace(params=changed)), own)


NONE = Trial("a request without a signature", forge=unsigned)
FORGED = (
    Trial("a request with the signature of another Auth Token", forge=_wrong_token),
    Trial("a request with the signature of another URL", forge=_other_url),
    Trial("a request with a parameter that was changed after signing", forge=_changed),
    Trial("a request with a parameter that was added after signing", forge=_added),
)


class Genuine(NamedTuple):
    """A request that Twilio signs, and what is to blame where it is refused."""

    trial: Trial
    help: str
    level: Level = "error"
    """Less than an error where Twilio sends such a request only to some webhooks."""


def _values(setting: Setting) -> Iterator[Genuine]:
    """Yield requests with values that some frameworks change before they are signed."""
    name = "Body" if setting.event.product == "messaging" else "CallerName"
    yield Genuine(
        Trial(f"a signed {name} with ', @, +, & and letters beyond ASCII", ((name, ODD),)),
        "validate the decoded values, as UTF-8",
    )
    yield Genuine(
        Trial(f"a signed {name} with spaces at its ends", ((name, "  hello  "),)),
        "validate the values before the framework removes spaces",
    )
    empty = "FromCity" if setting.event.name != "whatsapp" else "ProfileName"
    yield Genuine(
        Trial("a signed request with an empty value", ((empty, ""),)),
        "keep parameters without a value, such as FromCity=, for the signature",
    )
    yield Genuine(
        Trial("a signed request with a new parameter", (("zzNew", "1"), ("AaNew", "2"))),
        "validate all parameters that come in, not a list of known ones",
    )


ODD = "it's @home + café ☎ & 100%"
QUERIES = (
    ("an apostrophe", "b=it's"),
    ("%40 and %2B", "c=%40a%2Bb"),
    ("unsorted and repeated keys", "z=1&a=2&z=3"),
)
"""What the query of a URL has, and what is added for that."""


def _urls(setting: Setting) -> Iterator[Genuine]:
    """Yield requests to other spellings of the URL."""
    for what, query in QUERIES:
        yield Genuine(
            Trial(f"a signed URL that has {what} in its query", query=query),
            "validate the URL exactly as it was requested, without decoding or sorting its query",
            "info",
        )
    if not setting.tunnelled and setting.url.scheme == "http" and is_private(setting.url.host):
        yield Genuine(
            Trial("a signed https URL behind a proxy", behind_proxy=True),
            "behind a proxy, let the app trust X-Forwarded-Proto",
            "info",
        )


def play(ask: Ask, plain: Result, setting: Setting) -> Iterator[Verdict]:
    """Try forged requests, then genuine ones."""
    unsigned_one = ask(NONE)
    taken = is_taken(unsigned_one, plain)
    yield _refused(unsigned_one, plain, setting, told=False)
    if not setting.signed:
        for trial in FORGED:
            yield Verdict(_words(trial), untried=UNSIGNED)
        return
    for trial in FORGED:
        yield _refused(ask(trial), plain, setting, told=taken)
    right = Trial("a request with the right signature")
    yield accepted(_let_in(plain._replace(trial=right)))
    for genuine in (*_values(setting), *_urls(setting)):
        trial = genuine.trial._replace(only_refusals=True)
        yield _genuine(ask(trial), genuine, unsigned_one)


def _refused(result: Result, plain: Result, setting: Setting, *, told: bool) -> Verdict:
    """Return the verdict on a forged request; `told` where an earlier one has the finding."""
    words = _words(result.trial)
    if result.untried or not is_taken(result, plain):
        hop = result.last.number if result.hops else None
        return Verdict(words, hop, untried=result.untried)
    verdict = Verdict(words, result.last.number, "it is accepted", rule=ACCEPTS_FORGED.name)
    if told:
        return verdict
    problem = Problem(
        f"the webhook accepts {result.trial.what}",
        help=HEADER_HELP,
        note="anyone who knows the URL can send it",
        level="error" if setting.require_signature else None,
    )
    return verdict._replace(findings=(found_by(ACCEPTS_FORGED, problem, result),))


def _words(trial: Trial) -> str:
    return f"{trial.what} is refused"


def is_taken(result: Result, plain: Result) -> bool:
    """Say whether a forged request is run like a genuine one.

    A response that only rejects or hangs up is a refusal, too, unless all responses are so. Where
    Twilio gets no instructions at all, it is a refusal if it says something else.
    """
    if not result.accepted:
        return False
    if result.usual_fault:
        return _said(result) == _said(plain)
    verbs = set(result.last.run)
    return result.last.run == plain.last.run or bool(verbs - NOTHING_DONE)


def _said(result: Result) -> str:
    """Return the words of the last response, without the values of the request, and numbers."""
    hop = result.last
    body = hop.answer.body.decode("utf-8", "replace") if hop.answer else ""
    values = [value for _, value in (hop.request.params if hop.request else ()) if len(value) > 3]
    for value in sorted(values, key=len, reverse=True):
        body = body.replace(value, "")
    return " ".join(word for word in re.findall(r"\w+", body) if not re.search(r"\d", word))


def _genuine(result: Result, genuine: Genuine, forged: Result) -> Verdict:
    """Return the verdict on a signed request.

    The signature is the cause if an unsigned request gets the same status.
    """
    if result.untried or not result.crashed:
        return accepted(_let_in(result))
    verdict = accepted(result, genuine.level)
    if forged.accepted or result.status != forged.status:
        return verdict
    problem = Problem(
        f"the webhook refuses {result.trial.what}: it responds with {result.status}",
        help=genuine.help,
        note="the signature is right; without one the response is the same",
        level=genuine.level,
    )
    found = f"it is refused with {result.status}"
    made = found_by(REFUSES_GENUINE, problem, result)
    return verdict._replace(found=found, findings=(made,))


def _let_in(result: Result) -> Result:
    """Return the result without its faults: they are not about the signature."""
    return result._replace(findings=(), usual_fault=False, same_as="")


SIGNATURE = Drill("signature", "genuine requests are accepted, forged ones are refused", play)
