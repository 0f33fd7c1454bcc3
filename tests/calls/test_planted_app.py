"""The planted faults are there, each at the end of its way, and nothing is wrong with the twin.

The ways are gone by plain requests; what a plain check knows of, it has to find at their ends.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
import requests

from tests.calls.planted import FAULTS, Fault, goes, make_app, split
from tests.servers import serving_app
from twiml_check import check

CALL = {"CallSid": f"CA{7:032}", "From": "+12025550101", "To": "+12025550199"}
SEEN_ALONE = {"lost-fields": "warning"}
"""Levels that differ in a plain check, which does not know what the call gets in the end."""
BESIDE = {"whisper": "url", "waiting": "waitUrl"}
"""Attributes of what is asked outside the call; the word for a callback is its own attribute."""
OUTCOMES = {
    "busy": {"DialCallStatus": "busy"},
    "recorded": {"Digits": "#", "RecordingDuration": "6"},
    "hangup": {"Digits": "hangup", "RecordingDuration": "6", "CallStatus": "completed"},
    "queue-full": {"QueueResult": "queue-full"},
    "failed": {"SessionStatus": "failed"},
    "validation-error": {"Result": "validation-error"},
    "silence": {},
    '"…"': {"SpeechResult": "Bicycle"},  # without Confidence
}
FAILING = ("http-error", "callback-failed", "unanswered-hangup")
FOUND_BY_A_CHECK = (
    *("dial-in-whisper", "wrong-aside-verb", "bare-ampersand", "unknown-attribute"),
    *("not-xml", "wrong-content-type", "redirect-loop", "lost-fields"),
)
LEADS_ON = r'<Response>(?:<Say>[^<]*</Say>)?<Redirect method="(\w+)">(.*?)</Redirect>'


class Step(NamedTuple):
    """One request, and its answer."""

    method: str
    url: str
    fields: dict[str, str]
    answer: requests.Response

    @property
    def text(self) -> str:
        return self.answer.text


def go(origin: str, fault: Fault, way: str | None = None) -> list[Step]:
    """Go the way of a fault, or another one from its entry."""
    with requests.Session() as session:
        steps: list[Step] = []
        entry = origin + fault.entry
        if fault.entry != "/sms":
            _ask(session, steps, entry, {"From": "anonymous"} if fault.caller else {})
        for word in split(fault.way if way is None else way):
            if fault.entry == "/sms":
                _ask(session, steps, entry, {"Body": word.strip('"').replace("…", "Hello")})
            else:
                _ask(session, steps, *_taken(steps, word))
        return steps


def _ask(
    session: requests.Session,
    steps: list[Step],
    url: str,
    fields: dict[str, str],
    method: str = "POST",
) -> None:
    """Ask, and follow a document that does nothing but lead on; a circle is left after a while."""
    sent = {**CALL, **fields}
    if method == "GET":
        answer = session.get(url, params=sent, timeout=10)
    else:
        answer = session.post(url, sent, timeout=10)
    steps.append(Step(method, url, sent, answer))
    leads = re.match(LEADS_ON, steps[-1].text)
    if leads and len(steps) < 20:
        _ask(session, steps, urljoin(url, leads[2]), {}, leads[1])


def _taken(steps: list[Step], word: str) -> tuple[str, dict[str, str]]:
    """The address and the fields of what this word makes Twilio ask."""
    beside = BESIDE.get(word, word)
    for step in reversed(steps):
        for element in ElementTree.fromstring(step.text).iter():
            if beside in element.attrib:
                return urljoin(step.url, element.attrib[beside]), {}
    last = ElementTree.fromstring(steps[-1].text)
    verb = next(each for each in last if "action" in each.attrib)
    address = verb.attrib["action"]
    if word == "silence" and "actionOnEmptyResult" not in verb.attrib:
        address = last.findtext("Redirect", "")
    fields = {"SpeechResult": word.strip('"'), "Confidence": "0.9"} if '"' in word else None
    return urljoin(steps[-1].url, address), OUTCOMES.get(word, fields or {"Digits": word})


def complaints(fault: Fault, step: Step) -> set[tuple[str, str]]:
    """What a plain check says of one request; it finds what is outside the call by itself."""
    event = "sms" if fault.entry == "/sms" else "voice"
    result = check(step.url, event=event, method=step.method, params=step.fields)
    return {(each.rule, each.level) for each in result.findings if each.level != "info"}


@pytest.fixture(scope="module")
def faulty() -> Iterator[str]:
    with serving_app(make_app(faults=True)) as origin:
        yield origin


@pytest.fixture(scope="module")
def mended() -> Iterator[str]:
    with serving_app(make_app(faults=False)) as origin:
        yield origin


def named(name: str) -> Fault:
    return next(fault for fault in FAULTS if fault.name == name)


def those(*rules: str) -> pytest.MarkDecorator:
    chosen = [fault for fault in FAULTS if fault.rule in rules]
    return pytest.mark.parametrize("fault", chosen, ids=lambda fault: fault.name)


def test_there_are_enough_of_many_kinds() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) == 33
    assert len({(fault.rule, fault.address) for fault in FAULTS}) == len(FAULTS)
    assert len({fault.rule for fault in FAULTS}) == 18


@those(*FAILING)
def test_its_address_fails(faulty: str, mended: str, fault: Fault) -> None:
    bad, good = go(faulty, fault)[-1], go(mended, fault)[-1]
    on_get = fault.name in ("wants GET", "second message")
    assert (bad.answer.status_code, bad.url) == (405 if on_get else 500, faulty + fault.address)
    assert (good.answer.ok, good.url) == (True, mended + fault.address)


@those(*FOUND_BY_A_CHECK)
def test_a_plain_check_of_its_address_finds_it(faulty: str, fault: Fault) -> None:
    *before, last = go(faulty, fault)
    asked = before[-1] if fault.way.endswith(tuple(BESIDE)) else last
    level = SEEN_ALONE.get(fault.rule, fault.level)
    assert complaints(fault, asked) == {(fault.rule, level)}
    assert last.url == faulty + fault.address


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_plain_check_has_nothing_to_say_of_the_twin(mended: str, fault: Fault) -> None:
    steps = go(mended, fault)
    if fault.rule == "callback-failed":  # which is no document
        assert steps.pop().answer.status_code == 204
    assert [complaints(fault, step) for step in steps] == [set() for _ in steps]


def test_nothing_is_heard_after_a_key(faulty: str, mended: str) -> None:
    assert go(faulty, named("nothing to hear"))[-1].text == "<Response></Response>"
    assert "<Say>" in go(mended, named("nothing to hear"))[-1].text


@pytest.mark.parametrize(
    ("name", "way", "verb"), [("nobody there", "2 8", "Dial"), ("again and again", "2 9", "Record")]
)
def test_a_verb_has_no_action(faulty: str, mended: str, name: str, way: str, verb: str) -> None:
    bad, good = (
        ElementTree.fromstring(go(each, named(name), way)[-1].text) for each in (faulty, mended)
    )
    assert [each.tag for each in bad][-1] == verb
    assert [each.get("action") is None for each in (bad[-1], good[-1])] == [True, False]


def test_two_announced_keys_are_like_wrong_ones(faulty: str, mended: str) -> None:
    ways = ("1", "2", "9")
    assert len({go(faulty, named("announced"), way)[-1].text for way in ways}) == 1
    assert len({go(mended, named("announced"), way)[-1].text for way in ways}) == 3


def test_the_quiz_is_never_left(faulty: str, mended: str) -> None:
    quiz = go(faulty, named("endless quiz"))[-1].text
    for word in ("silence", '"yes"', '"no"', '"…"'):
        assert go(faulty, named("endless quiz"), f"3 {word}")[-1].text == quiz
    assert "<Hangup/>" in go(mended, named("endless quiz"), '3 "no"')[-1].text
    assert "<Redirect" not in go(mended, named("endless quiz"))[-1].text


def test_a_silent_caller_stays_with_the_weather(faulty: str, mended: str) -> None:
    weather = named("patient weather")
    assert go(faulty, weather)[-1].text == go(faulty, weather, "4")[-1].text
    assert "<Redirect" not in go(mended, weather, "4")[-1].text


def test_a_new_call_begins_where_another_is() -> None:
    begins = {}
    for faults in (True, False):
        with serving_app(make_app(faults)) as origin:
            first, middle = (go(origin, named("leak"), way)[-1].text for way in ("", '"yes"'))
            other = {"CallSid": f"CA{8:032}"}
            again = requests.post(f"{origin}/survey", other, timeout=10).text
        assert first != middle
        begins[faults] = [first, middle].index(again)
    assert begins == {True: 1, False: 0}


def test_a_way_has_words() -> None:
    assert split('2 "a b" silence') == ["2", '"a b"', "silence"]
    assert goes('6 "…"', ("6", '"what ever"'))
    assert not goes('6 "…"', ("6", "silence"))
    assert not goes("6", ("6", "1"))
    assert goes("", ())
