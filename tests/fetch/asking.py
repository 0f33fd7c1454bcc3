"""How these tests ask: one request to a test server, sent by a fetcher of its own."""

from typing import Any

from twiml_check.fetch import Fetcher
from twiml_check.model.exchange import Answer, Fields, Request
from twiml_check.web.url import Url

HEADERS: Fields = (("Host", "hooks.example"), ("User-Agent", "TwilioProxy/1.1"), ("Accept", "*/*"))


def post(url: str, body: bytes = b"Body=Hi", connect: str = "", **changes: Any) -> Request:
    """A POST to `url`, credentials and fragment included."""
    wanted = {"method": "POST", "target": Url.parse(url).bare, "headers": HEADERS, **changes}
    inside = Url.parse(connect) if connect else None
    return Request(url=Url.parse(url), params=(), body=body, connect=inside, **wanted)


def ask(url: str, **options: Any) -> Answer:
    """One exchange with a fetcher that is closed afterwards; options of Fetcher and of send."""
    own = {name: options.pop(name) for name in ("verify", "ca_bundle") if name in options}
    with Fetcher(**own) as fetcher:
        return fetcher.send(post(url), **options)


def cause(answer: Answer) -> str | None:
    """Why there was no usable answer."""
    return answer.failure.cause if answer.failure else None
