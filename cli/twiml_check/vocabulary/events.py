"""The parameters that Twilio sends for each event, in the order of the request.

Parameters that Twilio sends only sometimes (StirPassportToken, OptOutType, MessagingServiceSid) are
not in the table; `--param` adds them. Parameters without a value (`ToCity=`) are in the table.

Values may contain `{placeholders}`: `{from}`, `{to}`, `{body}`, values made from these
(`{wa_id}`, `{agent}`), `{target}` (the URL of the first request) and the SIDs of `SIDS`. Places
(`FromCity`) are those of the sample numbers; other numbers have other places (`request.places`).
"""

from typing import NamedTuple

from twiml_check.model.exchange import Event, Fields
from twiml_check.vocabulary import callbacks

VOICE_FORM = "application/x-www-form-urlencoded; charset=UTF-8"
"""A voice request has the charset of its form, a messaging request does not."""

SIDS: dict[str, str] = {
    "account_sid": "AC",
    "message_sid": "SM",
    "mms_sid": "MM",
    "media_sid": "ME",
    "call_sid": "CA",
}
"""Placeholder -> the first two letters of its SID."""
BELONGING: dict[str, str] = {
    "other_sid": "CA",
    "queue_sid": "QU",
    "recording_sid": "RE",
    "transcription_sid": "TR",
    "conference_sid": "CF",
    "stream_sid": "MZ",
    "session_sid": "VX",
    "sent_sid": "SM",
    "media_sid": "ME",
    "application_sid": "AP",
    "sip_domain_sid": "SD",
    "install_sid": "XE",
    **callbacks.SIDS,
}
"""The same for the parts of a call or message: the leg that it dials, its recording, its app."""


class Sample(NamedTuple):
    """The default sender and recipient of an event."""

    sender: str
    recipient: str
    body: str = ""
    scheme: str = ""
    """The scheme to put before a phone number without one: `whatsapp:`."""


SMS: Fields = (
    ("ToCountry", "US"),
    ("ToState", "TX"),
    ("SmsMessageSid", "{message_sid}"),
    ("NumMedia", "0"),
    ("ToCity", "SAN ANTONIO"),
    ("FromZip", "97201"),
    ("SmsSid", "{message_sid}"),
    ("FromState", "OR"),
    ("SmsStatus", "received"),
    ("FromCity", "PORTLAND"),
    ("Body", "{body}"),
    ("FromCountry", "US"),
    ("To", "{to}"),
    ("ToZip", "78205"),
    ("NumSegments", "1"),
    ("MessageSid", "{message_sid}"),
    ("AccountSid", "{account_sid}"),
    ("From", "{from}"),
    ("ApiVersion", "2010-04-01"),
)

MMS: Fields = (
    ("MediaContentType0", "image/jpeg"),
    ("ToCountry", "US"),
    ("ToState", "TX"),
    ("SmsMessageSid", "{mms_sid}"),
    ("NumMedia", "1"),
    ("ToCity", "SAN ANTONIO"),
    ("FromZip", "97201"),
    ("SmsSid", "{mms_sid}"),
    ("FromState", "OR"),
    ("SmsStatus", "received"),
    ("FromCity", "PORTLAND"),
    ("Body", "{body}"),
    ("FromCountry", "US"),
    ("To", "{to}"),
    ("ToZip", "78205"),
    ("NumSegments", "1"),
    ("MessageSid", "{mms_sid}"),
    ("AccountSid", "{account_sid}"),
    ("From", "{from}"),
    (
        "MediaUrl0",
        "https://api.twilio.com/2010-04-01/Accounts/{account_sid}/Messages/{mms_sid}/Media/{media_sid}",
    ),
    ("ApiVersion", "2010-04-01"),
)

WHATSAPP: Fields = (
    ("ExternalUserId", "{external_user_id}"),
    ("SmsMessageSid", "{message_sid}"),
    ("NumMedia", "0"),
    ("ProfileName", "Robin Sample"),
    ("MessageType", "text"),
    ("SmsSid", "{message_sid}"),
    ("WaId", "{wa_id}"),
    ("SmsStatus", "received"),
    ("Body", "{body}"),
    ("To", "{to}"),
    ("NumSegments", "1"),
    ("ReferralNumMedia", "0"),
    ("MessageSid", "{message_sid}"),
    ("AccountSid", "{account_sid}"),
    ("ChannelMetadata", "{channel_metadata}"),
    ("From", "{from}"),
    ("ApiVersion", "2010-04-01"),
)

# No capture of RCS is public: the order is WhatsApp's, the names are those of
# https://www.twilio.com/docs/messaging/guides/webhook-request
RCS: Fields = (
    ("SmsMessageSid", "{message_sid}"),
    ("NumMedia", "0"),
    ("SmsSid", "{message_sid}"),
    ("SmsStatus", "received"),
    ("Body", "{body}"),
    ("To", "{to}"),
    ("NumSegments", "1"),
    ("MessageSid", "{message_sid}"),
    ("AccountSid", "{account_sid}"),
    (
        "ChannelMetadata",
        '{"type":"rcs","data":{"context":{"agentId":"{agent}@rbm.goog","provider":"google"}}}',
    ),
    ("From", "{from}"),
    ("ApiVersion", "2010-04-01"),
)

VOICE: Fields = (
    ("Called", "{to}"),
    ("ToState", "TX"),
    ("CallerCountry", "US"),
    ("Direction", "inbound"),
    ("CallerState", "OR"),
    ("ToZip", "78205"),
    ("CallSid", "{call_sid}"),
    ("To", "{to}"),
    ("CallerZip", "97201"),
    ("ToCountry", "US"),
    ("StirVerstat", "TN-Validation-Passed-A"),
    # Twilio percent-encodes this value twice.
    (
        "CallToken",
        "%7B%22parentCallInfoToken%22%3A%22c2FtcGxl%22%2C%22identityHeaderTokens%22%3A%5B%5D%7D",
    ),
    ("CalledZip", "78205"),
    ("ApiVersion", "2010-04-01"),
    ("CalledCity", "SAN ANTONIO"),
    ("CallStatus", "ringing"),
    ("From", "{from}"),
    ("AccountSid", "{account_sid}"),
    ("CalledCountry", "US"),
    ("CallerCity", "PORTLAND"),
    ("ToCity", "SAN ANTONIO"),
    ("FromCountry", "US"),
    ("Caller", "{from}"),
    ("FromCity", "PORTLAND"),
    ("CalledState", "TX"),
    ("FromZip", "97201"),
    ("FromState", "OR"),
)

MESSAGE_STATUS: Fields = (
    ("SmsSid", "{message_sid}"),
    ("SmsStatus", "delivered"),
    ("MessageStatus", "delivered"),
    ("To", "{to}"),
    ("MessageSid", "{message_sid}"),
    ("AccountSid", "{account_sid}"),
    ("From", "{from}"),
    ("ApiVersion", "2010-04-01"),
)

CALL_STATUS: Fields = (
    ("Called", "{to}"),
    ("ToState", "OR"),
    ("CallerCountry", "US"),
    ("Direction", "outbound-api"),
    ("Timestamp", "Tue, 07 Jul 2026 16:20:05 +0000"),
    ("CallbackSource", "call-progress-events"),
    ("SipResponseCode", "200"),
    ("CallerState", "TX"),
    ("ToZip", "97201"),
    ("SequenceNumber", "0"),
    ("CallSid", "{call_sid}"),
    ("To", "{to}"),
    ("CallerZip", "78205"),
    ("ToCountry", "US"),
    ("CalledZip", "97201"),
    ("ApiVersion", "2010-04-01"),
    ("CalledCity", "PORTLAND"),
    ("CallStatus", "completed"),
    ("Duration", "1"),
    ("From", "{from}"),
    ("CallDuration", "49"),
    ("AccountSid", "{account_sid}"),
    ("CalledCountry", "US"),
    ("CallerCity", "SAN ANTONIO"),
    ("ToCity", "PORTLAND"),
    ("FromCountry", "US"),
    ("Caller", "{from}"),
    ("FromCity", "SAN ANTONIO"),
    ("CalledState", "OR"),
    ("FromZip", "78205"),
    ("FromState", "TX"),
)

FAILED: Fields = (("ErrorCode", "11200"), ("ErrorUrl", "{target}"))
"""The parameters about the failed request that Twilio sends to a fallback URL."""

CALL_STARTS = ("StirVerstat", "CallToken")
"""Only the first request of an incoming call has these."""
CALL_RUNS: Fields = (("CallStatus", "in-progress"),)
CALL_GOES_ON = {
    *("Digits", "FinishedOnKey", "SpeechResult", "Confidence", "UnstableSpeechResult"),
    *("RecordingUrl", "RecordingSid", "RecordingDuration", "DialCallStatus", "DialCallSid"),
    *("DialCallDuration", "DialBridged", "QueueResult", "QueueTime", "ReferCallStatus"),
    *("SessionId", "SessionStatus", "SessionDuration", "HandoffData", "Result", "SmsStatus"),
    *("QueueSid", "DequeingCallSid", "ReferSipResponseCode", "NotifySipResponseCode", "SmsSid"),
    *("PaymentMethod", "PaymentToken", "PaymentConfirmationCode", "PaymentCardNumber"),
    *("PaymentCardType", "ExpirationDate", "SecurityCode", "PaymentCardPostalCode", "ProfileId"),
    *("BankAccountNumber", "BankRoutingNumber", "BankAccountType", "PaymentError"),
    *("PayErrorCode", "ConnectorError"),
}
"""Parameters that only the action of a verb receives: a first request has none of these.

https://www.twilio.com/docs/voice/twiml/gather, and the pages of the other verbs. They name these
parameters for the action alone, and no page names them for <Redirect>. So Twilio sends them once.
Studio's page writes Digits into the query of the next URL for this reason:
https://www.twilio.com/docs/studio/widget-library/twiml-redirect
"""
ENTERED: Fields = (("msg", "Gather End"), ("FinishedOnKey", ""))
"""Together with Digits, if the timeout or the number of digits ended a <Gather>."""
UNDERSTOOD: Fields = (("Confidence", "0.9"),)
"""Together with SpeechResult."""

_RUNNING = tuple(
    pair for pair in (dict(VOICE) | dict(CALL_RUNS)).items() if pair[0] not in CALL_STARTS
)

_MESSAGING = "https://www.twilio.com/docs/messaging/guides/webhook-request"
_VOICE = "https://www.twilio.com/docs/voice/twiml"
_FALLBACK = "https://www.twilio.com/docs/usage/security/availability-reliability"

_ROWS = (
    Event("sms", "messaging", "a text message comes in", SMS, doc=_MESSAGING),
    Event("mms", "messaging", "a picture message comes in", MMS, doc=_MESSAGING),
    Event("whatsapp", "messaging", "a WhatsApp message comes in", WHATSAPP, doc=_MESSAGING),
    Event("rcs", "messaging", "an RCS message comes in", RCS, doc=_MESSAGING),
    Event(
        "voice",
        "voice",
        "a call comes in",
        VOICE,
        later=CALL_RUNS,
        first_only=CALL_STARTS,
        content_type=VOICE_FORM,
        doc=_VOICE,
    ),
    Event(
        "message-status",
        "messaging",
        "status callback: a message that you sent is delivered",
        MESSAGE_STATUS,
        callback=True,
        doc="https://www.twilio.com/docs/messaging/guides/track-outbound-message-status",
    ),
    Event(
        "call-status",
        "voice",
        "status callback: a call that you made has ended",
        CALL_STATUS,
        content_type=VOICE_FORM,
        space="%20",
        callback=True,
        failure_code=15003,
        doc="https://www.twilio.com/docs/voice/api/call-resource",
    ),
    Event(
        "sms-fallback",
        "messaging",
        "a text message comes in, and its first URL fails",
        (*SMS, *FAILED),
        first_only=("ErrorCode", "ErrorUrl"),
        doc=_FALLBACK,
    ),
    Event(
        "voice-fallback",
        "voice",
        "a call comes in, and its first URL fails",
        (*VOICE, *FAILED),
        later=CALL_RUNS,
        first_only=(*CALL_STARTS, "ErrorCode", "ErrorUrl"),
        content_type=VOICE_FORM,
        doc=_FALLBACK,
    ),
    *callbacks.events(_RUNNING),
)

EVENTS: dict[str, Event] = {event.name: event for event in _ROWS}
"""Every kind of request by its name for --event, in the order of the lists."""

DEFAULT_EVENT = "sms"

PERSON = "+15035550142"
NUMBER = "+12105550173"
"""Numbers from the block for fiction; `NUMBER` is the one rented from Twilio."""

SAMPLES: dict[str, Sample] = {
    **dict.fromkeys(EVENTS, Sample(PERSON, NUMBER, "Hello")),
    "sms": Sample(PERSON, NUMBER, "Hello"),
    "mms": Sample(PERSON, NUMBER),
    "whatsapp": Sample(PERSON, NUMBER, "Hello", scheme="whatsapp:"),
    "rcs": Sample(PERSON, "sample_brand_agent", "Hello", scheme="rcs:"),
    "voice": Sample(PERSON, NUMBER),
    "message-status": Sample(NUMBER, PERSON),
    "call-status": Sample(NUMBER, PERSON),
    "sms-fallback": Sample(PERSON, NUMBER, "Hello"),
    "voice-fallback": Sample(PERSON, NUMBER),
}
"""One row for each event."""
