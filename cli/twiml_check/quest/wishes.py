"""What quests expect of an answer, in words that a player understands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from twiml_check.expectations import Expectation, Reply, first, said, text, xpath
from twiml_check.model import Check
from twiml_check.vocabulary.targets import SOUND_TYPES

SOUNDS = ("sound", "prompt")
"""What <Play> names, at its place in a document."""


def quest(words: str, test: Callable[[Reply], bool]) -> Expectation:
    """An expectation that no XPath can express."""
    return Expectation("quest", words, test)


def spoken(words: str, test: Callable[[Reply], bool]) -> Expectation:
    """One about what is said or sent."""
    return Expectation("text", words, test, words=words)


def direct(tag: str, predicates: str = "") -> Expectation:
    """An element directly in <Response>; `tag` as the player reads it, with its attributes."""
    return xpath(tag.partition(" ")[0] + predicates, f"a <{tag}> in <Response>")


def repeats_number() -> Expectation:
    """The answer names the number of the sender, with or without blanks in it."""

    def test(reply: Reply) -> bool:
        number = _digits(reply.sent.get("From", ""))
        return bool(number) and number in _digits(said(reply))

    return spoken("the answer repeats From, the number that it was sent", test)


def repeats_body() -> Expectation:
    """The answer repeats the message."""

    def test(reply: Reply) -> bool:
        body = reply.sent.get("Body", "")
        return bool(body.strip()) and text(body).test(reply)

    return spoken("the answer repeats Body, the text that it was sent", test)


def something_is_said() -> Expectation:
    """The caller hears a <Say>."""
    return spoken("a <Say> that is heard", lambda reply: bool(said(reply)))


def calls(number: str) -> Expectation:
    """<Dial> has this number, as its text or in a <Number>."""
    wanted = (_digits(number), _digits(number).removeprefix("1"))

    def test(reply: Reply) -> bool:
        dials = reply.root.iter("Dial") if reply.root is not None else ()
        return any(_digits(dialled) in wanted for dial in dials for dialled in _dialled(dial))

    return quest(f"a <Dial> that calls {number}", test)


def _dialled(dial: Element) -> list[str]:
    return [dial.text or "", *(number.text or "" for number in dial.iter("Number"))]


def on_host(domain: str) -> Expectation:
    """The webhook's own address is there, wherever it is asked."""

    def test(reply: Reply) -> bool:
        request = reply.hops[0].request
        host = urlsplit(request.url).hostname if request else ""
        return f".{host}".endswith(f".{domain}")

    return quest(f"the webhook is on {domain}", test)


def plays_sound() -> Expectation:
    """The first <Play> names a sound that can be fetched."""

    def test(reply: Reply) -> bool:
        probes = [hop for hop in reply.hops if hop.target and hop.target.kind in SOUNDS]
        answers = [hop.answer for hop in probes if hop.target == probes[0].target]
        answer = answers[-1] if answers else None
        if answer is None or answer.status is None or answer.status >= 400:
            return False
        return answer.media_type in SOUND_TYPES

    return quest("the first <Play> names a sound that can be fetched", test)


def unlike(earlier: Sequence[Check], words: str) -> Expectation:
    """Another answer than each of the earlier ones."""

    def test(reply: Reply) -> bool:
        others = [other for check in earlier if (other := first(check.hops))]
        return all(_shape(reply) != _shape(other) for other in others)

    return quest(words, test)


def _shape(reply: Reply) -> object:
    """What makes an answer the same: its elements, attributes and texts, not how it is written."""
    if reply.root is None:
        return said(reply)
    return [
        (element.tag, sorted(element.items()), (element.text or "").split())
        for element in reply.root.iter()
    ]


def _digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number))
