"""The parameters that a verb reports together: `DialCallStatus=busy` comes with a DialCallSid.

The actions of an explored call and `--param` use the same rows. Sources: the page of each verb
below https://www.twilio.com/docs/voice/twiml
"""

from twiml_check.model.exchange import Fields
from twiml_check.vocabulary.events import ENTERED, UNDERSTOOD

ANY = ""
"""Each value without its own row."""
OVER: Fields = (("CallStatus", "completed"),)
"""The caller has hung up."""

TALKED: Fields = (
    ("DialCallSid", "{other_sid}"),
    ("DialCallDuration", "42"),
    ("DialBridged", "true"),
)
MISSED: Fields = (("DialCallSid", "{other_sid}"), ("DialBridged", "false"))
WAITED: Fields = (("QueueSid", "{queue_sid}"), ("QueueTime", "31"))
SESSION: Fields = (("SessionId", "{session_sid}"), ("SessionDuration", "25"))
CARD: Fields = (
    ("PaymentCardNumber", "xxxx-xxxxxx-x4001"),
    ("PaymentCardType", "visa"),
    ("ExpirationDate", "0530"),
    ("SecurityCode", "***"),
    ("PaymentCardPostalCode", "94109"),
)
BANK: Fields = (
    ("BankAccountNumber", "*******92"),
    ("BankRoutingNumber", "110000000"),
    ("BankAccountType", "consumer-checking"),
)
TOKEN: Fields = (("PaymentToken", "tok_sample"), ("ProfileId", ""))
KEYED: Fields = (("Digits", "#"),)
"""Comes with a <Record> that ended with a key. The recording of a <Dial> has no Digits."""

COMPANIONS: dict[str, dict[str, Fields]] = {
    # A conference has no leg, so its "answered" comes alone.
    "DialCallStatus": {"completed": TALKED, "answered": (), ANY: MISSED},
    "QueueResult": {
        "queue-full": (),
        "error": (),
        "system-error": (),
        "hangup": (*OVER, *WAITED),
        ANY: WAITED,
    },
    "SessionStatus": {
        "ended": (*SESSION, ("HandoffData", '{"reasonCode":"live-agent"}')),
        "failed": (
            *SESSION,
            ("ErrorCode", "39001"),
            ("ErrorMessage", "Network connection to WebSocket server failed."),
        ),
        "completed": (*OVER, *SESSION),
        ANY: SESSION,
    },
    "ReferCallStatus": {
        "failed": (("ReferSipResponseCode", "603"),),
        ANY: (("ReferSipResponseCode", "202"), ("NotifySipResponseCode", "200")),
    },
    "Result": {
        "success": (("PaymentMethod", "credit-card"), *TOKEN),
        "caller-hung-up": OVER,
        ANY: (("PaymentError", ""),),
    },
    "PaymentMethod": {"ach-debit": BANK, ANY: CARD},
    "RecordingUrl": {ANY: (("RecordingSid", "{recording_sid}"), ("RecordingDuration", "6"))},
    "SpeechResult": {ANY: UNDERSTOOD},
    "Digits": {"hangup": OVER, ANY: ENTERED},
    "SmsStatus": {ANY: (("SmsSid", "{sent_sid}"),)},
}
"""Parameter -> its value -> the parameters with it, which may have their own row below."""


def companions(name: str, value: str) -> Fields:
    """Return the parameters that come with this value of a parameter."""
    rows = COMPANIONS.get(name, {})
    return rows.get(value, rows.get(ANY, ()))


def report(name: str, value: str) -> Fields:
    """Return the parameter and those that come with it."""
    return ((name, value), *companions(name, value))
