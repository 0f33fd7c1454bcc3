"""Secrets that a server says back: a debug page shows its visitors their own headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from twiml_check.model.exchange import Answer, Request
from twiml_check.model.finding import Finding
from twiml_check.model.run import Comparison, Expected, FlowExit, Hop, Run, TargetResult
from twiml_check.web.credentials import HIDDEN

SIGNATURE = "X-Twilio-Signature"
_WORD_BEGIN = r"(?:(?<![\\\w])|(?<=\\[nrt]))"
"""Not within an escape of JSON, which would then be broken."""


ELLIPSIS = "…"
LEAST_HALF = 4
"""Letters of a secret that a message was cut in, from which on they are hidden too."""
Veil = Callable[[str], str]


def hidden(text: str, run: Run) -> str:
    """The report without the signatures and logins that were sent; URLs are masked before."""
    for secret in _all(run, _secrets):
        text = text.replace(secret, HIDDEN)
    text = unsaid(text, run.secrets)
    for pair in _all(run, _logins):
        text = re.sub(_WORD_BEGIN + re.escape(pair), HIDDEN, text)
    return text


def unsaid(text: str, secrets: tuple[str, ...]) -> str:
    """The text without what the environment held for a suite, however it is spelled."""
    for secret in sorted(_spelled(secrets), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text


def said_back(run: Run) -> tuple[str, ...]:
    """What must not be shown of a document, where it stands in one; the longest first."""
    logins = _all(run, _logins)
    in_xml = {pair.replace("&", "&amp;").replace("<", "&lt;") for pair in logins}
    every = _all(run, _secrets) | logins | in_xml | _spelled(run.secrets)
    return tuple(sorted(every, key=len, reverse=True))


def _spelled(secrets: tuple[str, ...]) -> set[str]:
    """The secrets of the environment, as URLs, forms, XML, JSON and a terminal spell them too."""
    if not secrets:
        return set()
    from html import escape
    from json import dumps
    from urllib.parse import quote, quote_plus

    from twiml_check.report.escape import visible

    spelled = {
        spelling
        for secret in {*secrets, *(" ".join(each.split()) for each in secrets)}
        for spelling in (
            secret,
            visible(secret),
            quote(secret, safe="", errors="replace"),
            quote_plus(secret, errors="replace"),
            dumps(secret)[1:-1],
            secret.replace("&", "&amp;").replace("<", "&lt;"),
            escape(secret),
            escape(secret, quote=False),
            escape(secret, quote=False).replace("\n", "&#10;"),
        )
    }
    return spelled | {dumps(spelling)[1:-1] for spelling in spelled}


def held(run: Run) -> tuple[str, ...]:
    """What the environment held for the suite, in all spellings; the longest first."""
    return tuple(sorted(_spelled(run.secrets), key=len, reverse=True))


def veiled(run: Run, secrets: tuple[str, ...]) -> Run:
    """The run without these in the texts that a report may show; the documents stay as they are.

    For formats that write a text in other letters, cut it, or have words of their own that a
    redirect could name as its login, so that `hidden` would miss the one and break the other.
    """
    if not secrets:
        return run
    pattern = re.compile("|".join(map(re.escape, secrets)))

    def veil(text: str) -> str:
        return _without_halves(pattern.sub(HIDDEN, text), secrets)

    missing = run.missing and tuple(map(veil, run.missing))
    return run._replace(
        checks=tuple(_check(check, veil) for check in run.checks),
        quest=veil(run.quest),
        missing=missing,
    )


def _without_halves(text: str, secrets: tuple[str, ...]) -> str:
    """The text without the begin of a secret before a `…`, and the end of one behind it."""
    if ELLIPSIS not in text:
        return text
    first, *more = text.split(ELLIPSIS)
    for piece in more:
        begin = max(_shared(first, secret) for secret in secrets)
        end = max(_shared(piece[::-1], secret[::-1]) for secret in secrets)
        kept = first[: len(first) - begin] + HIDDEN if begin else first
        first = f"{kept}{ELLIPSIS}{HIDDEN + piece[end:] if end else piece}"
    return first


def _shared(text: str, secret: str) -> int:
    """How much of the secret's begin ends the text; a few letters may be something else."""
    at = secret.find(text[-LEAST_HALF:]) if len(text) >= LEAST_HALF else -1
    while at >= 0:
        if text.endswith(secret[: at + LEAST_HALF]):
            return at + LEAST_HALF
        at = secret.find(text[-LEAST_HALF:], at + 1)
    return 0


def _check(check: TargetResult, veil: Veil) -> TargetResult:
    return check._replace(
        target=veil(check.target),
        name=veil(check.name),
        would=veil(check.would),
        undecided=veil(check.undecided),
        hops=tuple(_hop(hop, veil) for hop in check.hops),
        findings=tuple(_finding(finding, veil) for finding in check.findings),
        expectations=tuple(_expected(each, veil) for each in check.expectations),
        flow_exit=check.flow_exit and _detour(check.flow_exit, veil),
        comparison=check.comparison and _comparison(check.comparison, veil),
    )


def _expected(each: Expected, veil: Veil) -> Expected:
    return each._replace(
        expression=veil(each.expression),
        words=veil(each.words),
        found=veil(each.found),
        undecided=veil(each.undecided),
    )


def _detour(flow_exit: FlowExit, veil: Veil) -> FlowExit:
    return flow_exit._replace(
        widget=veil(flow_exit.widget),
        twiml=veil(flow_exit.twiml),
        next=veil(flow_exit.next),
        variables=tuple((veil(name), veil(value)) for name, value in flow_exit.variables),
    )


def _comparison(comparison: Comparison, veil: Veil) -> Comparison:
    return comparison._replace(diff=tuple(map(veil, comparison.diff)))


def _hop(hop: Hop, veil: Veil) -> Hop:
    return hop._replace(
        name=veil(hop.name),
        verbs=tuple(map(veil, hop.verbs)),
        answer=hop.answer and _answer(hop.answer, veil),
    )


def _answer(answer: Answer, veil: Veil) -> Answer:
    return answer._replace(headers=tuple((veil(name), veil(text)) for name, text in answer.headers))


def _finding(finding: Finding, veil: Veil) -> Finding:
    place = finding.location
    return finding._replace(
        message=veil(finding.message),
        help=veil(finding.help),
        note=veil(finding.note),
        label=veil(finding.label),
        doc=veil(finding.doc),
        location=place and place._replace(path=tuple(map(veil, place.path))),
    )


def _all(run: Run, find: Callable[[Request], Iterator[str]]) -> set[str]:
    """What is found in any request of the run."""
    requests = (hop.request for check in run.checks for hop in check.hops if hop.request)
    return {found for request in requests for found in find(request) if found}


def _secrets(request: Request) -> Iterator[str]:
    yield from (value for name, value in request.headers if name == SIGNATURE)
    login = request.url.credentials
    if login:
        from base64 import b64encode

        yield b64encode(":".join(login).encode("utf-8", "replace")).decode("ascii")


def _logins(request: Request) -> Iterator[str]:
    login = request.url.credentials
    pair = ":".join(login or ())
    if login and all(login) and _is_plain(pair):
        yield pair


def _is_plain(pair: str) -> bool:
    """Whether it is written the same in JSON, and no sentence of a report can be like it.

    A redirect names any login that its server likes: that must hide neither a verdict nor the
    quotes of the JSON.
    """
    return pair.isascii() and pair.isprintable() and not set(pair) & set(' "\\')
