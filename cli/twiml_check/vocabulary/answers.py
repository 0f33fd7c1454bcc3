"""What Twilio does with a response, by status and by content type.

Sources: https://www.twilio.com/docs/voice/twiml#twilios-request-to-your-application,
https://www.twilio.com/docs/messaging/twiml, https://www.twilio.com/docs/api/errors/11216,
https://www.twilio.com/docs/api/errors/12300
"""

FOLLOWED = (301, 302, 303, 307)
"""The only redirects that Twilio follows."""
LOSES_FIELDS = (301, 302, 303)
"""The redirects after which a POST continues as a GET."""
SIZE_LIMIT = 65_536
"""Bytes of a document: https://www.twilio.com/docs/api/errors/11750"""
INLINE_LIMIT = 4000
"""Characters of a document that is passed to the REST API."""
TOO_LONG_INLINE = 32018
"""Twilio's number for a longer document: https://www.twilio.com/docs/api/errors/32018"""
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
"""Failures of the body alone: the status has arrived."""
STATUS_ADVICE = {
    101: "respond in plain HTTP on this route: Twilio did not request another protocol",
    400: "run with -vv to see the request and the response",
    401: "write user:password@ in the URL, or let this route work without a login",
    403: "turn CSRF protection off for this route",
    404: "check the path, and check that the new version is deployed",
    405: "let the route accept {method}; Twilio sends POST by default",
    408: "raise the time limit of the server, or of the proxy in front of it",
    411: "check the proxy in front of the server: the request had a Content-Length",
    413: "raise the size limit of the server, or of the proxy in front of it",
    415: "let the route accept application/x-www-form-urlencoded",
    419: "turn CSRF protection off for this route",
    422: "let the route accept a form with Twilio's parameters; -v shows them",
    429: "remove the rate limit for this route: Twilio does not wait and try again",
    500: "look in the log of the webhook: the webhook failed",
    502: "start the server behind the proxy, or correct its address in the proxy",
    503: "start the server, or wait until it runs",
    504: "make the server behind the proxy respond faster",
}
"""The help for each status."""
TUNNEL_DOWN = "ERR_NGROK_3200"
"""The value of Ngrok-Error-Code of a stopped tunnel: https://ngrok.com/docs/errors/err_ngrok_3200/"""
MISSING_SLASH = b"APPEND_SLASH"
"""Is on the page of Django when it does not redirect a POST to the path with a slash."""
AFTER_GATHER = "if this is the action of a <Gather>, add --param Digits=1"
UNSIGNED = (
    "if the webhook checks signatures, add --auth-token, and --public-url behind a proxy or tunnel"
)
SIGNED = (
    "the request was signed for {url}; the webhook uses another URL or another token "
    "(see --public-url), or CSRF protection rejects the request"
)
"""The help for 400 or 403: the request had no signature, or had one."""
