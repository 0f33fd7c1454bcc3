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
MISSING_SLASH = "you have APPEND_SLASH set"
"""Words of the exception with which Django refuses to redirect a POST to the path with a slash."""
REFUSED_HOSTS = (
    (r"add '([^'\n]{1,255})' to ALLOWED_HOSTS", 'add "{host}" to ALLOWED_HOSTS in the settings'),
    (r'config\.hosts << "([^"\n]{1,255})"', 'write config.hosts << "{host}" in the configuration'),
    (r'add "([^"\n]{1,255})" to `server\.allowedHosts`', 'add "{host}" to server.allowedHosts'),
)
"""How Django, Rails and Vite say that they do not know the host, and the one change."""
_KIND = "(?:parameter|param|field|argument|key)"
_ABSENT = "(?:is|was) (?:required|missing|not (?:present|provided|set|found|given))"
_PLAIN = r"(?:(?:a|the|required|mandatory|request|form|query|post|body) ){0,3}"
LACKING = (
    rf"""(?i)missing {_PLAIN}{_KIND}s?(?: named)?[:\s"'`]{{1,4}}(\w{{1,60}})\b""",
    rf"""(?i)["'`](\w{{1,60}})["'`] (?:{_KIND} )?{_ABSENT}""",
    rf"(?i)\b(\w{{1,60}}) {_KIND} {_ABSENT}",
    rf"""(?i)required {_PLAIN}{_KIND} ["'](\w{{1,60}})["']""",
    r"param is missing or the value is empty(?: or invalid)?: (\w{1,60})",
    r'"type":\s?"missing",\s?"loc":\s?\["\w{1,20}",\s?"(\w{1,60})"\]',
)
"""How apps name a field of the request that they miss."""
LACKING_OF_TWILIO = (
    r"(?:KeyError|array key|index|reading|key not found)[^\w\n]{1,4}(\w{1,60})",
    r"""(?i)\b(?:no|missing) ["'`]?(\w{1,60})""",
    rf"(?i)\b(\w{{1,60}}) (?:{_ABSENT}|is undefined)",
)
"""The same in words that are about anything: these count where the name is one of Twilio's."""
SAMPLES = {"Digits": "1", "SpeechResult": "yes", "RecordingDuration": "5"}
"""Values to try a field with; others are left to the reader."""
NO_NEWS = ("error", "error page", "document")
"""Titles of error pages that say nothing."""
AFTER_GATHER = "if this is the action of a <Gather>, give --param Digits=1"
UNSIGNED = (
    "if the webhook checks signatures, give --auth-token, and --public-url when it is behind a "
    "proxy or tunnel"
)
SIGNED = (
    "compare this URL and the auth token with what the webhook validates{public}; if they are the "
    "same, look for another check that refuses the request, such as CSRF protection"
)
"""For a refusal with 403, by whether the request had a signature."""
SIGNED_FOR = "the request was signed correctly for URL {url}"
REFUSALS = (400, 401, 403)
"""What webhooks answer to a wrong signature, and to much else."""
