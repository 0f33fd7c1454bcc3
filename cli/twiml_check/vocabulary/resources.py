"""What a document points at: files, streams and branches, and what Twilio makes of them.

A branch is a document that is not run on the call itself: what a dialled party or a waiting caller
hears. Each may hold a few verbs only, and Twilio sends some parameters more for it.
"""

from typing import NamedTuple

from twiml_check.model.exchange import Fields
from twiml_check.model.finding import Level

URL_TYPES = ("url", "relative-or-absolute-url")
"""Types of attributes that hold the address of a web server."""
NO_MEDIA = (
    *("text/html", "text/xml", "application/xml", "application/xhtml+xml"),
    *("application/json", "application/octet-stream"),
)
"""What no channel sends as a file; the list of what they do send grows, and differs by channel."""
MEGABYTE = 1024 * 1024
"""The larger of its two meanings: which one Twilio has is not published."""
MEDIA_LIMITS = {"sms": 5 * MEGABYTE, "mms": 5 * MEGABYTE, "whatsapp": 16 * MEGABYTE}
"""Bytes of all files of one message, by event: https://www.twilio.com/docs/api/errors/11751"""
MOST_MEDIA = 10
"""Files of one message."""

TOO_LATE = {94100: 94101}
"""What Twilio logs in place of `Attribute.refused_code` when the address answers too late."""

STREAMS = ("stream", "relay")
"""Targets that are WebSockets."""
STREAM_CODES = {
    "connect-timeout": 31901,
    "answer-timeout": 31901,
    "connection-refused": 31902,
    "dns-failure": 31904,
    "private-address": 31904,
    "unreachable": 31904,
    "tls-handshake": 31910,
    "tls-to-plain-port": 31910,
    "tls-name-mismatch": 31910,
    "tls-expired": 31910,
    "tls-untrusted": 31910,
}
"""Twilio's number when a stream cannot be opened, by cause."""
STREAM_ADVICE = {
    "tls-to-plain-port": "use the port that speaks TLS, or set up TLS on this one",
    "answer-timeout": "let the server complete the WebSocket handshake: respond with 101 at once",
}
"""What to do about a cause where the advice for a webhook does not fit a stream."""
NO_HANDSHAKE = "the handshake was not completed"
"""What a time-out means for a stream."""
STREAM_REFUSED = 31920
"""The same for all other causes: https://www.twilio.com/docs/api/errors/31920"""
RELAY_FAILED = 64102
"""<ConversationRelay> has one number for all: https://www.twilio.com/docs/api/errors/64102"""

DOCS = "https://www.twilio.com/docs/voice/twiml"


class BranchRow(NamedTuple):
    """What Twilio's pages say of one kind."""

    home: str
    """Where its address stands, as it reads in a sentence."""
    verbs: tuple[str, ...]
    """All that may stand in it."""
    level: Level
    """How bad another verb is; only for a conference is there a number."""
    params: Fields
    """Added to those of the call; `{call_sid}` and the like are filled in by `request`."""
    doc: str
    other_leg: bool = False
    """Whether it is heard on another leg of the call."""


BRANCHES: dict[str, BranchRow] = {
    # The page names Play, Say, Gather and Hangup; the others do no harm.
    "whisper": BranchRow(
        "what the dialled party hears",
        ("Say", "Play", "Pause", "Gather", "Hangup", "Redirect"),
        "info",
        (
            ("CallSid", "{other_sid}"),
            ("ParentCallSid", "{call_sid}"),
            ("Direction", "outbound-dial"),
        ),
        f"{DOCS}/number",
        other_leg=True,
    ),
    "dequeue": BranchRow(
        "what the queued caller hears before the connection",
        ("Say", "Play", "Pause", "Redirect"),
        "warning",
        (
            ("CallSid", "{other_sid}"),
            ("QueueSid", "{queue_sid}"),
            ("QueueTime", "12"),
            # Twilio spells it so.
            ("DequeingCallSid", "{call_sid}"),
        ),
        f"{DOCS}/queue",
        other_leg=True,
    ),
    "hold": BranchRow(
        "the waitUrl of a conference",
        ("Say", "Play", "Pause", "Redirect"),
        "error",
        (),
        f"{DOCS}/conference",
    ),
    "queue": BranchRow(
        "the waitUrl of a queue",
        ("Say", "Play", "Pause", "Hangup", "Redirect", "Leave", "Gather"),
        "warning",
        (
            ("QueuePosition", "1"),
            ("QueueSid", "{queue_sid}"),
            ("QueueTime", "0"),
            ("AvgQueueTime", "0"),
            ("CurrentQueueSize", "1"),
            ("MaxQueueSize", "1000"),
        ),
        f"{DOCS}/enqueue",
    ),
}
"""By the `Attribute.branch` of the address that leads there."""
