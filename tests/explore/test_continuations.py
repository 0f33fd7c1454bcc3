"""What Twilio sends after each verb, as a server gets it: a table for each kind.

The facts are those of https://www.twilio.com/docs/voice/twiml and its pages of verbs and nouns.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.explore.test_explorer import site
from tests.servers import Received
from twiml_check.calls.call import Call, NoSuchChoice
from twiml_check.runner.explore_target import Exploring, call_opener
from twiml_check.runner.servers import open_fetcher
from twiml_check.runner.settings import Asking, Judging

TOKEN = "0123456789abcdef0123456789abcdef"
ANSWER = "<Response><Say>There.</Say></Response>"
BELOW = "<Say>Below.</Say>"
FIRST_ONLY = {"StirVerstat", "CallToken"}
PLACES = {
    f"{who}{what}"
    for who in ("From", "To", "Caller", "Called")
    for what in ("City", "State", "Zip", "Country")
}
CALL = {
    *("CallSid", "AccountSid", "From", "To", "Caller", "Called", "CallStatus", "Direction"),
    *("ApiVersion", *PLACES),
}
"""What every request about a call brings along."""
RECORDING = re.compile(
    r"https://api\.twilio\.com/2010-04-01/Accounts/AC[0-9a-f]{32}/Recordings/RE[0-9a-f]{32}"
)
SIDS = {
    name: re.compile(f"{letters}[0-9a-f]{{32}}")
    for name, letters in {
        "DialCallSid": "CA", "ParentCallSid": "CA", "QueueSid": "QU", "RecordingSid": "RE",
        "TranscriptionSid": "TR", "ConferenceSid": "CF", "StreamSid": "MZ", "SessionId": "VX",
        "SmsSid": "SM", "DequeingCallSid": "CA", "MessageSid": "SM",
    }.items()
}  # fmt: skip


class Asked(NamedTuple):
    """One request, as an app sees it."""

    method: str
    path: str
    sent: dict[str, str]

    @property
    def own(self) -> dict[str, str]:
        """What it has beside the parameters of every request about a call."""
        return {name: value for name, value in self.sent.items() if name not in CALL}


def read(received: Received, origin: str) -> Asked:
    """Read a request, and hold its signature against Twilio's own validator."""
    path, _, query = received.path.partition("?")
    posted = received.method == "POST"
    given = parse_qs(received.body.decode() if posted else query, keep_blank_values=True)
    assert all(len(values) == 1 for values in given.values())
    sent = {name: values[0] for name, values in given.items()}
    signed = received.header("X-Twilio-Signature")
    fields = sent if posted else {}
    assert RequestValidator(TOKEN).validate(origin + received.path, fields, signed)
    return Asked(received.method, path, sent)


def taken(verbs: str, *words: str, event: str = "voice", **pages: str) -> tuple[list[Asked], Call]:
    """Go this way through a call that begins with these verbs, and return all requests."""
    seen: list[Received] = []

    def answer(received: Received) -> str:
        name = received.path.partition("?")[0].strip("/")
        first = f"<Response>{verbs}</Response>"
        return pages.get(name, ANSWER) if name else first

    asking = Asking(event=event, auth_token=TOKEN)
    with site(answer, seen) as origin, open_fetcher() as fetcher:
        call = call_opener(asking, Judging(), Exploring(), f"{origin}/", fetcher)(0, "plain")
        if event == "voice":
            call.begin()
        for word in words:
            call.take(word)
        return [read(each, origin) for each in seen], call


def last(verbs: str, *words: str, **more: Any) -> tuple[Asked, Call]:
    """The same, where the last word makes the second request."""
    requests, call = taken(verbs, *words, **more)
    assert len(requests) == 2
    first, second = requests
    if more.get("event", "voice") == "voice":
        assert first.sent.keys() >= FIRST_ONLY | CALL
        assert first.sent["CallStatus"] == "ringing"
        assert FIRST_ONLY.isdisjoint(second.sent)
    return second, call


def matches(sent: Mapping[str, str], expected: Mapping[str, Any]) -> bool:
    """Say whether it has these values and no others; SIDs and addresses by their form."""
    assert sent.keys() == expected.keys()
    return all(
        value.fullmatch(sent[name]) if isinstance(value, re.Pattern) else value == sent[name]
        for name, value in expected.items()
    )


def of(*names: str) -> dict[str, Any]:
    """The forms of these SIDs."""
    return {name: SIDS[name] for name in names}


RECORDED = {"RecordingUrl": RECORDING, "RecordingDuration": "6", **of("RecordingSid")}
TALKED = {"DialCallDuration": "42", "DialBridged": "true", **of("DialCallSid")}
RANG = {"DialBridged": "false", **of("DialCallSid")}
SESSION = {"SessionDuration": "25", **of("SessionId")}
WAITED = {"QueueTime": "31", **of("QueueSid")}
OFF_QUEUE = {"QueueTime": "12", **of("QueueSid", "DequeingCallSid")}
CARD = {
    "PaymentMethod": "credit-card", "PaymentCardNumber": "xxxx-xxxxxx-x4001",
    "PaymentCardType": "visa", "ExpirationDate": "0530", "SecurityCode": "***",
    "PaymentCardPostalCode": "94109",
}  # fmt: skip
BANK = {
    "PaymentMethod": "ach-debit", "BankAccountNumber": "*******92",
    "BankRoutingNumber": "110000000", "BankAccountType": "consumer-checking",
}  # fmt: skip
TOKENIZED = {"PaymentToken": "tok_sample", "ProfileId": ""}
CHARGED = {"PaymentConfirmationCode": "ch_sample"}
PRESSED = {"msg": "Gather End", "FinishedOnKey": ""}

GATHER = '<Gather action="/a" {}><Say>Hello.</Say></Gather>' + BELOW
DIAL = '<Dial action="/a">+12025550143</Dial>' + BELOW
ROOM = '<Dial action="/a"><Conference>r</Conference></Dial>'
QUEUE = '<Dial action="/a"><Queue>support</Queue></Dial>'
RECORD = '<Record action="/a"/>' + BELOW
ENQUEUE = '<Enqueue action="/a">support</Enqueue>' + BELOW
RELAY = '<Connect action="/a"><ConversationRelay url="wss://relay.example.com/"/></Connect>' + BELOW
STREAM = '<Connect action="/a"><Stream url="wss://relay.example.com/"/></Connect>' + BELOW
AGENT = '<Connect action="/a"><VirtualAgent connectorName="x"/></Connect>'
PAY = '<Pay action="/a" {}/>' + BELOW
REFER = '<Refer action="/a"><Sip>sip:joey@sip.example.com</Sip></Refer>' + BELOW
SMS = '<Sms action="/a">Hello</Sms>' + BELOW

ACTIONS: list[tuple[str, str, dict[str, Any]]] = [
    # <Gather>: keys, words, and nothing at all.
    (GATHER, "1234#", {**PRESSED, "Digits": "1234", "FinishedOnKey": "#"}),
    (GATHER, "1234", {**PRESSED, "Digits": "1234"}),
    (GATHER, "*", {**PRESSED, "Digits": "*"}),
    (GATHER.format('numDigits="1"'), "5", {**PRESSED, "Digits": "5"}),
    (GATHER.format('numDigits="1"'), "56", {**PRESSED, "Digits": "5"}),
    (GATHER.format('numDigits="4"'), "123", {**PRESSED, "Digits": "123"}),
    (GATHER.format('numDigits="4"'), "12#", {**PRESSED, "Digits": "12", "FinishedOnKey": "#"}),
    (GATHER.format('finishOnKey="*"'), "12*", {**PRESSED, "Digits": "12", "FinishedOnKey": "*"}),
    (GATHER.format('finishOnKey="*"'), "1#2", {**PRESSED, "Digits": "1#2"}),
    (GATHER.format('finishOnKey=""'), "1#2*", {**PRESSED, "Digits": "1#2*"}),
    (GATHER.format('input="dtmf speech"'), "7", {**PRESSED, "Digits": "7"}),
    (GATHER.format('input="speech"'), '"sales"', {"SpeechResult": "sales", "Confidence": "0.9"}),
    (GATHER.format('input="speech"'), '?"sales"', {"SpeechResult": "sales", "Confidence": "0.2"}),
    (GATHER.format('input="speech"'), '~"sales"', {"SpeechResult": "sales"}),
    (GATHER.format('input="speech dtmf"'), '"a"', {"SpeechResult": "a", "Confidence": "0.9"}),
    (GATHER.format('actionOnEmptyResult="true"'), "silence", {}),
    (GATHER.format('actionOnEmptyResult="true"'), "#", {}),
    # <Record>
    (RECORD, "recorded", {**RECORDED, "Digits": "#"}),
    (RECORD.replace("/>", ' finishOnKey="*"/>', 1), "recorded", {**RECORDED, "Digits": "*"}),
    (RECORD, "pause", RECORDED),
    # <Dial>
    (DIAL, "completed", {"DialCallStatus": "completed", **TALKED}),
    (DIAL, "busy", {"DialCallStatus": "busy", **RANG}),
    (DIAL, "no-answer", {"DialCallStatus": "no-answer", **RANG}),
    (DIAL, "failed", {"DialCallStatus": "failed", **RANG}),
    (DIAL, "canceled", {"DialCallStatus": "canceled", **RANG}),
    (
        DIAL.replace("<Dial", '<Dial record="record-from-answer"'),
        "completed",
        {"DialCallStatus": "completed", **TALKED, "RecordingUrl": RECORDING},
    ),
    (
        DIAL.replace("<Dial", '<Dial record="record-from-answer"'),
        "busy",
        {"DialCallStatus": "busy", **RANG},
    ),
    (
        DIAL.replace("<Dial", '<Dial record="do-not-record"'),
        "completed",
        {"DialCallStatus": "completed", **TALKED},
    ),
    (ROOM, "answered", {"DialCallStatus": "answered"}),
    (QUEUE, "completed", {"DialCallStatus": "completed", **TALKED, **OFF_QUEUE}),
    (QUEUE, "failed", {"DialCallStatus": "failed", "DialBridged": "false"}),
    # <Enqueue>
    (ENQUEUE, "bridged", {"QueueResult": "bridged", **WAITED}),
    (ENQUEUE, "leave", {"QueueResult": "leave", **WAITED}),
    (ENQUEUE, "redirected", {"QueueResult": "redirected", **WAITED}),
    (ENQUEUE, "queue-full", {"QueueResult": "queue-full"}),
    (ENQUEUE, "error", {"QueueResult": "error"}),
    # <Connect>
    (
        RELAY,
        "ended",
        {"SessionStatus": "ended", "HandoffData": '{"reasonCode":"live-agent"}', **SESSION},
    ),
    (
        RELAY,
        "failed",
        {
            "SessionStatus": "failed",
            "ErrorCode": "39001",
            "ErrorMessage": "Network connection to WebSocket server failed.",
            **SESSION,
        },
    ),
    (STREAM, "ended", {}),
    (AGENT, "ended", {}),
    # <Pay>
    (PAY, "success", {"Result": "success", **CARD, **TOKENIZED}),
    (PAY.format('chargeAmount="0.00"'), "success", {"Result": "success", **CARD, **TOKENIZED}),
    (PAY.format('chargeAmount="0.50"'), "success", {"Result": "success", **CARD, **CHARGED}),
    (
        PAY.format('paymentMethod="ach-debit" chargeAmount="10"'),
        "success",
        {"Result": "success", **BANK, **CHARGED},
    ),
    *(
        (PAY, result, {"Result": result, "PaymentError": ""})
        for result in (
            *("too-many-failed-attempts", "payment-connector-error", "validation-error"),
            *("caller-interrupted-with-star", "internal-error"),
        )
    ),
    # <Refer> and <Sms>
    (
        REFER,
        "accepted",
        {
            "ReferCallStatus": "in-progress",
            "ReferSipResponseCode": "202",
            "NotifySipResponseCode": "200",
        },
    ),
    (REFER, "refused", {"ReferCallStatus": "failed", "ReferSipResponseCode": "603"}),
    (SMS, "sending", {"SmsStatus": "sending", **of("SmsSid")}),
    (SMS, "invalid", {"SmsStatus": "invalid", **of("SmsSid")}),
]


@pytest.mark.parametrize(("verbs", "word", "expected"), ACTIONS)
def test_an_action_is_told_what_came_of_the_verb(
    verbs: str, word: str, expected: dict[str, Any]
) -> None:
    asked, call = last(verbs.replace("{}", ""), word)
    assert (asked.method, asked.path) == ("POST", "/a")
    assert asked.sent["CallStatus"] == "in-progress"
    assert matches(asked.own, expected)
    assert call.scene is not None
    assert call.scene.script.lines == ["There."]  # the answer takes the place of the document


HUNG_UP: list[tuple[str, dict[str, Any]]] = [
    (RECORD, {**RECORDED, "Digits": "hangup"}),
    (RECORD.replace("/>", ' finishOnKey=""/>', 1), {**RECORDED, "Digits": "hangup"}),
    (DIAL, {"DialCallStatus": "completed", **TALKED}),
    (ROOM, {"DialCallStatus": "answered"}),
    (QUEUE, {"DialCallStatus": "completed", **TALKED, **OFF_QUEUE}),
    (ENQUEUE, {"QueueResult": "hangup", **WAITED}),
    (RELAY, {"SessionStatus": "completed", **SESSION}),
    (PAY, {"Result": "caller-hung-up"}),
]


@pytest.mark.parametrize(("verbs", "expected"), HUNG_UP)
def test_an_action_is_told_that_the_caller_hung_up(verbs: str, expected: dict[str, Any]) -> None:
    asked, call = last(verbs.replace("{}", ""), "hangup")
    assert (asked.method, asked.path) == ("POST", "/a")
    assert asked.sent["CallStatus"] == "completed"
    assert matches(asked.own, expected)
    assert call.over  # and the answer is not run
    assert call.choices() == ()
    with pytest.raises(NoSuchChoice, match="the call is over"):
        call.take("hangup")


@pytest.mark.parametrize(
    ("verbs", "word"),
    [
        (GATHER, "hangup"),
        (GATHER.format('actionOnEmptyResult="true"'), "hangup"),
        ('<Gather action="/a"/><Redirect>/b</Redirect>', "hangup"),
        (DIAL.replace(' action="/a"', ""), "hangup"),
        (ENQUEUE.replace(' action="/a"', ""), "hangup"),
        (RELAY.replace(' action="/a"', ""), "hangup"),
    ],
)
def test_nobody_is_asked_when_the_caller_hangs_up(verbs: str, word: str) -> None:
    requests, call = taken(verbs.replace("{}", ""), word)
    assert [each.path for each in requests] == ["/"]
    assert call.over
    assert call.goes_on is None


@pytest.mark.parametrize(
    ("verbs", "word"),
    [
        (GATHER, "silence"),
        (GATHER, "#"),
        (GATHER.format('numDigits="1" finishOnKey="5"'), "5"),
        (GATHER.format('input="speech"'), "silence"),
        *((DIAL.replace(' action="/a"', ""), word) for word in ("completed", "busy", "no-answer")),
        (ROOM.replace(' action="/a"', "") + BELOW, "answered"),
        (ENQUEUE.replace(' action="/a"', ""), "leave"),
        (ENQUEUE.replace(' action="/a"', ""), "queue-full"),
        (RELAY.replace(' action="/a"', ""), "ended"),
        (STREAM.replace(' action="/a"', ""), "ended"),
        (REFER.replace(' action="/a"', ""), "refused"),
    ],
)
def test_the_next_verb_runs_and_nobody_is_asked(verbs: str, word: str) -> None:
    requests, call = taken(verbs.replace("{}", ""), word)
    assert [each.path for each in requests] == ["/"]
    assert not call.over
    assert call.stop is None
    assert call.scene is not None
    assert call.scene.script.heard == ("Below.",)


@pytest.mark.parametrize(
    ("verbs", "word"),
    [
        ("<Gather/>", "1"),
        ('<Gather action=" "/>', "1"),
        ('<Gather input="speech"/>', '"yes"'),
        ("<Record/>", "recorded"),
        ("<Record/>", "hangup"),
        ("<Pay/>", "success"),
        ("<Pay/>", "hangup"),
        ('<Connect><VirtualAgent connectorName="x"/></Connect>', "ended"),
    ],
)
def test_without_an_action_the_document_itself_is_asked(verbs: str, word: str) -> None:
    requests, _ = taken(verbs, word)
    assert [(each.method, each.path) for each in requests] == [("POST", "/")] * 2


@pytest.mark.parametrize(
    ("verbs", "word", "method"),
    [
        ('<Gather action="/a" method="GET"/>', "1", "GET"),
        ('<Gather action="/a" method="get"/>', "1", "GET"),
        ('<Gather action="/a" method="PUT"/>', "1", "POST"),
        ('<Gather action="/a?x=1" method="GET"/>', "1", "GET"),
        ('<Record action="/a" method="GET"/>', "hangup", "GET"),
        ('<Dial action="/a" method="GET">+12025550143</Dial>', "busy", "GET"),
        ('<Enqueue action="/a" method="GET">q</Enqueue>', "bridged", "GET"),
        ('<Connect action="/a" method="GET"><Stream url="wss://x.example/"/></Connect>',
         "ended", "GET"),
        ('<Refer action="/a" method="GET"><Sip>sip:a@b.example</Sip></Refer>', "refused", "GET"),
        ('<Sms action="/a" method="GET">Hello</Sms>', "sending", "GET"),
        ('<Pay action="/a" method="GET"/>', "success", "POST"),  # it has no such attribute
    ],
)  # fmt: skip
def test_the_method_is_that_of_the_verb(verbs: str, word: str, method: str) -> None:
    asked, _ = last(verbs, word)
    assert (asked.method, asked.path) == (method, "/a")


# What is asked outside the call: whispers, queues, waiting.


def beside(noun: str) -> str:
    return f"<Dial>{noun}</Dial>"


@pytest.mark.parametrize(
    "noun",
    [
        '<Number url="/a">+12025550143</Number>',
        '<Client url="/a">joey</Client>',
        '<Sip url="/a">sip:joey@sip.example.com</Sip>',
    ],
)
def test_a_whisper_is_heard_on_a_leg_of_its_own(noun: str) -> None:
    asked, _ = last(beside(noun), "whisper")
    assert matches(asked.own, of("ParentCallSid"))
    assert asked.sent["CallSid"] != asked.sent["ParentCallSid"]
    assert asked.sent["Direction"] == "outbound-dial"


def test_the_keys_of_a_whisper_are_sent_on_its_leg() -> None:
    screen = '<Response><Gather action="/key" numDigits="1"/></Response>'
    noun = '<Number url="/a">+12025550143</Number>'
    requests, call = taken(beside(noun), "whisper", "1", a=screen)
    begun, whisper, key = requests
    assert key.path == "/key"
    assert key.sent["CallSid"] == whisper.sent["CallSid"] != begun.sent["CallSid"]
    assert key.sent["ParentCallSid"] == begun.sent["CallSid"]
    assert key.sent["Digits"] == "1"
    assert call.leave_branch()  # the call itself goes on


def test_who_is_taken_from_a_queue_is_another_call() -> None:
    asked, _ = last(beside('<Queue url="/a">support</Queue>'), "whisper")
    assert matches(asked.own, OFF_QUEUE)
    assert asked.sent["CallSid"] != asked.sent["DequeingCallSid"]


def test_a_queue_is_heard_again_and_again() -> None:
    line = '<Enqueue waitUrl="/a" waitUrlMethod="GET">support</Enqueue>'
    requests, _ = taken(line, "waiting", "waiting")
    first, second = requests[1:]
    known = {"QueuePosition": "1", "CurrentQueueSize": "1", "MaxQueueSize": "1000"}
    new = {**known, **of("QueueSid"), "QueueTime": "0", "AvgQueueTime": "0"}
    assert matches(first.own, new)
    assert second.own.keys() == first.own.keys()
    assert int(second.sent["QueueTime"]) > 0
    assert [each.method for each in requests] == ["POST", "GET", "GET"]
    assert {each.sent["CallSid"] for each in requests} == {requests[0].sent["CallSid"]}


@pytest.mark.parametrize("verb", ["Hangup", "Leave"])
def test_a_queue_is_not_heard_again_after_its_end(verb: str) -> None:
    line = '<Enqueue waitUrl="/a">support</Enqueue>'
    wait = f"<Response><Say>Bye.</Say><{verb}/></Response>"
    with pytest.raises(NoSuchChoice):
        taken(line, "waiting", "waiting", a=wait)


def test_a_conference_is_waited_for_with_the_parameters_of_the_call() -> None:
    asked, _ = last(beside('<Conference waitUrl="/a">r</Conference>'), "waiting")
    assert asked.own == {}


# Callbacks: what they bring, and on what condition they come at all.

REPORT = {
    "AccountSid", "CallSid", "RecordingSid", "RecordingUrl", "RecordingStatus",
    "RecordingDuration", "RecordingChannels", "RecordingSource",
}  # fmt: skip
LEG = {
    "ParentCallSid": SIDS["ParentCallSid"], "CallbackSource": "call-progress-events",
    "SequenceNumber": "0", "CallDuration": "42", "Duration": "1", "SipResponseCode": "200",
    "Timestamp": re.compile(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000"),
}  # fmt: skip


def test_a_transcription_is_told_with_the_recording() -> None:
    asked, _ = last('<Record transcribe="true" transcribeCallback="/a"/>', "transcribeCallback")
    url = re.compile(r"https://api\.twilio\.com/2010-04-01/\S+/Transcriptions/TR[0-9a-f]{32}")
    expected = {
        "TranscriptionText": "Hello, please call me back.",
        "TranscriptionStatus": "completed",
        "TranscriptionUrl": url,
        "RecordingUrl": RECORDING,
        **of("TranscriptionSid", "RecordingSid"),
    }
    assert matches(asked.own, expected)
    assert asked.method == "POST"


@pytest.mark.parametrize(
    ("verbs", "source"),
    [
        ('<Record recordingStatusCallback="/a"/>', "RecordVerb"),
        (
            '<Dial record="record-from-answer" recordingStatusCallback="/a">+12025550143</Dial>',
            "DialVerb",
        ),
        (
            beside('<Conference record="record-from-start" recordingStatusCallback="/a">r'
                   "</Conference>"),
            "Conference",
        ),
    ],
)  # fmt: skip
def test_a_recording_is_told_without_who_called(verbs: str, source: str) -> None:
    asked, _ = last(verbs, "recordingStatusCallback")
    assert asked.sent["RecordingSource"] == source
    assert asked.sent["RecordingStatus"] == "completed"
    assert asked.sent.keys() == REPORT | ({"ConferenceSid"} if source == "Conference" else set())


@pytest.mark.parametrize("noun", ["Number", "Client", "Sip"])
def test_the_end_of_a_leg_is_told_as_that_of_a_call_of_its_own(noun: str) -> None:
    verbs = beside(f'<{noun} statusCallback="/a">sip:joey@sip.example.com</{noun}>')
    requests, call = taken(verbs, "statusCallback")
    first, asked = requests
    assert matches(asked.own, LEG)
    assert asked.sent["CallSid"] != first.sent["CallSid"] == asked.sent["ParentCallSid"]
    assert asked.sent["CallStatus"] == "completed"
    assert asked.sent["Direction"] == "outbound-dial"
    assert call.stop is not None  # and the call stays where it is
    assert not call.over


ALONE: list[tuple[str, str, set[str]]] = [
    (
        beside('<Number machineDetection="Enable" amdStatusCallback="/a">+12025550143</Number>'),
        "amdStatusCallback",
        {"AccountSid", "CallSid", "AnsweredBy", "MachineDetectionDuration"},
    ),
    (
        beside('<Conference statusCallbackEvent="start" statusCallback="/a">r</Conference>'),
        "statusCallback",
        {
            *("AccountSid", "ConferenceSid", "FriendlyName", "SequenceNumber"),
            *("StatusCallbackEvent", "Timestamp"),
        },
    ),
    (
        '<Connect><Stream url="wss://x.example/" statusCallback="/a"/></Connect>',
        "statusCallback",
        {"AccountSid", "CallSid", "StreamSid", "StreamName", "StreamEvent", "Timestamp"},
    ),
    (
        '<Start><Transcription statusCallbackUrl="/a"/></Start>',
        "statusCallbackUrl",
        {
            *("AccountSid", "CallSid", "TranscriptionSid", "TranscriptionEvent"),
            *("SequenceId", "Timestamp", "LanguageCode"),
        },
    ),
]


@pytest.mark.parametrize(("verbs", "word", "names"), ALONE)
def test_what_comes_without_the_parameters_of_the_call(
    verbs: str, word: str, names: set[str]
) -> None:
    asked, _ = last(verbs, word)
    assert asked.sent.keys() == names


def test_a_conference_is_told_by_its_name() -> None:
    noun = '<Conference statusCallbackEvent="start" statusCallback="/a"> My Room </Conference>'
    asked, _ = last(beside(noun), "statusCallback")
    assert asked.sent["FriendlyName"] == "My Room"


def test_what_is_half_understood_is_told() -> None:
    verbs = '<Gather input="speech" partialResultCallback="/a"/>'
    asked, _ = last(verbs, "partialResultCallback")
    assert asked.own.keys() == {
        *("UnstableSpeechResult", "StableSpeechResult", "Stability", "SequenceNumber"),
    }


@pytest.mark.parametrize(
    ("verbs", "word"),
    [
        ('<Record transcribeCallback="/a"/>', "transcribeCallback"),
        ('<Record transcribe="false" transcribeCallback="/a"/>', "transcribeCallback"),
        ('<Record recordingStatusCallback=" "/>', "recordingStatusCallback"),
        ('<Gather partialResultCallback="/a"/>', "partialResultCallback"),
        ('<Gather input="dtmf" partialResultCallback="/a"/>', "partialResultCallback"),
        ('<Dial recordingStatusCallback="/a">+12025550143</Dial>', "recordingStatusCallback"),
        (
            '<Dial record="do-not-record" recordingStatusCallback="/a">+12025550143</Dial>',
            "recordingStatusCallback",
        ),
        (
            beside('<Conference recordingStatusCallback="/a">r</Conference>'),
            "recordingStatusCallback",
        ),
        (beside('<Conference statusCallback="/a">r</Conference>'), "statusCallback"),
        (beside('<Number amdStatusCallback="/a">+12025550143</Number>'), "amdStatusCallback"),
        # Twilio gets to none of these.
        ('<Hangup/><Record recordingStatusCallback="/a"/>', "recordingStatusCallback"),
        (f'{DIAL}<Record recordingStatusCallback="/a"/>', "recordingStatusCallback"),
        ('<Record recordingStatusCallback="ftp://x.example/"/>', "recordingStatusCallback"),
    ],
)
def test_a_callback_comes_on_its_condition_only(verbs: str, word: str) -> None:
    with pytest.raises(NoSuchChoice):
        taken(verbs, word)


@pytest.mark.parametrize(
    ("verbs", "word", "method"),
    [
        ('<Gather input="speech" partialResultCallback="/a" partialResultCallbackMethod="GET"/>',
         "partialResultCallback", "GET"),
        ('<Record recordingStatusCallback="/a" recordingStatusCallbackMethod="GET"/>',
         "recordingStatusCallback", "GET"),
        (beside('<Number statusCallback="/a" statusCallbackMethod="GET">+12025550143</Number>'),
         "statusCallback", "GET"),
        ('<Record method="GET" recordingStatusCallback="/a"/>', "recordingStatusCallback", "POST"),
        ('<Record method="GET" transcribe="true" transcribeCallback="/a"/>',
         "transcribeCallback", "POST"),
        (beside('<Number method="GET" statusCallback="/a">+12025550143</Number>'),
         "statusCallback", "POST"),
    ],
)  # fmt: skip
def test_a_callback_has_a_method_of_its_own(verbs: str, word: str, method: str) -> None:
    asked, _ = last(verbs, word)
    assert asked.method == method


def test_two_callbacks_of_one_kind_have_a_word_each() -> None:
    party = '<Number statusCallback="/{}">+12025550143</Number>'
    verbs = beside(party.format("a") + party.format("b"))
    requests, _ = taken(verbs, "statusCallback", "statusCallback2")
    assert [each.path for each in requests] == ["/", "/a", "/b"]


# Conversations.


def test_the_next_message_goes_to_the_number_again() -> None:
    lead = "<Redirect>/b</Redirect>"
    requests, _ = taken(lead, '"Hi & <you>"', '""', '"👍 \\"ok\\""', event="sms")
    assert [each.path for each in requests] == ["/", "/", "/"]
    assert [each.sent["Body"] for each in requests] == ["Hi & <you>", "", '👍 "ok"']
    assert len({each.sent["MessageSid"] for each in requests}) == 3
    assert len({each.sent["From"] for each in requests}) == 1
    for each in requests:
        assert {each.sent[name] for name in ("SmsSid", "SmsMessageSid")} == {
            each.sent["MessageSid"]
        }
    text, picture, _ = requests
    assert (text.sent["NumMedia"], picture.sent["NumMedia"]) == ("0", "1")
    assert picture.sent["MediaContentType0"] == "image/jpeg"
    assert picture.sent["MediaUrl0"].startswith("https://api.twilio.com/")


@pytest.mark.parametrize("attribute", ["statusCallback", "action"])
def test_a_message_is_told_to_be_sent(attribute: str) -> None:
    verbs = f'<Message {attribute}="/a">Hello</Message>'
    asked, _ = last(verbs, '"Hi"', attribute, event="sms")
    assert asked.path == "/a"
    assert asked.sent["MessageStatus"] == asked.sent["SmsStatus"] == "sent"
    assert asked.sent["MessageSid"] == asked.sent["SmsSid"]
    assert asked.sent["MessageSid"].startswith("SM")


@pytest.mark.parametrize(
    ("noun", "whom"),
    [
        ("<Number {}>+12025550143</Number>", "+12025550143"),
        ("<Client {}>joey</Client>", "client:joey"),
        ("<Client {}><Identity>joey</Identity></Client>", "client:joey"),
        ("<Sip {}>sip:joey@sip.example.com</Sip>", "sip:joey@sip.example.com"),
    ],
)
@pytest.mark.parametrize(
    ("attribute", "word"), [("url", "whisper"), ("statusCallback", "statusCallback")]
)
def test_a_leg_is_a_call_to_whom_it_dials(noun: str, whom: str, attribute: str, word: str) -> None:
    asked, _ = last(beside(noun.format(f'{attribute}="/a"')), word)
    assert (asked.sent["To"], asked.sent["Called"]) == (whom, whom)


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("initiated", "initiated"),
        ("initiated ringing", "ringing"),
        ("answered initiated", "initiated"),
        ("answered", "in-progress"),
        ("answered completed", "completed"),
        ("nonsense", "completed"),
    ],
)
def test_a_status_is_one_of_the_events_that_are_wanted(wanted: str, status: str) -> None:
    noun = f'<Number statusCallback="/a" statusCallbackEvent="{wanted}">+12025550143</Number>'
    asked, _ = last(beside(noun), "statusCallback")
    assert asked.sent["CallStatus"] == status
    assert ("CallDuration" in asked.sent) == (status == "completed")


def test_a_callback_below_a_recording_is_not_delivered() -> None:
    below = '<Record action="/b"/><Dial><Number statusCallback="/a">+12025550143</Number></Dial>'
    with pytest.raises(NoSuchChoice):
        taken(below, "statusCallback")
