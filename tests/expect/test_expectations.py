"""Expectations: what ElementTree's XPath finds in an answer, what is said, and how far we look."""

import sys
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.telling import answer, hop
from twiml_check.expect.expectations import (
    ANY,
    NEEDS_FULL,
    SECOND,
    Expectation,
    evaluate,
    fault,
    text,
    xpath,
)
from twiml_check.explore.lint import lint
from twiml_check.model.run import Expected, Hop

MENU = (
    b'<Response><Gather numDigits="1" input="dtmf speech"><Say voice="alice">Press <prosody>one'
    b"</prosody> now</Say></Gather><Redirect method='GET'>/again</Redirect></Response>"
)
WISHES = (
    "Gather", "Say", ".//Say", "Gather/Say", "*", "*/*", "./*", "Gather[@numDigits]", "Redirect[2]",
    "Gather[@numDigits='1'][@input]", "Gather[@numDigits='4']", "Gather[Say]", "Redirect[1]",
    ".//Say[.='Press one now']", "Redirect[.='/again']", "Redirect[.!='/again']", "*[last()]",
    "Gather/..", "Gather[Say='Press one now']", ".//prosody/../..", "Gather//prosody", ".//Play",
    "{*}Gather", "Redirect[@method!='POST']",
)  # fmt: skip


def file(raw: bytes, event: str = "voice") -> Hop:
    return hop(event, answer(raw))


def met(expectation: Expectation, *hops: Hop) -> Expected:
    return evaluate([expectation], hops)[0]


@pytest.mark.parametrize("expression", WISHES)
def test_an_xpath_finds_what_element_tree_finds(expression: str) -> None:
    assert fault(expression) == ""
    found = fromstring(MENU).find(expression) is not None
    assert met(xpath(expression), file(MENU)).met is found


def test_both_outcomes_are_among_them() -> None:
    outcomes = {met(xpath(expression), file(MENU)).met for expression in WISHES}
    assert outcomes == {True, False}


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("", "the XPath is empty"),
        (" \t", "the XPath is empty"),
        ("/Response/Message", 'an XPath is relative to <Response>: "Message" or ".//Say"'),
        ("//Message", "an XPath is relative to <Response>"),
        ("Message[", "ElementTree cannot parse the XPath"),
        ("@to", NEEDS_FULL),
        ("Message/@to", NEEDS_FULL),
        ("Message/text()", NEEDS_FULL),
        ("count(Message)", NEEDS_FULL),
        ("Message[0]", "XPath position >= 1 expected"),
        ("Message[@to and @from]", NEEDS_FULL),
        ("Message[contains(., 'a')]", NEEDS_FULL),
        ("Message | Redirect", NEEDS_FULL),
        ("count(Message) = 1", NEEDS_FULL),
        ("not(Hangup)", NEEDS_FULL),
        ("Gather[@numDigits<2]", NEEDS_FULL),
        ("ancestor::*", NEEDS_FULL),
        ("Message Redirect", "the XPath has a space"),
        (".", "even an empty <Response> matches this XPath"),
        ("Say[@voice='alice]", '"\'"'),
        ("twilio:Say", "prefix 'twilio' not found in prefix map"),
        ("a/" * 200 + "a", "more than 300 characters"),
        ("*" * 100_000, "more than 300 characters"),
        ("[" * 300, ""),
        ("Say[" + "9" * 290 + "]", ""),
        ("\0", '"\0"'),
        ("\udcff", '"\udcff"'),
    ],
)
def test_without_elementpath_a_wrong_xpath_is_known_before_any_request(
    expression: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "twiml_check.read.full_xpath", raising=False)
    monkeypatch.setitem(sys.modules, "elementpath", None)
    assert why in fault(expression)


def test_a_long_text_in_an_xpath_is_fine() -> None:
    words = "word " * 300
    raw = f"<Response><Say>{words}</Say></Response>".encode()
    assert fault(f"Say[.='{words}']") == ""
    assert met(xpath(f"Say[.='{words}']"), file(raw)).met


@given(st.text(alphabet="aS*./[]()@=!'\"{}:,|-0 2\n\0é", max_size=40) | st.text(max_size=60))
@settings(max_examples=200)
def test_any_xpath_is_refused_or_evaluated(expression: str) -> None:
    if not fault(expression):
        wish = xpath(expression)
        if wish.full:
            assert met(wish, file(MENU)).undecided == ""
        else:
            found = fromstring(MENU).find(expression.strip()) is not None
            assert met(wish, file(MENU)).met is found


DEEP = b"<Response>" + b"<a>" * 9000 + b"</a>" * 9000 + b"</Response>"
ENCODED = "<?xml version='1.0' encoding='{}'?><Response><Message>Zürich</Message></Response>"
RELAY = (
    b"<Response><Connect><ConversationRelay url='wss://a.example/' welcomeGreeting='Good morning'/>"
    b"</Connect></Response>"
)
WIDE = b"<Response>" + b"<a/>" * 16_000 + b"</Response>"
BUSY = (
    ".//*//*//*//*//x", ".//*[.='x']", ".//*//*[.='x']", ".//*[1]//*[1]//x", ".//a[2]",
    "*/../*/../*/../*/../x", ".//*[a='x']", ".//*[a!='']//x", ".//*[last()]//*[last()]//x",
)  # fmt: skip


@pytest.mark.parametrize("raw", [DEEP, WIDE], ids=["deep", "wide"])
@pytest.mark.parametrize("expression", BUSY)
def test_no_search_goes_on_for_ever(raw: bytes, expression: str) -> None:
    """Without the budget some of these take years."""
    outcome = met(xpath(expression), file(raw))
    if not outcome.undecided:
        assert outcome.met is (fromstring(raw).find(expression) is not None)


def test_a_search_that_was_given_up_decides_nothing() -> None:
    outcome = met(xpath(".//*//*//*//*//x"), file(DEEP))
    assert (outcome.met, outcome.hop) == (False, 1)
    assert outcome.undecided == "the search took too long"


@pytest.mark.parametrize(
    ("event", "raw", "wanted", "is_said"),
    [
        ("voice", MENU, "Press one now", True),
        ("voice", MENU, "Press\n  one", True),
        ("voice", MENU, "press one", False),
        ("voice", MENU, "/again", False),
        ("voice", b"<Response><Hangup/><Say>Bye</Say></Response>", "Bye", False),
        ("voice", b"<Response><Message>Hello</Message></Response>", "Hello", False),
        ("voice", b"<Response><Dial>Hello</Dial></Response>", "Hello", False),
        ("voice", RELAY, "Good morning", True),
        ("sms", b"<Response><Message>Hello</Message></Response>", "Hello", True),
        ("sms", b"<Response><Say>Hello</Say></Response>", "Hello", False),
        ("sms", b"<Response><Sms>Hello</Sms></Response>", "Hello", True),
        ("sms", b"<Response><Message>a<Body>b c</Body>d</Message></Response>", "b c", True),
        ("sms", b"<Response><Message>a<Media>http://b.example/</Media>d</Message></Response>",
         "b.example", False),
        ("sms", b"<Response><Redirect>/x</Redirect><Message>M</Message></Response>", "M", False),
        ("sms", b"<Response><Message>1</Message><Message>2</Message></Response>", "2", True),
        ("sms", ENCODED.format("utf-16").encode("utf-16"), "Zürich", True),
        ("sms", ENCODED.format("iso-8859-1").encode("latin-1"), "Zürich", True),
        ("sms", ENCODED.format("gb2312").encode("gb2312"), "Zürich", True),
        ("sms", b"<response><Message>Hello</Message></response>", "Hello", False),
        ("sms", b"<Response><Message>Hello</Message>", "Hello", False),
    ],
)  # fmt: skip
def test_a_text_counts_when_it_is_said_or_sent(
    event: str, raw: bytes, wanted: str, is_said: bool
) -> None:
    assert met(text(wanted), file(raw, event)).met is is_said


def test_a_plain_text_is_sent_as_it_is() -> None:
    plain = hop(
        "sms", answer("Zürich".encode("latin-1"), content_type="text/plain; charset=latin-1")
    )
    assert met(text("Zürich"), plain).met
    assert not met(xpath("Message"), plain).met


def chain(*contents: bytes) -> list[Hop]:
    return [
        file(b"<Response>%s</Response>" % content, "sms")._replace(number=number)
        for number, content in enumerate(contents, 1)
    ]


def test_which_answer_counts() -> None:
    hops = chain(b"<Redirect>/b</Redirect>", b"<Message>Hi</Message>")
    assert not met(xpath("Message"), *hops).met
    assert met(xpath("Message", among=SECOND), *hops).hop == 2
    assert met(xpath("Message", among=ANY), *hops) == Expected("any-hop", "Message", True, 2)
    assert met(xpath("Redirect"), *hops).hop == 1
    assert not met(text("Hi"), *hops).met


def test_an_http_redirect_and_what_others_hear_are_no_answers() -> None:
    hops = chain(b"", b"<Message>Hi</Message>", b"<Say>no</Say>")
    hops[0] = hops[0]._replace(handling="redirect", document=None)
    hops[2] = hops[2]._replace(branch="whisper")
    assert met(xpath("Message"), *hops).hop == 2
    assert not met(xpath("Say", among=ANY), *hops).met


def test_what_is_there_instead() -> None:
    say = file(b"<Response><Say>Hello</Say><Hangup/></Response>")
    assert met(xpath("Dial"), say).found == "Say, Hangup"
    assert met(text("Bye"), say).found == '"Hello"'
    assert met(xpath("Dial"), file(b"<Response/>")).found == "an empty <Response>"
    assert met(text("Bye"), file(b"<Response/>")).found == "no text that is said or sent"
    assert met(xpath("Dial"), file(b"<html/>")).found == "no TwiML"
    assert met(xpath("Dial"), file(b"")).found == "no TwiML"
    assert met(xpath("Dial", among=SECOND), say)[3:6:2] == (None, "no such response")


def test_a_walk_that_was_stopped_leaves_open_what_came_later() -> None:
    hops = chain(b"<Redirect>/b</Redirect>")
    wishes = [xpath("Message", among=ANY), xpath("Message"), xpath("Redirect", among=ANY)]
    outcomes = evaluate(wishes, hops, stopped="stopped after one")
    assert [(each.met, each.undecided) for each in outcomes] == [
        (False, "stopped after one"),
        (False, ""),
        (True, ""),
    ]


def test_a_file_has_one_answer() -> None:
    linted, _ = lint("answer.xml", MENU)
    outcomes = evaluate([xpath("Gather"), xpath("Dial", among=ANY), text("one")], [linted])
    assert [each.met for each in outcomes] == [True, False, True]
