"""Advice on an error page: the one change to make, from the page's own words."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.model.exchange import Answer
from twiml_check.model.run import Hop
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.answers import (
    AFTER_GATHER,
    LACKING,
    LACKING_OF_TWILIO,
    MISSING_SLASH,
    NO_NEWS,
    OF_THE_TRIAL,
    REFUSALS,
    REFUSED_HOSTS,
    SAMPLES,
    SIGNED,
    SIGNED_FOR,
    STATUS_ADVICE,
    TRIAL,
    TUNNEL_DOWN,
    UNSIGNED,
)
from twiml_check.vocabulary.events import CALL_GOES_ON, EVENTS
from twiml_check.web.text import mask

if TYPE_CHECKING:
    from twiml_check.read.program_output import ProgramOutput

RINGING = ("CallStatus", "ringing")
"""A parameter of a call that begins; one under way has another status."""
FIRST = 4096
"""Characters of a page in which its title and its own words are looked for."""


class ErrorPage(NamedTuple):
    """A response with an error status, as its reader sees it."""

    hop: Hop
    status: int
    text: str
    """The beginning of its text, without tags."""
    output: "ProgramOutput | None"
    """The error that a program printed, if it is one."""

    cause: str = ""
    """The exception of an app in this process."""

    @property
    def said(self) -> str:
        """Return what it says about the error: the program's own line, else the text."""
        return self.output.line if self.output else self.text

    @property
    def signed(self) -> bool:
        """Say whether the request had a signature."""
        headers = self.hop.request.headers if self.hop.request else ()
        return any(name == "X-Twilio-Signature" for name, _ in headers)


def read_page(hop: Hop, answer: Answer, status: int) -> ErrorPage:
    """Return the response as its reader sees it."""
    from twiml_check.read.program_output import plain_text, program_output  # only an error needs it

    text = answer.body.decode("utf-8", "replace")
    return ErrorPage(hop, status, plain_text(text[:FIRST]), program_output(text), answer.cause)


def signed_for(page: ErrorPage) -> str:
    """Return a note with the URL that a refused request was signed for; empty for others."""
    request = page.hop.request
    refused = page.status in REFUSALS and not page.hop.mode.drilled
    if request is None or not page.signed or not refused:
        return ""
    return SIGNED_FOR.format(url=cut(request.target.text, 100))


def quotation(page: ErrorPage, answer: Answer) -> str:
    """Return a note that quotes the error; empty if the page has no text."""
    if page.output:
        return f'{page.output.row.program} says "{cut(page.output.line, 120)}"'
    said = first_words(answer)
    return f'the response says "{said}"' if said else ""


def first_words(answer: Answer) -> str:
    """Return the first words of an error page: the title of HTML, the first line of others."""
    from html import unescape  # only an error needs it, and it is large

    text = answer.body[:FIRST].decode("utf-8", "replace")
    for found in re.finditer(r"(?i)<(?:title|h1|h2|pre|p)(?=[\s>])[^<>]*+>([^<]*+)<", text):
        words = unescape(found[1]).strip()
        if words and words.lower() not in NO_NEWS:
            return cut(words, 120)
    return "" if "<" in text[:200] else cut(text.strip().partition("\n")[0], 120)


def advice(page: ErrorPage, answer: Answer) -> str:
    """Return the one thing to do: what the page itself says, else what its status suggests."""
    if (answer.header("Ngrok-Error-Code") or "").strip() == TUNNEL_DOWN:
        return "start the tunnel, or give its present name: ngrok has none of this name"
    if known := next(filter(None, (reader(page) for reader in READERS)), ""):
        return known
    if said := _other_method(page, answer):
        return said
    usual = STATUS_ADVICE[500] if page.status >= 500 else STATUS_ADVICE[400]
    method = page.hop.request.method if page.hop.request else ""
    known = STATUS_ADVICE.get(page.status, usual).format(method=method)
    if page.hop.mode.drilled and page.status in OF_THE_TRIAL:
        return TRIAL.format(trial=page.hop.choice) if page.hop.choice else known
    if page.status == 403 and page.signed:
        known = _signed(page)
    elif page.status in (400, 403) and not page.signed:
        known = f"{UNSIGNED}; else {known}"
    return f"{AFTER_GATHER}; else {known}" if _lacks_input(page) else known


def _host(page: ErrorPage) -> str:
    """Return how to let the app accept the host; empty if the app does not refuse it."""
    for pattern, change in REFUSED_HOSTS:
        if found := re.search(pattern, page.said):
            host = cut(mask(found[1]), 100)
            return change.format(host=host) + _public(page, ", or give ", " with a host it knows")
    return ""


def _slash(page: ErrorPage) -> str:
    if page.status != 500 or MISSING_SLASH not in page.said:
        return ""
    return "end the path of the URL with a slash: Django does not redirect a POST there"


def _signature(page: ErrorPage) -> str:
    if page.status >= 500 or "signature" not in page.said.lower():
        return ""
    if page.signed:
        return _signed(page)
    return "give --auth-token" + _public(page, ", and ", " when it is behind a proxy or tunnel")


def _csrf(page: ErrorPage) -> str:
    said = page.said.lower()
    found = page.status < 500 and ("csrf" in said or "authenticity token" in said)
    return STATUS_ADVICE[403] if found else ""


def _field(page: ErrorPage) -> str:
    """Return what to do about a field that the app misses; empty if the page names none."""
    names = {name for event in EVENTS.values() for name, _ in event.params} | CALL_GOES_ON
    sent = {name.lower() for name, _ in (page.hop.request.params if page.hop.request else ())}
    any_case = {name.lower(): name for name in names}
    for pattern in (*LACKING, *LACKING_OF_TWILIO):
        sure = pattern in LACKING
        for found in re.finditer(pattern, page.said):
            name = any_case.get(found[1].lower(), found[1]) if sure else found[1]
            known = name in names or (sure and page.status in (400, 422))
            if known and name.lower() not in sent:
                return _lacking(page, name)
    return ""


def _lacking(page: ErrorPage, name: str) -> str:
    if page.hop.via != "webhook" or page.hop.mode.drilled:
        return f"read {name} only where Twilio sends it: this request has no {name}"
    events = [each for each in ("sms", "voice") if name in dict(EVENTS[each].params)]
    other = f", or --event {events[0]}" if len(events) == 1 else ""
    return f"give --param {name}={SAMPLES.get(name, '…')}{other}: this request has no {name}"


def _program(page: ErrorPage) -> str:
    if page.status < 500:
        return ""
    return repair(page.cause) or ("fix this error in the app" if page.output else "")


def repair(cause: str) -> str:
    """Return `fix shop.py:8, in sms`: the line that an app of this process failed in."""
    line = re.search(r".* \((.+:\d+, in [^()]+)\)$", cause)
    return f"fix {line[1]}" if line else "fix this error in the app" if cause else ""


READERS: tuple[Callable[[ErrorPage], str], ...] = (
    *(_host, _slash, _signature, _csrf, _field, _program),
)
"""In this order: the first reader that recognizes the page gives the advice."""


def _other_method(page: ErrorPage, answer: Answer) -> str:
    """Return what to do if the URL exists for the other method; empty if that is not known."""
    hop = page.hop
    method, other = (
        ("GET", "POST") if hop.request and hop.request.method == "GET" else ("POST", "GET")
    )
    allowed = {word.strip().upper() for word in (answer.header("Allow") or "").split(",")}
    known = page.status == 405 and other in allowed and method not in allowed
    if page.status == 405 and method == "GET" and hop.via == "http-redirect":
        return "the redirect before made it a GET: give Twilio this address itself"
    if hop.via == "webhook" and method == "POST" and (page.status == 405 or hop.by_get):
        return "let the route accept POST, or give --method GET if that is what is set at Twilio"
    if not (known or hop.by_get):
        return ""
    where = WHERE.get(hop.via)
    return f'write method="{other}" {where}, or let the route accept {method}' if where else ""


WHERE = {"twiml-redirect": "in <Redirect>", "action": "next to the action"}
"""The place of the method of a request, by what made the request."""


def _signed(page: ErrorPage) -> str:
    return SIGNED.format(public=_public(page, " (see ", ")"))


def _public(page: ErrorPage, before: str, after: str = "") -> str:
    """Return a remark on --public-url; empty if the user gave it."""
    given = page.hop.request is not None and page.hop.request.connect is not None
    return "" if given else f"{before}--public-url{after}"


def _lacks_input(page: ErrorPage) -> bool:
    """Say whether it may be an action that got the first request of a call: Flask sends 400."""
    hop = page.hop
    begins = hop.request is not None and RINGING in hop.request.params
    return page.status in (400, 422) and hop.via == "webhook" and begins
