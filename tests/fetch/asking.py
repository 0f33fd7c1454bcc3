"""How these tests ask: one request to a test server, sent by a fetcher of its own."""

import os
from typing import Any

from twiml_check.fetch import Fetcher
from twiml_check.fetch.exchange import AppConnection
from twiml_check.model.exchange import Answer, Fields, Request
from twiml_check.web.url import Origin, Url

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


class Lacking:
    """A way to an app that cannot be opened: on this port, or on all of them."""

    def __init__(self, error: Exception, port: int | None = None) -> None:
        self.error = error
        self.port = port
        self.asked = 0

    def __call__(self, where: Origin) -> AppConnection | None:
        if self.port not in (None, where.port):
            return None
        self.asked += 1
        raise self.error

    def close(self) -> None:
        """Nothing is open."""


def os_error(number: int) -> OSError:
    """What the operating system raises."""
    return OSError(number, os.strerror(number))
