"""What Twilio does with an answer, by status and by content type.

Sources: https://www.twilio.com/docs/voice/twiml#twilios-request-to-your-application,
https://www.twilio.com/docs/messaging/twiml, https://www.twilio.com/docs/api/errors/11216,
https://www.twilio.com/docs/api/errors/12300
"""

from __future__ import annotations

FOLLOWED = (301, 302, 303, 307)
"""The only redirects that Twilio follows."""
LOSES_FIELDS = (301, 302, 303)
"""Those after which a POST goes on as a GET."""
SIZE_LIMIT = 65_536
"""Bytes of a document: https://www.twilio.com/docs/api/errors/11750"""
INLINE_LIMIT = 4000
"""Characters of a document that is passed to the REST API."""
TOO_LONG_INLINE = 32018
"""Twilio's number for more: https://www.twilio.com/docs/api/errors/32018"""
MAX_REPLIES = 10
"""Replies to one incoming message: https://www.twilio.com/docs/api/errors/14109"""
MAX_REDIRECTS = 10
"""HTTP redirects in a row: https://www.twilio.com/docs/api/errors/11215"""
MAX_DOCUMENTS = 50
"""TwiML documents for one incoming message: https://www.twilio.com/docs/api/errors/14106"""
XML_TYPES = ("text/xml", "application/xml", "text/html")
TEXT_TYPES = ("text/plain",)
AUDIO_TYPES = (
    *("audio/mpeg", "audio/wav", "audio/aiff", "audio/ulaw", "audio/gsm", "audio/wave"),
    *("audio/x-wav", "audio/x-aifc", "audio/x-aiff", "audio/x-gsm"),
)
"""The list of https://www.twilio.com/docs/voice/twiml/play, the usual ones first."""
BODY_FAULTS = (
    "short-body",
    "bad-compression",
    "body-too-large",
    "empty-chunked",
    "connection-reset",
)
"""Failures that can befall a body when its status has arrived safely."""
STATUS_ADVICE = {
    101: "answer this route in plain HTTP: Twilio asked for no other protocol",
    400: "the webhook did not like the request; -vv shows what was sent and what it answered",
    401: "let Twilio in: put user:password@ into the URL, or keep this route outside the login",
    403: "look at the signature check and at CSRF protection of this route",
    404: "look at the path, and whether the new version is deployed",
    405: "the route does not take {method}; Twilio sends POST unless told otherwise",
    408: "the server gave up waiting",
    411: "the server wants a Content-Length, which was sent; look at the proxy before it",
    413: "the server finds the request too large; look at the proxy before it",
    415: "the route must take application/x-www-form-urlencoded",
    419: "keep this route outside CSRF protection",
    422: "let the route take the fields that Twilio sends, as a form; --event list shows the kinds",
    429: "Twilio does not wait and try again; take the limit off for this route",
    500: "the webhook crashed; its log says where",
    502: "the proxy found no server behind it",
    503: "the server is down or still starting",
    504: "the server behind the proxy took too long",
}
"""The one thing to look at, by status."""
UNSIGNED = (
    "if the webhook checks signatures, give --auth-token, and --public-url when it is behind a "
    "proxy or tunnel"
)
SIGNED = (
    "the request was signed for {url}; the webhook computes another URL or has another token "
    "(see --public-url), or CSRF protection refuses it"
)
"""For a refusal with 400 or 403, by whether the request had a signature."""
