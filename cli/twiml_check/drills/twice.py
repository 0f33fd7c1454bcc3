"""Whether repeated requests, two callers at once and a burst all get their own responses."""

from collections import Counter
from collections.abc import Iterator

from twiml_check.drills.drill import (
    Ask,
    Drill,
    Result,
    Setting,
    Trial,
    Verdict,
    accepted,
    found_by,
    plain,
)
from twiml_check.drills.rules import MIXED_CALLERS, UNEVEN_BURST
from twiml_check.model.exchange import Request
from twiml_check.model.finding import Finding, Problem
from twiml_check.request.session import Session

ROUNDS = 3
BURST = 20
TEXTS = ("violet umbrella", "copper lantern")


def play(ask: Ask, alone: Result, setting: Setting) -> Iterator[Verdict]:
    """Deliver a message twice, then let two call at once, then many."""
    yield accepted(_deliver_twice(ask))
    yield from _two_at_once(ask, setting)
    yield from _burst(ask, alone)


def _deliver_twice(ask: Ask) -> Result:
    """Return the second delivery of one request, with the same SIDs and idempotency token."""
    kept: list[Request] = []

    def same(_session: Session, request: Request) -> Request:
        kept.append(request)
        return kept[0]

    ask(Trial("a request", forge=same))
    return ask(Trial("the same request, delivered a second time", forge=same))


def _two_at_once(ask: Ask, setting: Setting) -> Iterator[Verdict]:
    pair = tuple(_caller(text, setting) for text in TEXTS)
    alone = ask(pair[0]._replace(what="one request alone"))
    words = "each of two requests at the same time gets its own response"
    for _ in range(ROUNDS):
        both = ask.at_once(pair)
        if untried := next((each.untried for each in (alone, *both) if each.untried), ""):
            yield Verdict(words, untried=untried)
            return
        if failed := next((each for each in both if each.findings or each.same_as), None):
            yield accepted(failed)._replace(words=words)
            return
        for one, other in (both, both[::-1]):
            if what := mixed(alone, one, other):
                found = f"one got {what} of the other"
                yield Verdict(words, one.last.number, found, (_mixed(one, what),))
                return
    yield Verdict(words, both[0].last.number)


def _caller(text: str, setting: Setting) -> Trial:
    """Return the request of one of two callers."""
    params = (("Body", text),) if setting.event.product == "messaging" else ()
    return Trial("two requests at the same time", params)


OWN = {
    "From": "the number",
    "Body": "the text",
    "CallSid": "the CallSid",
    "MessageSid": "the MessageSid",
}
"""Parameter -> what it is, of those that differ between two callers."""


def mixed(alone: Result, one: Result, other: Result) -> str:
    """Return what one response has of the other request, in place of its own; empty for nothing.

    An app that shows what others wrote does not count: alone it has nothing of its own to show.
    """
    shown = _shown(one)
    for name, what in OWN.items():
        first, mine, others = (_sent(each, name) for each in (alone, one, other))
        if not all((first, mine, others)) or mine == others:
            continue
        if first in _shown(alone) and mine not in shown and others in shown:
            return what
    return ""


def _sent(result: Result, name: str) -> str:
    """Return the value that was sent, a phone number without its prefix."""
    request = result.hops[0].request
    value = dict(request.params).get(name, "") if request else ""
    return value.rpartition("+")[2]


def _shown(result: Result) -> str:
    """Return what the responses of a trial say."""
    bodies = [hop.answer.body for hop in result.hops if hop.answer]
    return b"\n".join(bodies).decode("utf-8", "replace")


def _mixed(result: Result, what: str) -> Finding:
    problem = Problem(
        f"of two requests at the same time, one got {what} of the other",
        help="keep data of a request in local variables, not in variables of the module",
    )
    return found_by(MIXED_CALLERS, problem, result)


def _burst(ask: Ask, alone: Result) -> Iterator[Verdict]:
    what = f"{BURST} requests at the same time"
    before = [ask(plain("one caller alone")) for _ in range(2)]
    many = ask.at_once(Trial(what) for _ in range(BURST))
    words = f"{what} get the same response as one"
    if untried := next((each.untried for each in many if each.untried), ""):
        yield Verdict(words, untried=untried)
        return
    failed = [each for each in many if each.findings]
    if failed:
        verdict = accepted(failed[0])
        head, *rest = verdict.findings
        first = head._replace(more=len(failed) - 1)
        found = f"{len(failed)} of {BURST}: {verdict.found}"
        yield verdict._replace(words=words, found=found, findings=(first, *rest))
        return
    yield _even(words, [_shape(each) for each in (alone, *before) if each.hops], many)


def _even(words: str, usual: list[object], many: tuple[Result, ...]) -> Verdict:
    """Return the verdict on a burst that was accepted."""
    verdict = Verdict(words, many[0].last.number)
    odd = [each for each in many if _shape(each) != usual[0]]
    if len(Counter(map(str, usual))) > 1 or not odd:
        return verdict  # some apps respond at random
    problem = Problem(
        f"{len(odd)} of {len(many)} requests at the same time got other verbs than one alone",
        help="look for data that the requests share, and for limits of the server",
    )
    found = f"{len(odd)} got other verbs"
    return verdict._replace(
        hop=odd[0].last.number, found=found, findings=(found_by(UNEVEN_BURST, problem, odd[0]),)
    )


def _shape(result: Result) -> object:
    return result.status, result.last.run


TWICE = Drill("twice", "repeated and simultaneous requests get their own responses", play)
