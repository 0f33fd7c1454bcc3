"""Captured requests become checks that send the same requests, without anything of a person."""

import base64
import json
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.suite.captures import (
    ACCOUNT,
    CALL,
    CALLER,
    IN_CALL,
    RENTED,
    Shot,
    har,
    ngrok,
    text_message,
)
from twiml_check.request.session import new_session
from twiml_check.suite.captured import LARGEST, BadCaptureError, Captured, read_capture
from twiml_check.suite.captured_event import event_of
from twiml_check.suite.from_capture import NoRequestsError, capture_source
from twiml_check.suite.reading import read_suite
from twiml_check.suite.toml import read_toml
from twiml_check.suite.writing import Draft, suite_of
from twiml_check.vocabulary.events import EVENTS

URL = "https://hooks.example.com/hook"
MADE_NEW = {"AccountSid", "ApiVersion"}


def drafts(raw: bytes, **more: bool) -> tuple[Draft, ...]:
    return capture_source(read_capture(raw), "c.json", **more).drafts


def draft(params: dict[str, str], path: str = "/hook", **more: bool) -> Draft:
    (only,) = drafts(har([Shot(path, params)]), **more)
    return only


def session_params(event: str, **more: Any) -> dict[str, str]:
    return dict(new_session(EVENTS[event], URL, seed=1, **more).params)


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_recognized_and_needs_no_parameters(event: str) -> None:
    params = session_params(event)
    assert event_of(params) == event
    found = draft(params)
    assert (found.event, found.params, found.no_params, found.body) == (event, (), (), None)
    assert (found.sender, found.recipient) == ("", "")


@pytest.mark.parametrize(
    ("event", "own"),
    [
        ("gather", {"Digits": "42"}),
        ("gather", {"SpeechResult": "two pizzas", "Confidence": "0.71"}),
        ("gather", {"Digits": ""}),
        ("record", {"Digits": "hangup"}),
        ("dial", {"DialCallStatus": "busy"}),
        ("enqueue", {"QueueResult": "queue-full"}),
        ("pay", {"Result": "caller-hung-up"}),
        ("refer", {"ReferCallStatus": "failed"}),
        ("connect", {"SessionStatus": "failed"}),
        ("message-status", {"MessageStatus": "undelivered", "ErrorCode": "30005"}),
        ("conference", {"StatusCallbackEvent": "participant-mute"}),
        ("call-progress", {"CallStatus": "busy"}),
        ("conversation-post", {"EventType": "onParticipantAdded"}),
        ("task-events", {"EventType": "reservation.accepted"}),
        ("voice", {"FromCity": "", "CallerCity": "", "color": "red"}),
        ("sms", {"FromCountry": "GB", "FromCity": ""}),
    ],
)
def test_the_check_sends_what_was_sent(event: str, own: dict[str, str]) -> None:
    sent = session_params(event, set_params=tuple(own.items()))
    found = draft(sent)
    assert found.event == event
    again = dict(new_session(EVENTS[event], URL, set_params=found.params).params)
    assert {name: sent.get(name) for name in own} == {name: again.get(name) for name in own}
    assert {name for name in sent if "Sid" not in name} <= again.keys()
    assert len(found.params) <= len(own) + 1


def test_only_what_the_person_did_is_left() -> None:
    found = draft({**IN_CALL, "Digits": "2", "FinishedOnKey": "#", "msg": "Gather End"})
    assert dict(found.params) == {
        "Digits": "2", "FinishedOnKey": "#", "FromCity": "BEND", "FromZip": "97701"
    }  # fmt: skip
    assert found.name == "gather /hook Digits=2"


def test_a_request_in_the_middle_of_a_call_has_no_token_of_a_new_one() -> None:
    later = draft(IN_CALL)
    assert (later.event, later.no_params) == ("voice", ("StirVerstat", "CallToken"))
    assert dict(later.params)["CallStatus"] == "in-progress"
    assert draft({**IN_CALL, "CallStatus": "ringing"}).no_params == ()


@pytest.mark.parametrize(
    ("event", "own", "left_out"),
    [
        ("record", {}, "Digits"),
        ("call-status", {"CallStatus": "ringing"}, "CallDuration"),
        ("call-progress", {"CallStatus": "completed"}, "SipResponseCode"),
    ],
)
def test_what_was_not_sent_is_left_out(event: str, own: dict[str, str], left_out: str) -> None:
    sent = session_params(event, set_params=tuple(own.items()))
    assert draft(sent).no_params == ()
    del sent[left_out]
    found = draft(sent)
    assert (found.event, found.no_params) == (event, (left_out,))


BEGIN = {**IN_CALL, "CallStatus": "ringing"}
MENU = {**IN_CALL, "Digits": "2"}
BUSY = {**IN_CALL, "DialCallStatus": "busy"}
KEPT = {**IN_CALL, "RecordingUrl": "https://x.example/a", "RecordingDuration": "4"}


def test_a_call_whose_steps_are_sure_is_one_call() -> None:
    spoken = {**IN_CALL, "SpeechResult": f"call {CALLER}"}
    ended = {**IN_CALL, "CallStatus": "completed", "CallbackSource": "call-progress-events"}
    requests = (BEGIN, MENU, {**IN_CALL, "Digits": ""}, spoken, BUSY, KEPT, ended)
    call, status = drafts(har([Shot(f"/{n}", each) for n, each in enumerate(requests)]))
    assert call.steps == (
        ("press", "2"), ("silence", True), ("say", "call +15035550142"), ("dial", "busy"),
        ("record", 4),
    )  # fmt: skip
    assert call.name.startswith("voice /0: press 2, silence, say call +1503")
    assert (call.url, call.event, status.event) == (
        "https://hooks.example.com/0", "voice", "call-status",
    )  # fmt: skip
    text = suite_of([capture_source(read_capture(har([Shot("/a", BEGIN), Shot("/b", BUSY)])), "c")],
                    None, signed=False)  # fmt: skip
    _, problems = read_suite("f.toml", read_toml(text.encode()))
    assert (problems, tomllib.loads(text)["call"][0]["steps"]) == ([], [{"dial": "busy"}])


@pytest.mark.parametrize(
    "requests",
    [
        [BEGIN],
        [IN_CALL, MENU],
        [BEGIN, IN_CALL, MENU],
        [MENU, BUSY],
        [BEGIN, {**IN_CALL, "DialCallStatus": "odd"}],
        [BEGIN, {**IN_CALL, "Digits": "x"}],
        [BEGIN, {**KEPT, "RecordingDuration": "-"}],
        [BEGIN, {**MENU, "CallSid": "CA" + "1d" * 16}],
    ],
)
def test_other_calls_are_separate_checks(requests: list[dict[str, str]]) -> None:
    found = drafts(har([Shot(f"/{n}", each) for n, each in enumerate(requests)]))
    assert [each.steps for each in found] == [()] * len(requests)


PRIVATE = [
    *(CALLER, RENTED, CALLER[1:], ACCOUNT, CALL, "Mary", "MARY", "52.5170", "13.3888"),
    *("c2lnbmVk", "tok_real", "4242", "+447700123456", "US.998877", "mary@pbx", "10.1.2.3"),
]


def test_nothing_of_a_person_is_written() -> None:
    shots = [
        Shot("/voice", {**IN_CALL, "CallerName": "MARY MAJOR", "ForwardedFrom": "+447700123456"}),
        Shot("/voice", {**IN_CALL, "From": "client:mary", "Caller": "client:mary"}),
        Shot("/voice", {**IN_CALL, "From": "sip:mary@pbx.example.com", "SipSourceIp": "10.1.2.3"}),
        Shot("/pay", {**IN_CALL, "Result": "success", "PaymentToken": "tok_real"}),
        Shot("/pay", {**IN_CALL, "Result": "success", "PaymentCardNumber": "xxxx-4242"}),
        Shot(f"/sms?who=%2B{CALLER[1:]}", text_message(f"I am {CALLER} or +447700123456")),
        Shot("/sms", text_message("x", From="whatsapp:US.998877", ProfileName="Mary Major")),
        Shot(
            "/sms",
            text_message("x", From=f"whatsapp:{CALLER}", WaId=CALLER[1:], Latitude="52.5170",
                         Longitude="13.3888", Label="Mary's"),
        ),
    ]  # fmt: skip
    text = suite_of([capture_source(read_capture(ngrok(shots)), "c.json")], None, signed=False)
    assert [word for word in PRIVATE if word in text] == []
    assert len(tomllib.loads(text)["check"]) == len(shots) - 1  # both payments are one
    assert "Phone numbers and names are fictional" in text


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("password", "WEBHOOK_PASSWORD"),
        ("token", "WEBHOOK_TOKEN"),
        ("apiKey", "WEBHOOK_API_KEY"),
        ("client_secret", "WEBHOOK_CLIENT_SECRET"),
    ],
)
def test_a_comment_names_the_variable_of_a_secret(name: str, variable: str) -> None:
    shots = [Shot(f"/sms?{name}=correct-horse-battery", text_message("a"))]
    text = suite_of([capture_source(read_capture(har(shots)), "c")], None, signed=False)
    assert f'?{name}=${{{variable}}}"\n' in text
    assert f"\n#   export {variable}=…\n" in text
    assert "horse" not in text


def test_a_person_always_has_the_same_number() -> None:
    shots = [Shot("/sms", text_message("a")), Shot("/sms", text_message("b", From="+14155230000"))]
    shots.append(Shot("/sms", text_message("c", From="+14155230000")))
    shots.append(Shot("/sent", {**text_message("d"), "From": RENTED, "To": "+14155230000",
                                "MessageStatus": "sent", "SmsStatus": "sent"}))  # fmt: skip
    first, second, third, sent = drafts(har(shots))
    assert first.sender == ""
    assert second.sender == third.sender == "+15035550143"
    assert (sent.event, sent.sender, sent.recipient) == ("message-status", "", "+15035550143")


@pytest.mark.parametrize("sender", ["12345", "anonymous", "+266696687", "MyBrand", "+15035550150"])
def test_what_is_not_the_number_of_a_person_stays(sender: str) -> None:
    assert draft(text_message("x", From=sender)).sender == sender


def test_keep_numbers() -> None:
    found = draft(text_message(f"call {CALLER}"), keep_numbers=True)
    assert (found.sender, found.recipient, found.body) == (CALLER, RENTED, f"call {CALLER}")


def test_both_kinds_of_files_give_the_same() -> None:
    shots = [
        Shot("/sms?app=1", text_message("grüße & <b>")),
        Shot("/sms?app=1", text_message("by get"), "GET"),
        Shot("/menu", {**IN_CALL, "Digits": "1"}),
    ]
    assert drafts(har(shots)) == drafts(ngrok(shots)) == drafts(json_of_one_list(ngrok(shots)))
    posted, got, _ = drafts(har(shots))
    assert (posted.url, posted.method, posted.body) == (
        "https://hooks.example.com/sms?app=1", "POST", "grüße & <b>",
    )  # fmt: skip
    assert (got.url, got.method, got.body) == (posted.url, "GET", "by get")


def json_of_one_list(raw: bytes) -> bytes:
    """What `jq .requests` leaves."""
    return json.dumps(json.loads(raw)["requests"]).encode()


def test_one_request_of_ngrok() -> None:
    raw = json.dumps(json.loads(ngrok([Shot("/sms", text_message("x"))]))["requests"][0]).encode()
    assert [each.body for each in drafts(raw)] == ["x"]


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        ({"Host": ["a.example"]}, "https://a.example"),
        ({"Host": ["127.0.0.1:80"], "X-Original-Host": ["b.example"]}, "https://b.example"),
        ({"X-Forwarded-Host": ["c.example"], "X-Forwarded-Proto": ["http"]}, "http://c.example"),
        ({}, "https://hooks.example.com"),
        (None, "http://127.0.0.1:5000"),
    ],
)
def test_the_host_of_ngrok(headers: dict[str, list[str]] | None, origin: str) -> None:
    whole = json.loads(ngrok([Shot("/sms", text_message("x"), "GET")]))
    whole["requests"][0]["request"]["headers"] = headers
    if headers is None:
        whole["requests"][0]["request"]["raw"] = ""
    assert [each.url for each in drafts(json.dumps(whole).encode())] == [f"{origin}/sms"]


@pytest.mark.parametrize("coded", [True, False])
def test_the_body_of_a_har(coded: bool) -> None:
    params = text_message("hi")
    text = Shot("/sms", params).body
    pairs = [{"name": name, "value": value} for name, value in params.items()]
    post = (
        {"text": base64.b64encode(text.encode()).decode(), "encoding": "base64"}
        if coded
        else {"text": "", "params": pairs}
    )
    assert drafts(har([Shot("/sms", params)], **post))[0].body == "hi"


def test_the_same_request_is_one_check() -> None:
    shots = [Shot("/sms", text_message("x", number)) for number in range(3)]
    source = capture_source(read_capture(har([*shots, Shot("/sms", text_message("y"))])), "c")
    assert [(each.body, each.notes) for each in source.drafts] == [
        ("x", ("3 times in the capture",)),
        ("y", ()),
    ]


def test_requests_of_others_are_counted() -> None:
    shots = [
        Shot("/sms", text_message("x")),
        Shot("/", {}, "GET"),
        Shot("/login", {"user": "x", "CallSid": "none"}),
        Shot("/2010-04-01/Accounts/x/Messages.json", text_message("x"), host="api.twilio.com"),
        Shot("/sms", text_message("x"), "PUT"),
        Shot("/sms", {"AccountSid": ACCOUNT, "Odd": "1"}),
    ]
    source = capture_source(read_capture(har(shots)), "c.json")
    assert len(source.drafts) == 1
    assert "Skipped: 5 other requests." in source.notes
    with pytest.raises(NoRequestsError, match="5 other requests"):
        capture_source(read_capture(har(shots[1:])), "c.json")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON (line 1)"),
        (b"\xff\xfe\x00", "not valid JSON"),
        (b"[" * 200_000, "not valid JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"{}", "expected a HAR file"),
        (b"1", "expected a HAR file"),
        (b'{"log": []}', "expected a HAR file"),
        (b"[" + b"0," * 10_000 + b"0]", "more than 10,000 requests"),
        (b" " * (LARGEST + 1), "more than 16,777,216 bytes"),
    ],
)
def test_what_is_not_a_capture(raw: bytes, said: str) -> None:
    with pytest.raises(BadCaptureError) as refused:
        read_capture(raw)
    assert said in str(refused.value)


ODD: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda each: (
        st.lists(each, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["request", "headers", "uri", "raw", "method", "url", "postData", "text", "params",
                 "name", "value", "encoding", "mimeType", "start", "startedDateTime", "Host"]
            ),
            each,
            max_size=5,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=50)
@given(st.lists(ODD, max_size=3))
def test_any_values_are_no_crash(items: list[Any]) -> None:
    for whole in ({"requests": items}, {"log": {"entries": items}}, items):
        assert len(read_capture(json.dumps(whole).encode())) == len(items)


NAMES = st.sampled_from(
    ["Body", "From", "To", "Digits", "CallStatus", "NumMedia", "Direction", "", "a=b", "ErrorUrl",
     "MessageStatus", "TranscriptionSid", "EventType", "SpeechResult", "ChannelMetadata", "\x00"]
)  # fmt: skip


@settings(max_examples=50)
@given(st.dictionaries(NAMES, st.text(max_size=30)), st.sampled_from([IN_CALL, text_message("x")]))
def test_any_parameters_make_a_valid_suite(more: dict[str, str], known: dict[str, str]) -> None:
    request = Captured("POST", "https://x.example/a", {}, tuple({**known, **more}.items()))
    try:
        source = capture_source([request], "c.json")
    except NoRequestsError:
        return
    (check,) = tomllib.loads(suite_of([source], None, signed=False))["check"]
    assert check["target"] == "/a"
    assert check["event"] in EVENTS
