"""What came back from the addresses in a document (--probe): one for each thing to be said."""

from collections.abc import Iterator

from tests.messages.drawing import Sample, probe
from tests.rules.telling import answer
from twiml_check.model.exchange import Answer, TransportError
from twiml_check.model.run import Resource, ResourceKind
from twiml_check.model.source import Location
from twiml_check.web.url import NO_URL, Url

SITE = "https://shop.example.com"
PLAY = "<Play>/hello.mp3</Play>"
MENU = '<Gather action="/menu"><Say>Press one</Say></Gather><Say>Bye</Say>'
STREAM = '<Connect><Stream url="wss://shop.example.com/ws"/></Connect>'
RELAY = '<Connect><ConversationRelay url="wss://shop.example.com/ws"/></Connect>'
PICTURE = "<Message>Hi<Media>https://shop.example.com/cat.jpg</Media></Message>"


def target(kind: ResourceKind, what: str, reference: str, method: str = "GET") -> Resource:
    """An address; its place is found by `probe`."""
    url = reference if "://" in reference else SITE + reference
    return Resource(kind, Url.parse(url), reference, method, what, 1, Location(1, 1))


SOUND = target("sound", "the address in <Play>", "/hello.mp3")
ACTION = target("callback", "the action of <Gather>", "/menu", "POST")
WEBSOCKET = target("stream", "the address of <Stream>", "wss://shop.example.com/ws")
TALK = target("relay", "the address of <ConversationRelay>", "wss://shop.example.com/ws")
FILE = target("media", "the address in <Media>", f"{SITE}/cat.jpg")


def failed(cause: str, detail: str) -> Answer:
    """No answer."""
    return Answer(None, (), b"", 3.0, TransportError(cause, detail))


def samples() -> Iterator[Sample]:
    """All of them."""
    gone, html = answer(b"", None, status=404), answer(b"<p>", "text/html")
    refused = failed("connection-refused", "shop.example.com:443")
    moved = answer(b"", None, ("Location", "ftp://x/"), status=302)
    yield probe("unreachable-target", PLAY, SOUND, gone)
    yield probe("unreachable-target", PLAY, SOUND, refused)
    yield probe("unreachable-target", PLAY, SOUND, answer(b"", None, status=308))
    yield probe("unreachable-target", PLAY, SOUND, answer(b"", None, status=302))
    yield probe("unreachable-target", PLAY, SOUND, moved)
    yield probe("unreachable-target", PLAY, SOUND, answer(b"", None, status=405))
    again = answer(b"", None, ("Location", "/a"), status=302)
    yield probe("unreachable-target", PLAY, SOUND, again, redirects=10)
    yield probe("unreachable-target", MENU, ACTION, answer(b"", None, status=502), "HEAD")
    yield probe("unreachable-target", MENU, ACTION, gone, "HEAD")
    yield probe("not-audio", PLAY, SOUND, html)
    yield probe("not-audio", PLAY, SOUND, answer(b"a", None))
    yield probe("not-audio", PLAY, SOUND, answer(b"a", "audio/ogg"))
    yield probe("unsendable-media", PICTURE, FILE, html)
    yield probe("unsendable-media", PICTURE, FILE, answer(b"a", None))
    large = answer(b"a", "image/jpeg", ("Content-Length", "6000000"))
    yield probe("media-too-large", PICTURE, FILE, large)
    yield probe("media-too-large", PICTURE, FILE, large, before=1_000_000)
    yield probe("unreachable-stream", STREAM, WEBSOCKET, refused)
    yield probe("unreachable-stream", STREAM, WEBSOCKET, answer(b"", "text/html"))
    yield probe("unreachable-stream", RELAY, TALK, answer(b"", None, status=101))
    yield probe("relative-target", PLAY, SOUND._replace(url=NO_URL), gone)
