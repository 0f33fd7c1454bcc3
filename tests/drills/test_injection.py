"""Whose text becomes markup, and whom a text breaks."""

import re
from string import Formatter
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from flask import Request

from tests.drills.apps import XML, app, drilled, echo, found, safe, unmet
from twiml_check import Result

INJECTED = ("error", "injected-markup")


def injection(reply: Any, event: str = "sms") -> Result:
    return drilled(app(reply), "injection", event=event)


def document(text: str) -> Any:
    return f"<Response>{text}</Response>", XML


def raw(given: Request) -> Any:
    return document(f"<Message>{safe(given.values['Body'])}</Message>")


def in_attribute(given: Request) -> Any:
    body = safe(given.values["Body"]).replace("&", "&amp;").replace("<", "&lt;")
    return document(f'<Message action="/{body}">Hi</Message>')


def in_single_quotes(given: Request) -> Any:
    body = safe(given.values["Body"]).replace("&", "&amp;").replace("<", "&lt;")
    return document(f"<Message action='/{body}'>Hi</Message>")


def in_cdata(given: Request) -> Any:
    return document(f"<Message><![CDATA[{safe(given.values['Body'])}]]></Message>")


def half_escaped(given: Request) -> Any:
    body = safe(given.values["Body"]).replace("<", "&lt;").replace(">", "&gt;")
    return document(f"<Message>{body}</Message>")


def only_breaks(given: Request) -> Any:
    """Take tags away, but not all of them."""
    body = re.sub(r"</?[A-Z]\w*>", "", safe(given.values["Body"]))
    return document(f"<Message>{body.replace('&', '&amp;')}</Message>")


def template(given: Request) -> Any:
    from jinja2 import Template

    text = Template("You said " + safe(given.values["Body"])).render()
    return document(f"<Message>{escape(text)}</Message>")


def city(given: Request) -> Any:
    return document(f"<Message>Hello from {safe(given.values['FromCity'])}</Message>")


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (raw, "Body comes back as an element"),
        (in_attribute, "Body comes back as an attribute"),
        (in_single_quotes, "Body comes back as an attribute"),
        (in_cdata, "Body comes back as an element"),
        (half_escaped, "Body with an ampersand breaks the response"),
        (only_breaks, "Body comes back as an element"),
        (template, "Body is run as a template"),
        (city, "FromCity comes back as an element"),
    ],
)
def test_markup_gets_in(reply: Any, message: str) -> None:
    result = injection(reply)
    injected = [each for each in result.findings if each.rule == INJECTED[1]]
    assert [each.level for each in injected] == ["error"]
    assert injected[0].message.startswith(message)
    assert injected[0].again.startswith("twiml-check ")
    assert not result.passed


def test_broken_xml_has_its_number_and_its_place() -> None:
    finding = injection(half_escaped).findings[0]
    assert finding.twilio_code == 12100
    assert (finding.line, finding.path) == (1, "Response/Message")


def test_one_finding_says_it_of_all_texts() -> None:
    result = injection(raw)
    assert len(unmet(result)) > 2
    assert "markup in Body, FromCity and ToCity stays text" in unmet(result)


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("whatsapp", "ProfileName"),
        ("whatsapp", "ButtonText"),
        ("rcs", "ButtonPayload"),
        ("mms", "MediaContentType0"),
        ("voice", "CallerName"),
        ("voice", "SpeechResult"),
        ("voice", "TranscriptionText"),
        ("voice", "SipHeader_X-Name"),
    ],
)
def test_parameters_of_other_events(event: str, name: str) -> None:
    verb = "Say" if event == "voice" else "Message"

    def reply(given: Request) -> Any:
        return document(f"<{verb}>Hi {safe(given.values.get(name, ''))}</{verb}>")

    result = injection(reply, event)
    assert INJECTED in found(result)
    assert result.findings[0].message.startswith(f"{name} ")


def crash(given: Request) -> Any:
    return document(f"<Message>{escape(Formatter().format(safe(given.values['Body'])))}</Message>")


def pattern(given: Request) -> Any:
    return document(f"<Message>{len(re.findall(given.values['Body'], 'menu'))}</Message>")


def statement(given: Request) -> Any:
    if "'" in given.values["FromCity"]:
        raise ValueError('near "\'": syntax error')
    return echo(given)


def ampersand(given: Request) -> Any:
    return echo(given) if "&" not in given.values["Body"] else ("", 500)


@pytest.mark.parametrize(
    ("reply", "what"),
    [
        (crash, "template syntax in Body"),
        (pattern, "pattern syntax in Body"),
        (statement, "a quotation mark in FromCity"),
        (statement, "an ampersand in FromCity"),
        (ampersand, "an ampersand in Body"),
    ],
)
def test_a_text_that_crashes_is_named(reply: Any, what: str) -> None:
    result = injection(reply)
    assert f"{what}: the webhook responded with 500" in [each.message for each in result.findings]
    assert f"{what} stays text" in unmet(result)


def test_where_every_text_fails_it_is_said_once() -> None:
    def expects(given: Request) -> Any:
        return echo(given) if given.values["Body"] == "Hello" else ("", 500)

    result = injection(expects)
    assert found(result) == [("error", "http-error")]
    assert result.findings[0].message.startswith("text that nobody expects in Body")


def test_nobody_knows_whether_control_characters_come() -> None:
    def nul(given: Request) -> Any:
        if "\0" in given.values["Body"]:
            raise ValueError("a string may not contain NUL")
        return echo(given)

    def kept(given: Request) -> Any:
        return document(f"<Message>{escape(given.values['Body'])}</Message>")

    for reply, rule in ((nul, "http-error"), (kept, "injected-markup")):
        result = injection(reply)
        assert (found(result), unmet(result)) == ([("info", rule)], [])
        again = result.findings[0].again
        assert again.startswith("twiml-check drill ")
        assert "/sms --only injection --event sms" in again


@pytest.mark.parametrize(
    "quoted", [quoteattr, lambda text: f'"{escape(text, {chr(34): "&#34;"})}"']
)
def test_escaped_attributes_are_right(quoted: Any) -> None:
    def reply(given: Request) -> Any:
        return document(f"<Message action={quoted('/' + safe(given.values['Body']))}>Hi</Message>")

    assert INJECTED not in found(injection(reply))


def test_a_speech_result_that_the_user_sets_counts() -> None:
    def heard(given: Request) -> Any:
        words = given.values["SpeechResult"]
        return ("", 500) if "%" in words else document(f"<Say>{escape(safe(words))}</Say>")

    result = drilled(app(heard), "injection", event="voice", SpeechResult="sales")
    assert found(result) == [("error", "http-error")]
    assert result.findings[0].message.startswith("template syntax in SpeechResult: ")


def test_a_speech_result_that_twilio_does_not_send_here_may_fail() -> None:
    def begins(given: Request) -> Any:
        return ("", 500) if "SpeechResult" in given.values else document("<Say>Hi</Say>")

    result = injection(begins, "voice")
    assert (found(result), unmet(result)) == ([], [])


def spoken(kind: str, write: Any) -> Any:
    """A call with a <Gather> whose action repeats what the caller said."""

    def reply(given: Request) -> Any:
        if "SpeechResult" in given.values and given.path == "/said":
            return document(f"<Say>{write(safe(given.values['SpeechResult']))}</Say>")
        return document(f'<Gather input="{kind}" action="/said"><Say>Who?</Say></Gather>')

    return reply


@pytest.mark.parametrize("kind", ["speech", "dtmf speech"])
def test_what_a_caller_says_becomes_markup(kind: str) -> None:
    result = injection(spoken(kind, lambda text: text), "voice")
    injected = [each for each in result.findings if each.rule == INJECTED[1]]
    assert [each.message for each in injected] == ["SpeechResult comes back as an element"]
    assert injected[0].again.startswith("twiml-check explore ")
    assert injected[0].again.endswith("""--path '"<zqvspeechresult>x</zqvspeechresult>"'""")
    assert not result.passed


def test_an_ampersand_that_a_caller_says() -> None:
    half = spoken("speech", lambda text: text.replace("<", "&lt;"))
    result = injection(half, "voice")
    assert [each.message.partition(":")[0] for each in result.findings] == [
        "SpeechResult with an ampersand breaks the response"
    ]


@pytest.mark.parametrize("kind", ["speech", "dtmf", "dtmf speech"])
def test_what_a_caller_says_stays_text(kind: str) -> None:
    result = injection(spoken(kind, escape), "voice")
    assert result.passed
    assert not result.findings
    said = [each for each in result.expectations if "what the caller says" in each.expression]
    assert len(said) == (0 if kind == "dtmf" else 6)
