"""Every kind of request has the parameters that Twilio was seen to send, in that order."""

import json
import re
from urllib.parse import unquote

import pytest

from twiml_check.model.exchange import Fields
from twiml_check.request.session import first, new_session, request_to
from twiml_check.vocabulary.events import DEFAULT_EVENT, EVENTS, SAMPLES
from twiml_check.web.url import Url

URL = "https://example.com/hook"
SMS = (
    "ToCountry ToState SmsMessageSid NumMedia ToCity FromZip SmsSid FromState SmsStatus FromCity "
    "Body FromCountry To ToZip NumSegments MessageSid AccountSid From ApiVersion"
)
MMS = "MediaContentType0 " + SMS.replace("From ApiVersion", "From MediaUrl0 ApiVersion")
WHATSAPP = (
    "ExternalUserId SmsMessageSid NumMedia ProfileName MessageType SmsSid WaId SmsStatus Body To "
    "NumSegments ReferralNumMedia MessageSid AccountSid ChannelMetadata From ApiVersion"
)
RCS = (
    "SmsMessageSid NumMedia SmsSid SmsStatus Body To NumSegments MessageSid AccountSid "
    "ChannelMetadata From ApiVersion"
)
VOICE = (
    "Called ToState CallerCountry Direction CallerState ToZip CallSid To CallerZip ToCountry "
    "StirVerstat CallToken CalledZip ApiVersion CalledCity CallStatus From AccountSid "
    "CalledCountry CallerCity ToCity FromCountry Caller FromCity CalledState FromZip FromState"
)
MESSAGE_STATUS = (
    "RawDlrDoneDate SmsSid SmsStatus MessageStatus To MessageSid AccountSid From ApiVersion"
)
CALL_STATUS = (
    "Called ToState CallerCountry Direction Timestamp CallbackSource SipResponseCode CallerState "
    "ToZip SequenceNumber CallSid To CallerZip ToCountry CalledZip ApiVersion CalledCity "
    "CallStatus Duration From CallDuration AccountSid CalledCountry CallerCity ToCity FromCountry "
    "Caller FromCity CalledState FromZip FromState"
)
NAMES = {
    "sms": SMS,
    "mms": MMS,
    "whatsapp": WHATSAPP,
    "rcs": RCS,
    "voice": VOICE,
    "message-status": MESSAGE_STATUS,
    "call-status": CALL_STATUS,
    "sms-fallback": f"{SMS} ErrorCode ErrorUrl",
    "voice-fallback": f"{VOICE} ErrorCode ErrorUrl",
}
FORM = "application/x-www-form-urlencoded"
SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")


def sent(event: str, **options: str) -> dict[str, str]:
    """The parameters of an event's first request."""
    session = new_session(
        EVENTS[event],
        URL,
        sender=options.get("sender"),
        recipient=options.get("recipient"),
        body=options.get("body"),
    )
    return dict(first(session).params)


def test_the_list_of_events() -> None:
    assert list(EVENTS) == list(NAMES) == list(SAMPLES)
    assert DEFAULT_EVENT == "sms"


@pytest.mark.parametrize(("event", "names"), NAMES.items())
def test_names_in_wire_order(event: str, names: str) -> None:
    request = first(new_session(EVENTS[event], URL))
    assert [name for name, _ in request.params] == names.split()
    on_the_wire = [pair.partition("=")[0] for pair in request.body.decode().split("&")]
    assert on_the_wire == names.split()


@pytest.mark.parametrize("event", NAMES)
def test_no_placeholder_is_left(event: str) -> None:
    assert not [value for value in sent(event).values() if re.search(r"\{[a-z_]+\}", value)]


@pytest.mark.parametrize("event", NAMES)
def test_sids_are_well_formed(event: str) -> None:
    params = sent(event)
    sids = {name: value for name, value in params.items() if name.endswith("Sid")}
    assert sids
    assert all(SID.fullmatch(value) for value in sids.values())
    prefixes = {"AccountSid": "AC", "CallSid": "CA"}
    message = "MM" if event == "mms" else "SM"
    assert {value[:2] for name, value in sids.items() if name not in prefixes} <= {message}
    assert all(sids[name][:2] == prefix for name, prefix in prefixes.items() if name in sids)


@pytest.mark.parametrize("event", ["sms", "mms", "whatsapp", "rcs", "message-status"])
def test_the_message_has_one_sid_under_each_of_its_names(event: str) -> None:
    params = sent(event)
    names = ("MessageSid", "SmsSid", "SmsMessageSid")
    assert len({params[name] for name in names if name in params}) == 1


@pytest.mark.parametrize("event", ["voice", "voice-fallback", "call-status"])
def test_caller_and_called_repeat_from_and_to(event: str) -> None:
    params = sent(event, sender="+12025550100", recipient="+13125550199")
    assert params["From"] == params["Caller"] == "+12025550100"
    assert params["To"] == params["Called"] == "+13125550199"
    for part in ("City", "State", "Zip", "Country"):
        assert params[f"From{part}"] == params[f"Caller{part}"] != ""
        assert params[f"To{part}"] == params[f"Called{part}"] != ""


@pytest.mark.parametrize("event", NAMES)
def test_only_voice_names_the_charset_of_its_form(event: str) -> None:
    headers = dict(first(new_session(EVENTS[event], URL)).headers)
    voice = event in ("voice", "voice-fallback", "call-status")
    assert headers["Content-Type"] == (f"{FORM}; charset=UTF-8" if voice else FORM)


@pytest.mark.parametrize(
    ("event", "given", "expected"),
    [
        ("whatsapp", "+441632960961", "whatsapp:+441632960961"),
        ("whatsapp", "whatsapp:+441632960961", "whatsapp:+441632960961"),
        ("whatsapp", "messenger:42", "messenger:42"),
        ("rcs", "+441632960961", "rcs:+441632960961"),
        ("sms", "+441632960961", "+441632960961"),
        ("sms", "", ""),
    ],
)
def test_the_channel_stands_before_the_number(event: str, given: str, expected: str) -> None:
    params = sent(event, sender=given, recipient=given)
    assert params["From"] == params["To"] == expected


def test_whatsapp_repeats_the_sender() -> None:
    params = sent("whatsapp", sender="+44 1632 960961")
    context = json.loads(params["ChannelMetadata"])["data"]["context"]
    assert params["WaId"] == context["WaId"] == "441632960961"
    assert params["ProfileName"] == context["ProfileName"]


@pytest.mark.parametrize("event", ["whatsapp", "rcs"])
def test_channel_metadata_is_json_whatever_the_numbers_are(event: str) -> None:
    params = sent(event, sender='"}{\\\n{to}', recipient='"}{\\\n{from}')
    assert json.loads(params["ChannelMetadata"])["type"] == event


def test_rcs_names_the_agent() -> None:
    metadata = json.loads(sent("rcs", recipient="rcs:my_agent-1")["ChannelMetadata"])
    assert metadata["data"]["context"]["agentId"] == "my_agent-1@rbm.goog"


def test_mms_names_its_media() -> None:
    params = sent("mms")
    assert params["NumMedia"] == "1"
    url = params["MediaUrl0"]
    assert params["AccountSid"] in url
    assert params["MessageSid"] in url
    assert SID.fullmatch(url.rpartition("/")[2])
    assert params["Body"] == ""


def test_the_call_token_is_percent_encoded_before_it_is_sent() -> None:
    request = first(new_session(EVENTS["voice"], URL))
    assert b"CallToken=%257B%2522parentCallInfoToken%2522" in request.body
    token = json.loads(unquote(dict(request.params)["CallToken"]))
    assert set(token) == {"parentCallInfoToken", "identityHeaderTokens"}


@pytest.mark.parametrize("event", ["sms-fallback", "voice-fallback"])
def test_fallback_says_what_failed(event: str) -> None:
    session = new_session(EVENTS[event], "https://user:secret@example.com#rc=1")
    params = dict(first(session).params)
    assert params["ErrorCode"] == "11200"
    assert params["ErrorUrl"] == "https://example.com/"
    assert "ErrorCode" not in dict(request_to(session, Url.parse(URL)).params)


def test_the_call_is_in_progress_after_its_first_request() -> None:
    session = new_session(EVENTS["voice"], URL)
    before, after = dict(first(session).params), dict(request_to(session, Url.parse(URL)).params)
    assert before["CallStatus"] == "ringing"
    assert after["CallStatus"] == "in-progress"
    assert set(before) - set(after) == {"StirVerstat", "CallToken"}
    assert before["CallSid"] == after["CallSid"]


def test_callbacks_are_those_whose_answer_is_ignored() -> None:
    callbacks = {name for name, event in EVENTS.items() if event.callback}
    assert callbacks == {"message-status", "call-status"}


def test_blanks_are_written_as_each_kind_of_request_does() -> None:
    assert b"ToCity=SAN+ANTONIO" in first(new_session(EVENTS["sms"], URL)).body
    assert b"ToCity=SAN+ANTONIO" in first(new_session(EVENTS["voice"], URL)).body
    status = first(new_session(EVENTS["call-status"], URL)).body
    assert b"FromCity=SAN%20ANTONIO" in status
    assert b"Timestamp=Tue%2C%2007%20Jul%202026%2016%3A20%3A05%20%2B0000" in status


def test_every_row_is_documented() -> None:
    for event in EVENTS.values():
        assert event.doc.startswith("https://www.twilio.com/docs/")
        assert event.summary


def test_no_name_stands_twice() -> None:
    def names(params: Fields) -> list[str]:
        return [name for name, _ in params]

    for event in EVENTS.values():
        assert len(set(names(event.params))) == len(names(event.params))
