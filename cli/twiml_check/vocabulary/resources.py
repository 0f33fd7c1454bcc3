"""What a document points to: files, streams and branches.

A branch is a document that does not run on the call itself: a dialed party or a waiting caller
hears it. A branch may contain only a few verbs. Twilio sends more parameters for it.
"""

from typing import NamedTuple

from twiml_check.model.exchange import Fields
from twiml_check.model.finding import Level
from twiml_check.web.address import HTTP, SOCKET

URL_SCHEMES = {"url": HTTP, "relative-or-absolute-url": HTTP, "ws-url": SOCKET}
"""Types of attributes that contain a URL, and the schemes that Twilio opens there."""
URL_TYPES = tuple(kind for kind, schemes in URL_SCHEMES.items() if schemes == HTTP)
"""Those of them that contain an http or https URL."""
NO_MEDIA = (
    *("text/html", "text/xml", "application/xml", "application/xhtml+xml"),
    *("application/json", "application/octet-stream"),
)
"""Types that no channel sends as a file. The list of allowed types grows and differs by channel."""
MEGABYTE = 1024 * 1024
"""The larger of its two meanings: Twilio does not document which one applies."""
MEDIA_LIMITS = {"sms": 5 * MEGABYTE, "mms": 5 * MEGABYTE, "whatsapp": 16 * MEGABYTE}
"""Bytes of all files of one message, by event: https://www.twilio.com/docs/api/errors/11751"""
MOST_MEDIA = 10
"""Files of one message."""

TOO_LATE = {94100: 94101}
"""What Twilio logs instead of `Attribute.refused_code` if the response is too late."""

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
STREAM_FAULTS = {
    "scheme": 31922,
    # https://www.twilio.com/docs/api/errors/11100
    "two-schemes": 11100,
    "no-domain": 31904,
    "missing-value": 31904,
}
"""Twilio's number for a URL of a stream that cannot be right, by kind of fault."""
STREAM_MALFORMED = 31923
"""The same for all other faults: https://www.twilio.com/docs/api/errors/31923"""
STREAM_ADVICE = {
    "tls-to-plain-port": "use the port that supports TLS, or set up TLS on this port",
    "answer-timeout": "let the server complete the WebSocket handshake: respond with 101 at once",
}
"""The help for a cause for which a webhook's help does not fit: a stream requires TLS."""
NO_HANDSHAKE = "the handshake was not completed"
"""The meaning of a timeout for a stream."""
STREAM_REFUSED = 31920
"""The same for all other causes: https://www.twilio.com/docs/api/errors/31920"""
RELAY_FAULTS = {"no-domain": 64102, "missing-value": 64102}
"""<ConversationRelay> has 64101 for the other faults of its URL."""
RELAY_FAILED = 64102
"""<ConversationRelay> has one number for all: https://www.twilio.com/docs/api/errors/64102"""

DOCS = "https://www.twilio.com/docs/voice/twiml"


class BranchRow(NamedTuple):
    """What Twilio's pages say about one kind of branch."""

    home: str
    """What the document is, as part of a sentence."""
    verbs: tuple[str, ...]
    """The verbs that are allowed in it."""
    level: Level
    """The level of any other verb; only a conference has a number for it."""
    params: Fields
    """Added to those of the call; `request` replaces placeholders such as `{call_sid}`."""
    doc: str
    other_leg: bool = False
    """Whether another leg of the call hears it."""


BRANCHES: dict[str, BranchRow] = {
    # The page names Play, Say, Gather and Hangup; the other verbs do no harm.
    "whisper": BranchRow(
        "the document that the dialed party hears",
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
        "the document that the queued caller hears before the connection",
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
        "the waitUrl document of a conference",
        ("Say", "Play", "Pause", "Redirect"),
        "error",
        (),
        f"{DOCS}/conference",
    ),
    "queue": BranchRow(
        "the waitUrl document of a queue",
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
"""By the `Attribute.branch` of the attribute that has its URL."""
