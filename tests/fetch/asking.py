"""How these tests ask: one request to a test server, sent by a fetcher of its own."""

from __future__ import annotations

from typing import Any

from twiml_check.fetch import Fetcher
from twiml_check.model.exchange import Answer, Fields, Request
from twiml_check.web.url import bare

HEADERS: Fields = (("Host", "hooks.example"), ("User-Agent", "TwilioProxy/1.1"), ("Accept", "*/*"))


def post(url: str, body: bytes = b"Body=Hi", **changes: Any) -> Request:
    """A POST to `url`, credentials and fragment included."""
    wanted = {"method": "POST", "target": bare(url), "headers": HEADERS, **changes}
    return Request(url=url, params=(), body=body, **wanted)


def ask(url: str, **options: Any) -> Answer:
    """One exchange with a fetcher that is closed afterwards; options of Fetcher and of send."""
    own = {name: options.pop(name) for name in ("verify", "ca_bundle") if name in options}
    with Fetcher(**own) as fetcher:
        return fetcher.send(post(url), **options)


def cause(answer: Answer) -> str | None:
    """Why there was no usable answer."""
    return answer.failure.cause if answer.failure else None
