"""What Twilio does with an answer, by status and by content type.

Sources: https://www.twilio.com/docs/voice/twiml#twilios-request-to-your-application,
https://www.twilio.com/docs/messaging/twiml, https://www.twilio.com/docs/api/errors/11216,
https://www.twilio.com/docs/api/errors/12300
"""

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
MAX_BODY = 1600
"""Characters of a message: https://www.twilio.com/docs/api/errors/14103"""
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
    400: "see with -vv what was sent and what the webhook answered",
    401: "let Twilio in: put user:password@ into the URL, or keep this route outside the login",
    403: "let this route past CSRF protection",
    404: "check the path, and that the new version is deployed",
    405: "let the route accept {method}; Twilio sends POST unless told otherwise",
    408: "raise the time limit of the server, or of the proxy in front of it",
    411: "check the proxy in front of the server: the Content-Length was sent",
    413: "raise the size limit of the server, or of the proxy in front of it",
    415: "let the route accept application/x-www-form-urlencoded",
    419: "keep this route outside CSRF protection",
    422: "let the route accept the fields that Twilio sends, as a form; -v shows them",
    429: "lift the rate limit for this route: Twilio does not wait and try again",
    500: "look in the log of the webhook: it crashed",
    502: "start the server behind the proxy, or correct its address there",
    503: "start the server, or wait until it is up",
    504: "make the server behind the proxy answer faster",
}
"""The one thing to look at, by status."""
TUNNEL_DOWN = "ERR_NGROK_3200"
"""What ngrok says in Ngrok-Error-Code: https://ngrok.com/docs/errors/err_ngrok_3200/"""
MISSING_SLASH = b"APPEND_SLASH"
"""Stands on the page with which Django refuses to redirect a POST to the path with a slash."""
AFTER_GATHER = "if this is the action of a <Gather>, give --param Digits=1"
UNSIGNED = (
    "if the webhook checks signatures, give --auth-token, and --public-url when it is behind a "
    "proxy or tunnel"
)
SIGNED = (
    "the request was signed for {url}; the webhook computes another URL or has another token "
    "(see --public-url), or CSRF protection refuses it"
)
"""For a refusal with 400 or 403, by whether the request had a signature."""
