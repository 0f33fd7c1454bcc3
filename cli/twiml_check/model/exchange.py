"""One exchange: the event, the request that Twilio sends, and the response."""

from typing import Literal, NamedTuple

from twiml_check.web.url import Url

Product = Literal["voice", "messaging"]
Fields = tuple[tuple[str, str], ...]
"""Names and values in the order of the request; a name may occur more than once."""


class JsonReply(NamedTuple):
    """The JSON that Twilio reads in a response to an event that wants no TwiML."""

    reader: str
    """The product that reads the response."""
    example: str
    """A response that the product understands."""
    unread: str
    """What the product does with a response that has no JSON, as the end of a sentence."""
    read: str
    """What the product does with the JSON; `{}` is its instruction, or the names in it."""
    failed: str
    """What the product does when the webhook responds with an error."""
    silence: str
    """What the product does when the webhook does not respond."""
    type_code: int | None = None
    """Twilio's number for a body that is not application/json; None where nothing is documented."""
    json_code: int | None = None
    """Twilio's number for a body that is not valid JSON."""
    changes: tuple[str, ...] = ()
    """The names that the product reads; each has a string as its value."""
    key: str = ""
    """The name that must be there, or empty."""
    key_code: int | None = None
    """Twilio's number when that name is missing."""
    words: tuple[str, ...] = ()
    """The values that name may have."""
    word_code: int | None = None
    """Twilio's number for another value."""
    needs: tuple[tuple[str, str, int], ...] = ()
    """A value, the name that it needs next to it, and Twilio's number when that is missing."""


class Variant(NamedTuple):
    """How the parameters of an event differ when the user sets one of them."""

    name: str
    values: tuple[str, ...]
    """The values that make the difference; empty for every value."""
    fields: Fields = ()
    """The parameters that are added, or have another value."""
    without: tuple[str, ...] = ()
    """The parameters that are not sent."""


class Event(NamedTuple):
    """A kind of request that Twilio makes, one row of `vocabulary.events`."""

    name: str
    """The name for --event."""
    product: Product
    summary: str
    """One line for --event list."""
    params: Fields
    """Parameters in the order of the request; `request` fills in placeholders such as `{from}`."""
    later: Fields = ()
    """Values that change after the first request (CallStatus becomes in-progress)."""
    first_only: tuple[str, ...] = ()
    """Parameters that only the first request has (CallToken, StirVerstat)."""
    content_type: str = "application/x-www-form-urlencoded"
    space: Literal["+", "%20"] = "+"
    """The encoding of a space in a value."""
    callback: bool = False
    """True if Twilio does not expect TwiML, and no person waits for it: a status callback."""
    failure_code: int = 11200
    """The number that Twilio logs if the webhook responds with an error."""
    doc: str = ""
    reply: JsonReply | None = None
    """What Twilio reads in the response to a callback; None where it ignores the body."""
    lost: str = ""
    """What is lost when a callback fails, one sentence; empty where nothing need be said."""
    late_code: int | None = None
    """What Twilio logs when the response takes too long; None for the usual number."""
    limit_ms: int = 15_000
    """For the whole response, at most."""
    group: str = ""
    """The heading of `--event list`; empty for that of the product."""
    variants: tuple[Variant, ...] = ()
    """How the parameters change with what the user sets."""

    @property
    def heading(self) -> str:
        """Return under which heading of `--event list` it is."""
        return self.group or ("Messages" if self.product == "messaging" else "Calls")


class Request(NamedTuple):
    """One HTTP request, ready to send."""

    method: str
    url: Url
    """The document's URL as Twilio knows it, with credentials and overrides; it is never sent."""
    target: Url
    """The URL that is requested and signed, without credentials, with a GET's parameters."""
    params: Fields
    """The webhook parameters, decoded; empty after an HTTP redirect that dropped them."""
    headers: Fields
    body: bytes
    connect: Url | None = None
    """Where to connect instead of `target`'s own host (--public-url)."""
    limit_ms: int = 15_000
    """The most time for the whole response: https://www.twilio.com/docs/api/errors/11205"""
    downgraded: bool = False
    """True if --public-url is https, and this is a plain http request to its host."""
    weight: int | None = None
    """Bytes of the sent body, if it is not kept here."""

    @property
    def size(self) -> int:
        """Return the bytes of the body."""
        return len(self.body) if self.weight is None else self.weight


OWN_LIMIT = "own-limit"
"""The cause of an exchange that failed because of a limit of this tool or machine."""


class TransportError(NamedTuple):
    """Why an exchange got no usable response."""

    cause: str
    """A row of `vocabulary.failures`, or `OWN_LIMIT`; also the word in the JSON report."""
    detail: str = ""
    """The exact observation, one line, shown to the user."""
    code: int | None = None
    """Twilio's number, if it differs from the row's (11203 instead of 11205)."""


class Answer(NamedTuple):
    """The response to one request, or why there was none."""

    status: int | None
    headers: Fields
    body: bytes
    """Decompressed, at most the size limit and one byte."""
    elapsed_ms: float
    failure: TransportError | None = None
    address: str | None = None
    """The IP address of the server."""
    compressed: str | None = None
    """The Content-Encoding, if there was one."""
    cause: str = ""
    """The exception of an app in this process; empty if there is none, or it is unknown."""
    cookies: str = ""
    """A hash of the cookies that it sets, if not all headers are kept."""

    @property
    def own_limit(self) -> str:
        """Return the limit of this tool or machine that prevented the exchange; empty if none."""
        return self.failure.detail if self.failure and self.failure.cause == OWN_LIMIT else ""

    @property
    def media_type(self) -> str:
        """Return the media type of the Content-Type, in lower case, without parameters."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """Return the charset parameter of the Content-Type."""
        for parameter in (self.header("Content-Type") or "").split(";")[1:]:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'") or None
        return None

    @property
    def size(self) -> int:
        """Return the announced bytes of the whole body, or else the bytes that were read."""
        announced = (self.header("Content-Length") or "").strip()
        if announced.isascii() and announced.isdigit() and len(announced) < 16:
            return int(announced)
        return len(self.body)

    def header(self, name: str) -> str | None:
        """Return the first value of a header, by name in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)
