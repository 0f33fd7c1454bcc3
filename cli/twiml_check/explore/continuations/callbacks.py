"""The callbacks of a document: Twilio reports to these URLs, and does not run the responses.

Each is delivered once, with its default event. Sources: the page of each verb and noun below
https://www.twilio.com/docs/voice/twiml
"""

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.explore.continuations.continuation import (
    API,
    RECORDING_URL,
    Choice,
    Continuation,
    Visit,
    dialled,
    fill_in,
    link_to,
    verbs,
)
from twiml_check.model.document import Element
from twiml_check.model.exchange import Fields
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.shapes import Tag

TIME = ("Timestamp", "Tue, 07 Jul 2026 16:20:05 +0000")
CALL: Fields = (("AccountSid", "{account_sid}"), ("CallSid", "{call_sid}"))
RECORDING: Fields = (
    *CALL,
    ("RecordingSid", "{recording_sid}"),
    ("RecordingUrl", RECORDING_URL),
    ("RecordingStatus", "completed"),
    ("RecordingDuration", "6"),
    ("RecordingChannels", "1"),
)
MESSAGE: Fields = (
    ("SmsSid", "{sent_sid}"),
    ("SmsStatus", "sent"),
    ("MessageStatus", "sent"),
    ("MessageSid", "{sent_sid}"),
)
LEG: Fields = (
    ("CallSid", "{other_sid}"),
    ("ParentCallSid", "{call_sid}"),
    ("Direction", "outbound-dial"),
    ("To", "{text}"),
    ("Called", "{text}"),
    ("CallStatus", "completed"),
    ("CallbackSource", "call-progress-events"),
    ("SequenceNumber", "0"),
    ("CallDuration", "42"),
    ("Duration", "1"),
    ("SipResponseCode", "200"),
    TIME,
)


class Callback(NamedTuple):
    """The report that Twilio sends to the URL of one attribute."""

    fields: Fields
    alone: bool = False
    """True if it has no parameters of the call."""
    needs: tuple[str, tuple[str, ...]] = ("", ())
    """Twilio sends it only if this attribute has one of these values; without values, any value."""
    certain: bool = True


STATUS = Callback(LEG)
DETECTION = Callback(
    (
        ("AccountSid", "{account_sid}"),
        ("CallSid", "{other_sid}"),
        ("AnsweredBy", "human"),
        ("MachineDetectionDuration", "2300"),
    ),
    alone=True,
    needs=("machineDetection", ("Enable", "DetectMessageEnd")),
)
EVENTS = {"initiated": "initiated", "ringing": "ringing", "answered": "in-progress"}
"""Event of a callback -> its CallStatus."""
ENDED = ("CallDuration", "Duration", "SipResponseCode")
"""Parameters that exist only after the end of the leg."""
PARTIES = ("Number", "Client", "Sip", "WhatsApp")
TABLE: dict[tuple[str, str], Callback] = {
    ("Gather", "partialResultCallback"): Callback(
        (
            ("UnstableSpeechResult", "hello"),
            ("StableSpeechResult", ""),
            ("Stability", "0.8"),
            ("SequenceNumber", "0"),
        ),
        needs=("input", ("speech", "dtmf speech", "speech dtmf")),
    ),
    ("Record", "transcribeCallback"): Callback(
        (
            ("TranscriptionSid", "{transcription_sid}"),
            ("TranscriptionText", "Hello, please call me back."),
            ("TranscriptionStatus", "completed"),
            ("TranscriptionUrl", f"{API}/Transcriptions/{{transcription_sid}}"),
            ("RecordingSid", "{recording_sid}"),
            ("RecordingUrl", RECORDING_URL),
        ),
        needs=("transcribe", ("true",)),
    ),
    ("Record", "recordingStatusCallback"): Callback(
        (*RECORDING, ("RecordingSource", "RecordVerb")), alone=True
    ),
    ("Dial", "recordingStatusCallback"): Callback(
        (*RECORDING, ("RecordingSource", "DialVerb")), alone=True, needs=("record", ())
    ),
    ("Conference", "recordingStatusCallback"): Callback(
        (*RECORDING, ("RecordingSource", "Conference"), ("ConferenceSid", "{conference_sid}")),
        alone=True,
        needs=("record", ()),
    ),
    ("Conference", "statusCallback"): Callback(
        (
            *CALL,
            ("ConferenceSid", "{conference_sid}"),
            ("FriendlyName", "{text}"),
            ("SequenceNumber", "1"),
            ("StatusCallbackEvent", "conference-start"),
            TIME,
        ),
        alone=True,
        needs=("statusCallbackEvent", ()),
    ),
    **{(party, "statusCallback"): STATUS for party in PARTIES},
    **{(party, "amdStatusCallback"): DETECTION for party in PARTIES},
    ("Stream", "statusCallback"): Callback(
        (
            *CALL,
            ("StreamSid", "{stream_sid}"),
            ("StreamName", "{stream_sid}"),
            ("StreamEvent", "stream-started"),
            TIME,
        ),
        alone=True,
    ),
    ("Transcription", "statusCallbackUrl"): Callback(
        (
            *CALL,
            ("TranscriptionSid", "{transcription_sid}"),
            ("TranscriptionEvent", "transcription-started"),
            ("SequenceId", "1"),
            TIME,
        ),
        alone=True,
    ),
    ("Pay", "statusCallback"): Callback(
        (("For", "payment-card-number"), ("Attempt", "1"), ("PaymentMethod", "credit-card")),
    ),
    ("Message", "statusCallback"): Callback(MESSAGE),
    ("Sms", "statusCallback"): Callback(MESSAGE),
    # One page says that the call continues at the action, another that it is a status callback.
    ("Message", "action"): Callback(MESSAGE, certain=False),
}
"""By element and attribute."""


def find_choices(visit: Visit, _verb: Element | None = None) -> Iterator[Choice]:
    """Yield the callbacks of the verbs in a document that Twilio reaches."""
    for verb in verbs(visit.hop):
        for element, row in _with_nouns(visit, *verb):
            for name in element.attributes:
                if known := TABLE.get((element.name, name)):
                    yield from _callback(visit, element, row, name, known)
        if verb.tag.result and verb.may_end:
            return  # after a recording Twilio does not run the verbs below


def _with_nouns(visit: Visit, verb: Element, tag: Tag) -> Iterator[tuple[Element, Tag]]:
    yield verb, tag
    inside = GRAMMAR[visit.hop.product].inside
    for noun in verb.children:
        if row := inside(tag.name, noun.name):
            yield noun, row


def _callback(
    visit: Visit, element: Element, tag: Tag, name: str, known: Callback
) -> Iterator[Choice]:
    hop, address = visit.hop, element.attributes[name].strip()
    row = tag.attributes.get(name)
    if not address or row is None or not _is_called(element, known):
        return
    link = link_to(hop, address, element.attributes.get(row.method or f"{name}Method"))
    if link:
        fields = fill_in(hop, _reported(element, name, known), text=dialled(element))
        asked = link._replace(
            params=fields if known.alone else None,
            fields=() if known.alone else fields,
            refused=row.refused_code,
        )
        yield Choice(name, "callback", asked, certain=known.certain, via="callback")


def _reported(element: Element, name: str, known: Callback) -> Fields:
    """Return the report; for a leg of the call that of the last selected event."""
    wanted = element.attributes.get("statusCallbackEvent", "").split()
    if known is not STATUS or name != "statusCallback" or not set(wanted) & EVENTS.keys():
        return known.fields
    if "completed" in wanted:
        return known.fields
    status = next(EVENTS[each] for each in reversed(wanted) if each in EVENTS)
    left = [pair for pair in known.fields if pair[0] not in ENDED]
    return tuple((key, status if key == "CallStatus" else value) for key, value in left)


def _is_called(element: Element, known: Callback) -> bool:
    name, values = known.needs
    value = element.attributes.get(name, "").strip()
    if not name:
        return True
    return value in values if values else value not in ("", "false", "do-not-record")


CALLBACK = Continuation(
    "callback", "choice", choices=find_choices, label="a callback: Twilio does not run the response"
)
