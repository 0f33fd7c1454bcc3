"""Whether the text of a stranger comes back as text, or not at all."""

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
    lowered,
    names,
)
from twiml_check.drills.rules import INJECTED_MARKUP
from twiml_check.model.exchange import Fields
from twiml_check.model.finding import Level, Problem
from twiml_check.read.twiml import read_twiml

CHOSEN: dict[str, tuple[str, ...]] = {
    "sms": ("Body", "FromCity", "ToCity"),
    "mms": ("Body", "FromCity", "ToCity"),
    "whatsapp": ("Body", "ProfileName"),
    "rcs": ("Body",),
    "voice": ("CallerName", "FromCity", "CallerCity"),
}
"""Event -> the parameters whose text a stranger or a directory chooses."""
ECHOED: dict[str, tuple[str, ...]] = {
    "mms": ("MediaContentType0",),
    "whatsapp": ("ButtonText", "ButtonPayload"),
    "rcs": ("ButtonText", "ButtonPayload"),
    "voice": ("SpeechResult", "TranscriptionText", "SipHeader_X-Name"),
}
"""Event -> more of them, which Twilio sends only sometimes, or to another URL.

Only what comes back of them counts, unless the user sets them: then the request has them.
"""
MARK = "zqv"
"""Begins each name of an element or attribute of ours; no document has such a name."""
PRODUCT = "219359"
"""31337 times 7: what a template engine makes of our text."""


class Kind(NamedTuple):
    """One kind of text."""

    what: str
    text: str
    """`{m}` is a name of ours."""
    most: Level = "error"
    """Less than an error where Twilio does not document whether such text comes in."""


WORDS = Kind("text that nobody expects", "qzx {m} words")
ECHO_KINDS = (
    Kind("markup", "<{m}>x</{m}>"),
    Kind("a tag that ends the verb", "</{verb}><Redirect>https://{m}.example/</Redirect><{verb}>"),
    Kind("a quotation mark", "\" {m}=\"1' {m}='1"),
    Kind("SSML", '<break strength="{m}"/>'),
)
AMPERSAND = Kind("an ampersand", "Tom & Jerry &{m}; O'Neil")
KINDS = (
    *ECHO_KINDS,
    Kind("the end of CDATA", "]]><{m}/><![CDATA["),
    AMPERSAND,
    Kind("template syntax", "{{{{31337*7}}}} ${{31337*7}} #{{31337*7}} {{0}} %s %n {m}"),
    Kind("pattern syntax", "*+?([{{\\^$| {m}"),
    Kind("a control character", "\x1b[31m{m}\x07{m}\x00", most="info"),
)
SPOKEN = "SpeechResult"
SPOKEN_KINDS = (*ECHO_KINDS, AMPERSAND)
"""Speech may have an ampersand: the name of a company. Only a forged request has the others."""
UNSURE = "Twilio does not document whether it delivers such characters"
VERBS = {"voice": "Say", "messaging": "Message"}


def play(ask: Ask, _plain: Result, setting: Setting) -> Iterator[Verdict]:
    """Send each kind of text in all parameters at once."""
    chosen, more = _chosen(setting), ECHOED.get(setting.event.name, ())
    echoed = tuple(name for name in more if name not in setting.given)
    told: set[str] = set()
    yield accepted(ask(words(setting)))
    for kind in KINDS:
        result = ask(_trial(kind, chosen, setting))
        named = result.same_as or kind.most != "error" or len(chosen) == 1
        if result.crashed and not named:
            result = _narrow(ask, kind, chosen, setting) or result
        yield _verdict(result, kind, chosen, told)
    for kind in ECHO_KINDS if echoed else ():
        result = ask(_trial(kind, echoed, setting))
        yield _injected_alone(_verdict(result, kind, echoed, told))
    if setting.event.name == "voice":
        yield from _spoken(ask, setting, told)


def words(setting: Setting, name: str = "") -> Trial:
    """Return the trial of an ordinary text that nobody expects, in this parameter or in all.

    The response to it shows whether a fault has anything to do with markup.
    """
    return _trial(WORDS, (name,) if name else _chosen(setting), setting)


def _chosen(setting: Setting) -> tuple[str, ...]:
    more = (name for name in ECHOED.get(setting.event.name, ()) if name in setting.given)
    return (*CHOSEN[setting.event.name], *more)


def _spoken(ask: Ask, setting: Setting, told: set[str]) -> Iterator[Verdict]:
    """Say each kind of text at the first <Gather>, if it accepts speech."""
    known = ask(_said(WORDS, setting))
    if not known.hops or not _is_spoken(known):
        return
    yield accepted(known)
    for kind in () if known.crashed else SPOKEN_KINDS:
        result = ask(_said(kind, setting))
        yield _injected_alone(_verdict(result, kind, (SPOKEN,), told))


def _said(kind: Kind, setting: Setting) -> Trial:
    return Trial(f"{kind.what} in what the caller says", said=_params(kind, (SPOKEN,), setting))


def _is_spoken(result: Result) -> bool:
    """Say whether the last request has the words of the caller."""
    request = result.last.request
    return request is not None and SPOKEN in dict(request.params)


def _injected_alone(verdict: Verdict) -> Verdict:
    """Return the verdict without other findings: it is not certain that Twilio sends such text."""
    own = tuple(each for each in verdict.findings if each.rule == INJECTED_MARKUP.name)
    found = verdict.found if own or verdict.rule else ""
    return verdict._replace(findings=own, found=found, same_as="")


def _trial(kind: Kind, chosen: tuple[str, ...], setting: Setting) -> Trial:
    what = f"{kind.what} in {names(chosen)}"
    return Trial(what, params=_params(kind, chosen, setting), follows=True)


def _params(kind: Kind, chosen: tuple[str, ...], setting: Setting) -> Fields:
    verb = VERBS[setting.event.product]
    texts = (kind.text.format(m=mark(name), verb=verb) for name in chosen)
    return tuple(zip(chosen, texts, strict=True))


def mark(name: str) -> str:
    """Return the name of ours that stands for a parameter."""
    return MARK + re.sub(r"[^a-z]", "", name.lower())


def _narrow(ask: Ask, kind: Kind, chosen: tuple[str, ...], setting: Setting) -> Result | None:
    """Return the trial of the one parameter that fails alone; None where none does."""
    for name in chosen:
        result = ask(_trial(kind, (name,), setting))
        if result.crashed:
            return result
    return None


def _verdict(result: Result, kind: Kind, chosen: tuple[str, ...], told: set[str]) -> Verdict:
    """Return the verdict on a text; `told` are the parameters that were named already."""
    verdict = accepted(result, kind.most)._replace(words=f"{result.trial.what} stays text")
    if result.untried:
        return verdict
    problem = _injected(result, chosen) or _broken(result, chosen, kind)
    if problem is None:
        return verdict
    rule = INJECTED_MARKUP.name
    found, key = problem.message, problem.message.partition(" ")[0]
    others = tuple(each for each in verdict.findings if each.hop != result.last.number)
    if key in told and kind.most == "error":
        return verdict._replace(found=found, findings=others, rule=rule)
    made = lowered(found_by(INJECTED_MARKUP, problem, result), kind.most)
    if kind.most == "error":
        told.add(key)
    return verdict._replace(found=found, findings=(*others, made))


def _injected(result: Result, chosen: tuple[str, ...]) -> Problem | None:
    """Return what is wrong where an element, an attribute or a product of ours is in a document."""
    for hop in result.hops:
        body = hop.answer.body if hop.answer else b""
        if PRODUCT.encode() in body and "31337" in str(result.trial.params):
            return _problem(chosen[0], "is run as a template", "it computes 31337*7")
        if hop.handling != "twiml" or not hop.understood or MARK.encode() not in body.lower():
            continue
        for word, what in _names_in(body, hop.answer.charset if hop.answer else None):
            name = next((each for each in chosen if word.lower() == mark(each)), "")
            if name:
                return _problem(name, f"comes back as {what}", "")
    return None


def _names_in(body: bytes, charset: str | None) -> Iterator[tuple[str, str]]:
    """Yield the names in a document that may be ours, each with what it is."""
    root = read_twiml(body, charset).root
    for element in root.descend() if root else ():
        yield element.name, "an element"
        for name, value in element.attributes.items():
            yield name, "an attribute"
            if element.name == "break" and name == "strength":
                yield value, "an element"
        if element.name == "Redirect" and (host := re.search(rf"//({MARK}[a-z]*)", element.text)):
            yield host[1], "a <Redirect>"


def _problem(name: str, what: str, note: str) -> Problem:
    return Problem(
        f"{name} {what}",
        help=f"escape {name} as text of XML, or build the response with Twilio's library",
        note=note,
    )


def _broken(result: Result, chosen: tuple[str, ...], kind: Kind) -> Problem | None:
    """Return what is wrong where a text breaks the document, though words do not."""
    last = result.last
    if last.handling != "twiml" or last.understood or not last.answer:
        return None
    error = next((each for each in result.findings if each.hop == last.number), None)
    if error is None:
        return None
    body = last.answer.body
    there = (name for name in chosen if mark(name).encode() in body.lower())
    name = next(there, chosen[0])
    advice = f"escape {name} as text of XML, or build the response with Twilio's library"
    return Problem(
        f"{name} with {kind.what} breaks the response: {error.message}",
        help=advice if kind.most == "error" else f"remove control characters from {name}",
        note="" if kind.most == "error" else UNSURE,
        label=error.label,
        location=error.location,
        code=error.twilio_code,
        doc=error.doc,
    )


INJECTION = Drill("injection", "text of a stranger stays text: markup, quotes, templates", play)
