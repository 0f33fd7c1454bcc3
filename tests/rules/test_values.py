"""Values of attributes: what has a number, what is a hint, and what is nobody's business."""

import pytest

from tests.rules.telling import kind, place, said

VALUES = {"bad-value"}
# Body, level and number, and the column of the attribute.
Row = tuple[str, str, int | None, int]
# ruff: noqa: E501  a table reads best with one row a line
WRONG: list[Row] = [
    # The schema takes these two as they stand; elsewhere the case is an open question.
    ('<Reject reason="Busy"/>', "error", 13810, 19),
    ('<Say voice="Woman">Hi</Say>', "error", 13511, 16),
    ('<Gather><Say voice="Man">Hi</Say></Gather>', "error", 13321, 24),
    ('<Gather input="DTMF"/>', "warning", None, 19),
    ('<Dial><Conference beep="onenter">a</Conference></Dial>', "warning", None, 29),
    ('<Record playBeep="True"/>', "warning", None, 19),
    ('<Dial record="True">+12025550143</Dial>', "warning", None, 17),
    ('<Dial><Conference record="RECORD-from-start">a</Conference></Dial>', "warning", None, 29),
    ('<Dial><Conference region="US1">a</Conference></Dial>', "info", None, 29),
    ('<Redirect method="get">/a</Redirect>', "info", None, 21),
    # An integer of the schema has 32 bits.
    ('<Pause length="2147483648"/>', "error", 13910, 18),
    ('<Say loop="99999999999">Hi</Say>', "error", 13510, 16),
    ('<Dial timeout="601">+12025550143</Dial>', "warning", None, 17),
    # … and there are integers that have no number but that of the schema.
    (
        '<Enqueue workflowSid="WW00000000000000000000000000000000"><Task priority="high">{}</Task></Enqueue>',
        "error",
        12200,
        75,
    ),
    (
        '<Enqueue workflowSid="WW00000000000000000000000000000000"><Task priority="-1">{}</Task></Enqueue>',
        "info",
        None,
        75,
    ),
    ('<Say rate="-5">Hi</Say>', "error", 13513, 16),
    ('<Say rate="quick">Hi</Say>', "error", 13513, 16),
    # One key is asked for; what several do is not said.
    ('<Gather finishOnKey="A"/>', "error", 13310, 19),
    ('<Gather finishOnKey="#*"/>', "info", None, 19),
    # A name that is empty, and what no speech engine reads.
    ('<Start><Transcription intelligenceService=""/></Start>', "warning", None, 33),
    ('<Start><Transcription intelligenceService=" "/></Start>', "warning", None, 33),
    ('<Start><Siprec connectorName=""/></Start>', "warning", None, 26),
    ('<Start><Transcription languageCode="multiple"/></Start>', "warning", None, 33),
    ('<Say>a<break time="5 seconds"/></Say>', "warning", None, 24),
    ('<Say>a<break time="2"/></Say>', "warning", None, 24),
    ('<Say>a<break strength="loud"/></Say>', "warning", None, 24),
    ('<Say><emphasis level="very">a</emphasis></Say>', "warning", None, 26),
    ('<Start><MediaFilter track="both"/></Start>', "info", None, 31),
]
JOINED = [
    ('<Gather input="dtmf_speech"/>', "dtmf speech"),
    ('<Gather input="dtmf,speech"/>', "dtmf speech"),
    ('<Gather input="dtmf, speech"/>', "dtmf speech"),
    ('<Gather input="dtmf+speech"/>', "dtmf speech"),
    ('<Gather input="dtmf/speech"/>', "dtmf speech"),
    ('<Gather input="dtmf|speech"/>', "dtmf speech"),
    ('<Gather input="dtmf and speech"/>', "dtmf speech"),
    ('<Gather input="DTMF SPEECH"/>', "dtmf speech"),
    ('<Gather input="dtmfspeech"/>', "dtmf speech"),
    ('<Gather input="Speech_Dtmf"/>', "speech dtmf"),
    (
        '<Dial><Number statusCallback="https://example.com/s" statusCallbackEvent="initiated,answered">+12025550143</Number></Dial>',
        "initiated answered",
    ),
]
SINGLE = [
    ('<Gather input="speach"/>', 'did you mean "speech"?'),
    ('<Gather input="dtmf_speach"/>', ""),
    ('<Gather input="voice"/>', "allowed: dtmf, speech"),
]
RIGHT = [
    '<Pause length="2147483647"/>',
    '<Say rate="1.2">Hi</Say>',
    '<Say rate="85%">Hi</Say>',
    '<Say rate="x-slow">Hi</Say>',
    '<Gather finishOnKey=""/>',
    '<Gather finishOnKey="*"/>',
    '<Record finishOnKey="0123456789#*"/>',
    '<Pause length=" 2 "/>',
    '<Say voice="female">a</Say>',
    '<Say xml:lang="de-DE" xml:space="preserve">a</Say>',
    '<Pause length="+2"/>',
    '<Pay input="DTMF" action="https://example.com/p"/>',
    '<Start><Transcription languageCode="multi" speechModel="nova-3"/></Start>',
    '<Start><Transcription intelligenceService="GA00000000000000000000000000000000"/></Start>',
    '<Say>a<break time="500ms"/><break strength="none"/><emphasis level="none">b</emphasis></Say>',
    '<Start><MediaFilter track="inbound_track" filterType="speech" model="x"/></Start>',
]


@pytest.mark.parametrize(("body", "level", "code", "column"), WRONG)
def test_a_value_that_does_not_fit(body: str, level: str, code: int | None, column: int) -> None:
    (found,) = said("voice", f"<Response>{body}</Response>", VALUES)
    assert kind(found) == ("bad-value", level, code)
    assert place(found) == (1, column)


@pytest.mark.parametrize("body", RIGHT)
def test_a_value_that_fits(body: str) -> None:
    assert said("voice", f"<Response>{body}</Response>", VALUES) == []


@pytest.mark.parametrize(("content", "meant"), JOINED)
def test_words_that_were_joined(content: str, meant: str) -> None:
    [found] = said("voice", f"<Response>{content}</Response>", VALUES)
    assert found.help == f'write "{meant}"'


@pytest.mark.parametrize(("content", "help_"), SINGLE)
def test_a_word_that_is_none_of_them(content: str, help_: str) -> None:
    [found] = said("voice", f"<Response>{content}</Response>", VALUES)
    assert found.help.startswith(help_)
    assert not found.help.startswith("write")
