"""Every kind of request has the parameters that Twilio was seen to send, in that order."""

import json
import re
from urllib.parse import unquote

import pytest

from twiml_check.explore.continuations import callbacks
from twiml_check.model.exchange import Fields
from twiml_check.request.session import first, new_session, request_to
from twiml_check.vocabulary.events import DEFAULT_EVENT, EVENTS, SAMPLES
from twiml_check.vocabulary.grammar import GRAMMAR
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
RUNNING = VOICE.replace("StirVerstat CallToken ", "")
RECORDED = "RecordingUrl RecordingSid RecordingDuration"
LEG = "ParentCallSid CallbackSource SequenceNumber CallDuration Duration SipResponseCode Timestamp"
CARD = "PaymentCardNumber PaymentCardType ExpirationDate SecurityCode PaymentCardPostalCode"
TRANSCRIPT = "TranscriptionSid TranscriptionText TranscriptionStatus TranscriptionUrl"
TASK = "TaskSid TaskAttributes TaskAge TaskPriority"
ADDED = "Source RetryCount Author ParticipantSid Body ConversationSid"
DIALED = (
    "Called ToState DialCallStatus CallerCountry Direction CallerState ToZip DialCallSid CallSid "
    "To CallerZip ToCountry CalledZip ApiVersion CalledCity CallStatus From DialBridged AccountSid "
    "CalledCountry CallerCity ToCity FromCountry Caller FromCity CalledState FromZip FromState "
    "DialCallDuration"
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
    "gather": f"{RUNNING} Digits msg FinishedOnKey",
    "record": f"{RUNNING} {RECORDED} Digits",
    "dial": DIALED,
    "enqueue": f"{RUNNING} QueueResult QueueSid QueueTime",
    "connect": f"{RUNNING} SessionStatus SessionId SessionDuration HandoffData",
    "pay": f"{RUNNING} Result PaymentMethod PaymentToken ProfileId {CARD}",
    "refer": f"{RUNNING} ReferCallStatus ReferSipResponseCode NotifySipResponseCode",
    "recording-status": (
        "AccountSid CallSid RecordingSid RecordingUrl RecordingStatus RecordingDuration "
        "RecordingChannels RecordingSource"
    ),
    "transcription": (
        f"AccountSid CallSid From To CallStatus ApiVersion Direction {TRANSCRIPT} RecordingSid "
        "RecordingUrl"
    ),
    "live-transcript": (
        "AccountSid CallSid TranscriptionSid TranscriptionEvent SequenceId Timestamp LanguageCode "
        "Track Final TranscriptionData"
    ),
    "partial-result": (
        f"{RUNNING} UnstableSpeechResult StableSpeechResult Stability SequenceNumber"
    ),
    "conference": (
        "AccountSid ConferenceSid FriendlyName SequenceNumber StatusCallbackEvent Timestamp"
    ),
    "call-progress": f"{RUNNING} {LEG}",
    "amd": "AccountSid CallSid AnsweredBy MachineDetectionDuration",
    "stream-status": "AccountSid CallSid StreamSid StreamName StreamEvent Timestamp",
    "pay-status": "AccountSid CallSid For Attempt PaymentMethod",
    "task-assignment": (
        "Timestamp AccountSid WorkspaceSid WorkflowSid TaskQueueSid WorkerSid WorkerAttributes "
        f"{TASK} ReservationSid"
    ),
    "task-events": (
        "EventType AccountSid WorkspaceSid WorkspaceName EventDescription ResourceType "
        f"ResourceSid Timestamp {TASK} TaskAssignmentStatus WorkflowSid WorkflowName"
    ),
    "conversation-pre": f"EventType Attributes AccountSid {ADDED}",
    "conversation-post": f"EventType Attributes DateCreated Index MessageSid AccountSid {ADDED}",
}
CALLS = {
    *("voice", "voice-fallback", "call-status", "gather", "record", "dial", "enqueue", "connect"),
    *("pay", "refer", "partial-result", "call-progress"),
}
"""Those with the parameters of a call."""
OF_CALLS = CALLS | {
    *("recording-status", "transcription", "live-transcript", "conference", "amd"),
    *("stream-status", "pay-status"),
}
PREFIXES = {
    **dict.fromkeys(("AccountSid",), "AC"),
    **dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), "SM"),
    **dict.fromkeys(("CallSid", "ParentCallSid", "DialCallSid"), "CA"),
    "QueueSid": "QU",
    "RecordingSid": "RE",
    "TranscriptionSid": "TR",
    "ConferenceSid": "CF",
    "StreamSid": "MZ",
    "WorkspaceSid": "WS",
    "WorkflowSid": "WW",
    "TaskQueueSid": "WQ",
    "WorkerSid": "WK",
    "TaskSid": "WT",
    "ReservationSid": "WR",
    "ResourceSid": "WT",
    "ConversationSid": "CH",
    "ParticipantSid": "MB",
}
OTHER_PREFIXES = {
    "mms": dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), "MM"),
    "live-transcript": {"TranscriptionSid": "GT"},
    "conversation-post": {"MessageSid": "IM"},
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
    expected = PREFIXES | OTHER_PREFIXES.get(event, {})
    assert {name: value[:2] for name, value in sids.items()} == {
        name: expected[name] for name in sids
    }


@pytest.mark.parametrize("event", ["sms", "mms", "whatsapp", "rcs", "message-status"])
def test_the_message_has_one_sid_under_each_of_its_names(event: str) -> None:
    params = sent(event)
    names = ("MessageSid", "SmsSid", "SmsMessageSid")
    assert len({params[name] for name in names if name in params}) == 1


@pytest.mark.parametrize("event", sorted(CALLS - {"call-progress"}))
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
    assert headers["Content-Type"] == (f"{FORM}; charset=UTF-8" if event in OF_CALLS else FORM)


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
    assert callbacks == {
        *("message-status", "call-status", "recording-status", "transcription"),
        *("live-transcript", "partial-result", "conference", "call-progress", "amd"),
        *("stream-status", "pay-status", "task-assignment", "task-events"),
        *("conversation-pre", "conversation-post"),
    }
    read = {name for name, event in EVENTS.items() if event.reply}
    assert read == {"task-assignment", "conversation-pre"}
    assert read <= callbacks


def test_a_callback_has_one_failure_code_wherever_it_comes_from() -> None:
    for (element, name), known in callbacks.TABLE.items():
        product = "messaging" if element == "Message" else "voice"
        tags = [tag for tag in GRAMMAR[product].tags.values() if tag.name == element]
        codes = {tag.attributes[name].refused_code for tag in tags if name in tag.attributes}
        assert codes <= {EVENTS[known.event].failure_code}, (element, name)


def test_only_the_products_that_say_so_have_less_than_15_seconds() -> None:
    limits = {name: event.limit_ms for name, event in EVENTS.items() if event.limit_ms != 15_000}
    assert limits == dict.fromkeys(
        ("task-assignment", "conversation-pre", "conversation-post"), 5_000
    )
    assert first(new_session(EVENTS["task-assignment"], URL)).limit_ms == 5_000
    assert first(new_session(EVENTS["voice"], URL)).limit_ms == 15_000


def changed(event: str, *own: tuple[str, str]) -> dict[str, str]:
    """The parameters of an event with some of the user's own."""
    return dict(first(new_session(EVENTS[event], URL, set_params=own)).params)


@pytest.mark.parametrize(
    ("event", "own", "there", "gone"),
    [
        ("gather", "SpeechResult=sales", {"Confidence": "0.9"}, "Digits msg FinishedOnKey"),
        ("gather", "Digits=42", {"msg": "Gather End", "CallStatus": "in-progress"}, "Confidence"),
        ("record", "Digits=hangup", {"CallStatus": "completed"}, ""),
        ("record", "Digits=*", {"CallStatus": "in-progress"}, ""),
        ("dial", "DialCallStatus=busy", {"DialBridged": "false"}, "DialCallDuration"),
        ("dial", "DialCallStatus=no-answer", {"DialBridged": "false"}, "DialCallDuration"),
        ("dial", "DialCallStatus=answered", {}, "DialCallSid DialCallDuration DialBridged"),
        ("dial", "DialCallStatus=completed", {"DialCallDuration": "42"}, ""),
        ("enqueue", "QueueResult=queue-full", {}, "QueueSid QueueTime"),
        ("enqueue", "QueueResult=leave", {"QueueTime": "31"}, ""),
        ("enqueue", "QueueResult=hangup", {"CallStatus": "completed"}, ""),
        ("connect", "SessionStatus=failed", {"ErrorCode": "39001"}, "HandoffData"),
        ("connect", "SessionStatus=completed", {"CallStatus": "completed"}, "HandoffData"),
        ("pay", "Result=validation-error", {"PaymentError": ""}, f"{CARD} PaymentToken"),
        ("transcription", "TranscriptionStatus=failed", {}, "TranscriptionText"),
        ("live-transcript", "TranscriptionEvent=transcription-stopped", {}, "TranscriptionData"),
        ("recording-status", "RecordingStatus=absent", {}, "RecordingDuration"),
        ("conference", "StatusCallbackEvent=participant-join", {"Muted": "false"}, "Reason"),
        ("conference", "StatusCallbackEvent=participant-mute", {"Muted": "true"}, "Reason"),
        ("conference", "StatusCallbackEvent=participant-hold", {"Hold": "true"}, "Reason"),
        (
            "conference",
            "StatusCallbackEvent=participant-leave",
            {"ReasonParticipantLeft": "participant_hung_up", "Hold": "false"},
            "Reason",
        ),
        (
            "conference",
            "StatusCallbackEvent=conference-end",
            {"ReasonConferenceEnded": "last-participant-left"},
            "Muted CallSid",
        ),
        ("call-progress", "CallStatus=ringing", {}, "CallDuration Duration SipResponseCode"),
        ("call-progress", "CallStatus=busy", {"SipResponseCode": "486"}, ""),
        ("stream-status", "StreamEvent=stream-error", {"StreamError": "stream failed"}, ""),
        ("task-events", "EventType=reservation.accepted", {"ResourceType": "reservation"}, ""),
        ("task-events", "EventType=task-queue.entered", {"TaskQueueName": "Sample queue"}, ""),
        ("conversation-pre", "EventType=onMessageUpdate", {"Index": "0"}, ""),
        ("conversation-pre", "EventType=onConversationAdd", {"State": "active"},
         "Body Author ConversationSid"),
        ("conversation-post", "EventType=onConversationUpdated", {"State": "active"}, "Body"),
        ("conversation-post", "EventType=onParticipantAdded",
         {"MessagingBinding.Type": "SMS"}, "Body Author"),
        ("conversation-post", "EventType=onDeliveryUpdated", {"Status": "delivered"}, "Body"),
    ],
)  # fmt: skip
def test_what_comes_with_a_parameter_that_the_user_sets(
    event: str, own: str, there: dict[str, str], gone: str
) -> None:
    name, _, value = own.partition("=")
    params = changed(event, (name, value))
    assert params[name] == value
    assert there.items() <= params.items()
    assert not params.keys() & set(gone.split())


def test_what_the_user_sets_wins_over_what_comes_with_it() -> None:
    params = changed("dial", ("DialCallStatus", "busy"), ("DialCallDuration", "7"))
    assert (params["DialBridged"], params["DialCallDuration"]) == ("false", "7")


@pytest.mark.parametrize(
    "event", ["gather", "record", "dial", "enqueue", "connect", "pay", "refer"]
)
def test_what_a_verb_adds_comes_once(event: str) -> None:
    session = new_session(EVENTS[event], URL)
    before, after = dict(first(session).params), dict(request_to(session, Url.parse(URL)).params)
    assert before["CallStatus"] == after["CallStatus"] == "in-progress"
    assert list(after) == RUNNING.split()
    assert after.items() <= before.items()


@pytest.mark.parametrize("event", ["task-assignment", "task-events"])
def test_attributes_of_tasks_are_json(event: str) -> None:
    params = sent(event, sender='"}{', recipient="{call_sid}")
    for name in ("TaskAttributes", "WorkerAttributes"):
        assert name not in params or json.loads(params[name])


def test_a_conversation_has_the_text_and_the_sender() -> None:
    params = sent("conversation-pre", sender="whatsapp:+441632960961", body="a & b")
    assert (params["Author"], params["Body"]) == ("whatsapp:+441632960961", "a & b")


def test_the_url_of_a_recording_names_its_account() -> None:
    params = sent("recording-status")
    assert params["AccountSid"] in params["RecordingUrl"]
    assert params["RecordingUrl"].endswith(f"/Recordings/{params['RecordingSid']}")


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
