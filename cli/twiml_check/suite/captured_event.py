"""Twilio's parameters -> the event that they report. Pure."""

import re
from collections.abc import Mapping

from twiml_check.vocabulary.events import EVENTS

SID = r"[A-Z]{2}[0-9a-fA-F]{32}"
OWN_SIDS = ("CallSid", "MessageSid", "SmsSid", "SmsMessageSid", "AccountSid", "ConversationSid")
"""Every request from Twilio for an event of `EVENTS` has at least one of these."""
CALLBACKS = (
    ("live-transcript", ("TranscriptionEvent",)),
    ("transcription", ("TranscriptionSid",)),
    ("stream-status", ("StreamSid", "StreamEvent")),
    ("conference", ("ConferenceSid", "StatusCallbackEvent")),
    ("recording-status", ("RecordingSid", "RecordingStatus")),
    ("partial-result", ("CallSid", "Stability")),
    ("pay-status", ("CallSid", "For", "Attempt")),
    ("call-progress", ("CallSid", "ParentCallSid", "CallbackSource")),
    ("call-status", ("CallSid", "CallbackSource")),
)
"""The first event whose parameters are all there."""
ACTIONS = (
    ("voice-fallback", ("ErrorUrl",)),
    ("dial", ("DialCallStatus",)),
    ("enqueue", ("QueueResult",)),
    ("refer", ("ReferCallStatus",)),
    ("pay", ("Result",)),
    ("connect", ("SessionStatus",)),
    ("record", ("RecordingUrl",)),
    ("gather", ("SpeechResult",)),
    ("gather", ("Digits",)),
)
"""The same for a request of a call."""
ENDED = ("completed", "busy", "failed", "no-answer", "canceled")
SENT = ("accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed", "read")
PRE = r"on(Message|Conversation|Participant|User)(Add|Update|Remove)"
POST = r"on[A-Z][A-Za-z]*ed"
SCHEMES = (("whatsapp:", "whatsapp"), ("rcs:", "rcs"))


def is_of_twilio(params: Mapping[str, str]) -> bool:
    """Say whether parameters have a SID that Twilio sends."""
    return any(re.fullmatch(SID, params.get(name, "")) for name in OWN_SIDS)


def event_of(params: Mapping[str, str]) -> str:
    """Return the name of the event; empty if it is not known."""
    name = _of_product(params)
    name = name or next((event for event, names in CALLBACKS if _has(params, names)), "")
    if not name and params.get("MachineDetectionDuration") and "CallStatus" not in params:
        name = "amd"
    if not name and "CallSid" in params:
        name = _of_call(params)
    return name or _of_message(params)


def _has(params: Mapping[str, str], names: tuple[str, ...]) -> bool:
    return all(name in params for name in names)


def _of_product(params: Mapping[str, str]) -> str:
    """Return an event of TaskRouter or Conversations."""
    kind = params.get("EventType", "")
    if "ConversationSid" in params or kind.startswith("on"):
        if re.fullmatch(PRE, kind):
            return "conversation-pre"
        return "conversation-post" if re.fullmatch(POST, kind) else ""
    if "WorkspaceSid" not in params:
        return ""
    return "task-events" if kind else "task-assignment" if "ReservationSid" in params else ""


def _of_call(params: Mapping[str, str]) -> str:
    name = next((event for event, names in ACTIONS if _has(params, names)), "")
    if name:
        return name
    return "call-status" if params.get("CallStatus") in ENDED else "voice"


def _of_message(params: Mapping[str, str]) -> str:
    if not any(name in params for name in ("MessageSid", "SmsSid", "SmsMessageSid")):
        return ""
    if params.get("MessageStatus", params.get("SmsStatus")) in SENT:
        return "message-status"
    if "ErrorUrl" in params:
        return "sms-fallback"
    sender = params.get("From", "").lower()
    channel = next((event for scheme, event in SCHEMES if sender.startswith(scheme)), "")
    if channel:
        return channel
    return "mms" if params.get("NumMedia", "0") not in ("", "0") else "sms"


NAMES = frozenset(name for event in EVENTS.values() for name, _ in event.params)
"""Parameters of the events, to tell them from the query of a webhook's own URL."""
