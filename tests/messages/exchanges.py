"""Answers over HTTP, and none: one for each thing that a rule can say of them."""

from collections.abc import Iterator

from tests.messages.drawing import Sample, exchange
from tests.rules.telling import URL, answer, asking, hop
from twiml_check.model.exchange import Answer, TransportError
from twiml_check.model.run import Hop, Mode
from twiml_check.read.twiml import read_twiml

FAILED: dict[str, str] = {
    "unusable-url": 'its port "0" is not a number from 1 to 65535',
    "dns-failure": "shop.example.com",
    "private-address": "192.168.0.7",
    "connection-refused": "127.0.0.1:5000",
    "connect-timeout": "shop.example.com:443: no data for 5000 ms",
    "unreachable": "shop.example.com:443: Network is unreachable",
    "connection-reset": "in the middle of the body",
    "connection-closed": "",
    "answer-timeout": "no response within 15 s",
    "short-head": "",
    "not-http": 'the first line is "SSH-2.0-OpenSSH_9.6"',
    "plain-http-to-tls-port": "the server reports that",
    "bad-cookie": "the cookie has no name",
    "too-many-headers": "got more than 100 headers",
    "header-too-large": "got more than 65536 bytes when reading header line",
    "short-body": "39 bytes are missing",
    "bad-compression": "gzip",
    "body-too-large": "more than 65,536 bytes",
    "empty-chunked": "",
    "tls-handshake": "the server closed the connection",
    "tls-to-plain-port": "shop.example.com:443",
    "tls-name-mismatch": "www.example.org, example.org, not shop.example.com",
    "tls-expired": "certificate has expired",
    "tls-untrusted": "self-signed certificate",
}
"""Cause and what was seen, as the fetcher words it."""

SIGNED = ("X-Twilio-Signature", "c2lnbmF0dXJl")
STATUSES = (101, 400, 401, 404, 405, 408, 411, 413, 415, 419, 422, 429, 500, 502, 503, 504)
AUDIO = answer(b"", "audio/mpeg")
CIRCLE = tuple(f"https://shop.example.com/{name}" for name in "aba")


def _moved(status: int, location: str | None = "/next") -> Answer:
    headers = (("Location", location),) if location is not None else ()
    return answer(b"", None, *headers, status=status)


def failures() -> Iterator[Sample]:
    """All the ways in which there is no answer."""
    for cause, detail in FAILED.items():
        yield exchange(cause, hop("sms", Answer(None, (), b"", 3.0, TransportError(cause, detail))))


def statuses() -> Iterator[Sample]:
    """Answers with another status than 200."""
    for status in STATUSES:
        said = answer(b"Not today", "text/plain", status=status)
        yield exchange("http-error", hop("voice", said))
    refused = answer(b"", None, status=403)
    yield exchange("http-error", hop("sms", refused))
    yield exchange("http-error", hop("sms", refused, asking(URL, "POST", SIGNED)))
    once_post = hop("sms", answer(b"", None, status=405), asking(URL, "GET"), via="http-redirect")
    yield exchange("http-error", once_post)
    function = asking("https://shop-1234.twil.io/sms")
    yield exchange("http-error", hop("sms", answer(b"", None, status=500), function))
    yield exchange("http-error", hop("call-status", answer(b"", None, status=500)))
    yield exchange("invalid-http-redirect", hop("sms", _moved(308)))
    yield exchange("invalid-http-redirect", hop("sms", _moved(302, None)))
    yield exchange("invalid-http-redirect", hop("sms", _moved(302, "ftp://example.com/")))
    tenth = hop("sms", _moved(302), redirects=10, handling="redirect")
    yield exchange("too-many-http-redirects", tenth)
    yield exchange("too-many-http-redirects", tenth._replace(loop=CIRCLE))
    elsewhere = _moved(301, "https://www.shop.example.com/hook/")
    yield exchange("lost-fields", hop("sms", elsewhere, handling="redirect"))
    yield exchange("no-content", hop("voice", answer(b"", None, status=204)))
    yield exchange("no-content", hop("sms", answer(b"", None, status=204)))


def contents() -> Iterator[Sample]:
    """Answers whose headers or body are not what they should be."""
    text, public = answer(b"<Response/>", "text/plain"), asking("http://shop.example.com/hook")
    yield exchange("missing-content-type", hop("sms", answer(content_type=None)))
    yield exchange("wrong-content-type", hop("sms", answer(b"{}", "application/json")))
    yield exchange("twiml-as-text", hop("voice", text))
    yield exchange("twiml-as-text", hop("sms", text))
    yield exchange("blank-text", hop("voice", answer(b" ", "text/plain")))
    yield exchange("blank-text", hop("sms", answer(b" ", "text/plain")))
    yield exchange("unplayable-audio", hop("voice", AUDIO))
    yield exchange("unplayable-audio", hop("voice", answer(b"OggS", "audio/ogg")))
    yield exchange("html-content-type", hop("sms", answer(content_type="text/html")))
    yield exchange("compressed-answer", hop("sms", answer(compressed="gzip")))
    body = f"<Response><Message>{'a' * 64_100}</Message></Response>".encode()
    yield exchange("near-size-limit", hop("sms", answer(body)))
    yield exchange("plain-http", hop("sms", request=public))
    through = asking("http://shop.example.com/next")
    yield exchange("lost-https", hop("sms", request=through._replace(downgraded=True)))
    yield exchange("bad-override", hop("sms", request=asking(f"{URL}#e=atlantis&ct=5")))
    yield exchange("charset-mismatch", _latin())
    yield exchange("silent-end", hop("voice"))
    slow, budget = answer()._replace(elapsed_ms=812.4), Mode(max_ms=500)
    yield exchange("slow-answer", hop("sms", slow, mode=budget))
    late = hop("sms", slow, mode=budget, redirects=2, spent_ms=1400)
    yield exchange("slow-answer", late)


def _latin() -> Hop:
    body = "<Response><Message>Café</Message></Response>".encode()
    given = answer(body, "text/xml; charset=iso-8859-1")
    return hop("sms", given, document=read_twiml(body, "iso-8859-1"))


def walks() -> Iterator[Sample]:
    """What shows only when one document has led to another."""
    again = answer(b"<Response><Redirect>/b</Redirect></Response>")
    yield exchange("redirect-loop", hop("sms", again, repeats=1, loop=CIRCLE))
    yield exchange("redirect-loop", hop("voice", again, repeats=1, loop=CIRCLE))
    yield exchange("redirect-loop", hop("voice", again, repeats=1, loop=CIRCLE, heard=("Say",)))
    yield exchange("document-limit", hop("sms", again, cut_off=True))
    dials = answer(b"<Response><Dial>+12025550144</Dial></Response>")
    yield exchange("dial-in-whisper", hop("voice", dials, branch="whisper"))
    for branch in ("whisper", "dequeue", "hold", "queue"):
        record = answer(b"<Response><Record action='/r'/></Response>")
        yield exchange("wrong-aside-verb", hop("voice", record, branch=branch))
    third = answer(b"<Response>" + b"<Message>Hi</Message>" * 3 + b"</Response>")
    yield exchange("too-many-messages", hop("sms", third, sent=9))
