"""One exchange: the event, the request that Twilio sends, and the answer to it."""

from typing import Literal, NamedTuple

from twiml_check.web.url import Url

Product = Literal["voice", "messaging"]
Fields = tuple[tuple[str, str], ...]
"""Names and values in wire order; a name may stand more than once."""


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
    """What the user types after --event."""
    product: Product
    summary: str
    """One line for --event list."""
    params: Fields
    """Parameters in wire order; `{message}`, `{from}` and the like are filled in by `request`."""
    later: Fields = ()
    """Values that change on every request after the first (CallStatus becomes in-progress)."""
    first_only: tuple[str, ...] = ()
    """Parameters that only the first request carries (CallToken, StirVerstat)."""
    content_type: str = "application/x-www-form-urlencoded"
    space: Literal["+", "%20"] = "+"
    """How a blank in a value is written on the wire."""
    callback: bool = False
    """True when Twilio wants no TwiML, and nobody waits for it: a status callback."""
    failure_code: int = 11200
    """What Twilio logs when the webhook answers with an error."""
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
    """The document's address as Twilio knows it, with credentials and overrides; never sent so."""
    target: Url
    """What is asked for and signed: no credentials, no fragment, a GET's parameters appended."""
    params: Fields
    """The webhook parameters, decoded; empty after an HTTP redirect that dropped them."""
    headers: Fields
    body: bytes
    connect: Url | None = None
    """Where to connect instead of `target`'s own host (--public-url)."""
    limit_ms: int = 15_000
    """For the whole answer, at most: https://www.twilio.com/docs/api/errors/11205"""
    downgraded: bool = False
    """True when --public-url is https and this asks its host for plain http."""
    weight: int | None = None
    """Bytes of the body, where it does not stand here as it was sent."""

    @property
    def size(self) -> int:
        """Return the bytes of the body."""
        return len(self.body) if self.weight is None else self.weight


OWN_LIMIT = "own-limit"
"""The cause of an exchange that failed for want of something that only this tool needs."""


class TransportError(NamedTuple):
    """Why an exchange gave no usable answer."""

    cause: str
    """A row of `vocabulary.failures`, or `OWN_LIMIT`; also the word in the JSON report."""
    detail: str = ""
    """What exactly was seen, one line, shown to the user."""
    code: int | None = None
    """Twilio's number where it differs from the row's (11203 instead of 11205)."""


class Answer(NamedTuple):
    """What came back for one request, or why nothing did."""

    status: int | None
    headers: Fields
    body: bytes
    """Decompressed, at most the size limit and one byte."""
    elapsed_ms: float
    failure: TransportError | None = None
    address: str | None = None
    """The IP address that answered."""
    compressed: str | None = None
    """The Content-Encoding, when there was one."""
    cause: str = ""
    """What an app in this process raised; empty when nothing, or nobody knows."""
    cookies: str = ""
    """A hash of those that it sets, where not all headers stand here."""

    @property
    def own_limit(self) -> str:
        """Return which limit of ours kept us from an answer; empty when none did."""
        return self.failure.detail if self.failure and self.failure.cause == OWN_LIMIT else ""

    @property
    def media_type(self) -> str:
        """Return what the Content-Type names, in lower case, without parameters; else nothing."""
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
        """Return the bytes of the whole body, as announced; else those that were read."""
        announced = (self.header("Content-Length") or "").strip()
        if announced.isascii() and announced.isdigit() and len(announced) < 16:
            return int(announced)
        return len(self.body)

    def header(self, name: str) -> str | None:
        """Return the first value of a header, by name in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)
