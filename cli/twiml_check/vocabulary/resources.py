"""What a document points at, and what Twilio makes of an answer from there."""

URL_TYPES = ("url", "relative-or-absolute-url")
"""Types of attributes that hold the address of a web server."""
SOUND_TYPES = frozenset(
    {
        *("audio/mpeg", "audio/wav", "audio/wave", "audio/x-wav", "audio/aiff", "audio/x-aifc"),
        *("audio/x-aiff", "audio/x-gsm", "audio/gsm", "audio/ulaw"),
    }
)
"""What <Play> plays: https://www.twilio.com/docs/voice/twiml/play"""
NO_MEDIA = frozenset(
    {
        *("text/html", "text/xml", "application/xml", "application/xhtml+xml"),
        *("application/json", "application/octet-stream"),
    }
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
STREAM_ADVICE = {"tls-to-plain-port": "use the port that speaks TLS, or set up TLS on this one"}
"""What to do about a cause where a webhook's advice is none: a stream cannot do without TLS."""
STREAM_REFUSED = 31920
"""The same for all other causes: https://www.twilio.com/docs/api/errors/31920"""
RELAY_FAILED = 64102
"""<ConversationRelay> has one number for all: https://www.twilio.com/docs/api/errors/64102"""
