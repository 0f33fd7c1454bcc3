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
    500: "look in the log of the webhook: it crashed",
    502: "start the server behind the proxy, or correct its address in the proxy",
    503: "start the server, or wait until it runs",
    504: "make the server behind the proxy respond faster",
}
"""The help for each status."""
TUNNEL_DOWN = "ERR_NGROK_3200"
"""The value of Ngrok-Error-Code without a tunnel: https://ngrok.com/docs/errors/err_ngrok_3200/"""
MISSING_SLASH = "you have APPEND_SLASH set"
"""Words of Django's exception when it does not redirect a POST to the path with a slash."""
REFUSED_HOSTS = (
    (r"add '([^'\n]{1,255})' to ALLOWED_HOSTS", 'add "{host}" to ALLOWED_HOSTS in the settings'),
    (r'config\.hosts << "([^"\n]{1,255})"', 'write config.hosts << "{host}" in the configuration'),
    (r'add "([^"\n]{1,255})" to `server\.allowedHosts`', 'add "{host}" to server.allowedHosts'),
)
"""The messages of Django, Rails and Vite about an unknown host, and the help."""
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
"""The messages of apps about a missing parameter of the request."""
LACKING_OF_TWILIO = (
    r"(?:KeyError|array key|index|reading|key not found)[^\w\n]{1,4}(\w{1,60})",
    r"""(?i)\b(?:no|missing) ["'`]?(\w{1,60})""",
    rf"(?i)\b(\w{{1,60}}) (?:{_ABSENT}|is undefined)",
)
"""More general messages: these count only where the name is one of Twilio's parameters."""
SAMPLES = {"Digits": "1", "SpeechResult": "yes", "RecordingDuration": "5"}
"""Values to try for a parameter; the reader chooses any other."""
NO_NEWS = ("error", "error page", "document")
"""Titles of error pages without information."""
AFTER_GATHER = "if this is the action of a <Gather>, give --param Digits=1"
UNSIGNED = (
    "if the webhook checks signatures, give --auth-token, and --public-url behind a proxy or tunnel"
)
SIGNED = (
    "compare this URL and the auth token with those that the webhook uses{public}; if they are the "
    "same, look for another check that rejects the request, such as CSRF protection"
)
"""The help for 403: the request had no signature, or had one."""
SIGNED_FOR = "the request was signed for the URL {url}"
TRIAL = "let the webhook accept {trial}: it accepted the plain request"
"""The help for a trial of a drill."""
OF_THE_TRIAL = (400, 401, 403, 404, 406, 409, 410, 422)
"""Statuses of which the special part of the trial is the cause, if the plain request got 200."""
REFUSALS = (400, 401, 403)
"""Statuses with which webhooks respond to a wrong signature, and to many other faults."""
