"""The callbacks of a document: Twilio reports to these URLs, and does not run the responses.

Each is delivered once, with its default event. Sources: the page of each verb and noun below
https://www.twilio.com/docs/voice/twiml
"""

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.explore.continuations.continuation import (
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
from twiml_check.vocabulary.callbacks import (
    CONFERENCE,
    DETECTION,
    LEG,
    LEG_ENDED,
    LIVE,
    PARTIAL,
    PAYING,
    RECORDING,
    STREAM,
    TRANSCRIPT,
)
from twiml_check.vocabulary.events import EVENTS
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.shapes import Tag

MESSAGE: Fields = (
    ("SmsSid", "{sent_sid}"),
    ("SmsStatus", "sent"),
    ("MessageStatus", "sent"),
    ("MessageSid", "{sent_sid}"),
)


class Callback(NamedTuple):
    """The report that Twilio sends to the URL of one attribute."""

    event: str
    """The row of `EVENTS` that says how its response is judged."""
    fields: Fields
    alone: bool = False
    """True if it has no parameters of the call."""
    needs: tuple[str, tuple[str, ...]] = ("", ())
    """Twilio sends it only if this attribute has one of these values; without values, any value."""
    certain: bool = True


STATUS = Callback("call-progress", LEG)
DETECTED = Callback(
    "amd", DETECTION, alone=True, needs=("machineDetection", ("Enable", "DetectMessageEnd"))
)
WANTED = {"initiated": "initiated", "ringing": "ringing", "answered": "in-progress"}
"""Event of a callback -> its CallStatus."""
PARTIES = ("Number", "Client", "Sip", "WhatsApp")


def _recording(*more: tuple[str, str], needs: tuple[str, tuple[str, ...]] = ("", ())) -> Callback:
    return Callback("recording-status", (*RECORDING, *more), alone=True, needs=needs)


TABLE: dict[tuple[str, str], Callback] = {
    ("Gather", "partialResultCallback"): Callback(
        "partial-result", PARTIAL, needs=("input", ("speech", "dtmf speech", "speech dtmf"))
    ),
    ("Record", "transcribeCallback"): Callback(
        "transcription", TRANSCRIPT, needs=("transcribe", ("true",))
    ),
    ("Record", "recordingStatusCallback"): _recording(("RecordingSource", "RecordVerb")),
    ("Dial", "recordingStatusCallback"): _recording(
        ("RecordingSource", "DialVerb"), needs=("record", ())
    ),
    ("Conference", "recordingStatusCallback"): _recording(
        ("RecordingSource", "Conference"),
        ("ConferenceSid", "{conference_sid}"),
        needs=("record", ()),
    ),
    ("Conference", "statusCallback"): Callback(
        "conference", CONFERENCE, alone=True, needs=("statusCallbackEvent", ())
    ),
    **{(party, "statusCallback"): STATUS for party in PARTIES},
    **{(party, "amdStatusCallback"): DETECTED for party in PARTIES},
    ("Stream", "statusCallback"): Callback("stream-status", STREAM, alone=True),
    ("Transcription", "statusCallbackUrl"): Callback("live-transcript", LIVE, alone=True),
    ("Pay", "statusCallback"): Callback("pay-status", PAYING),
    ("Message", "statusCallback"): Callback("message-status", MESSAGE),
    ("Sms", "statusCallback"): Callback("message-status", MESSAGE),
    # One page says that the call continues at the action, another that it is a status callback.
    ("Message", "action"): Callback("message-status", MESSAGE, certain=False),
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
        whom = dialled(element)
        fields = fill_in(hop, _reported(element, name, known), to=whom, room=whom)
        # The table of attributes knows the number, and the hop is one of a call or a message.
        event = EVENTS[known.event]._replace(product=hop.product, failure_code=row.refused_code)
        asked = link._replace(
            params=fields if known.alone else None,
            fields=() if known.alone else fields,
            event=event,
        )
        yield Choice(name, "callback", asked, certain=known.certain, via="callback")


def _reported(element: Element, name: str, known: Callback) -> Fields:
    """Return the report; for a leg of the call that of the last selected event."""
    wanted = element.attributes.get("statusCallbackEvent", "").split()
    if known is not STATUS or name != "statusCallback" or not set(wanted) & WANTED.keys():
        return known.fields
    if "completed" in wanted:
        return known.fields
    status = next(WANTED[each] for each in reversed(wanted) if each in WANTED)
    left = [pair for pair in known.fields if pair[0] not in LEG_ENDED]
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
