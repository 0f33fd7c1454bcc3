"""--wait: servers that were only just started get time to come up, before the first check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import monotonic, sleep
from typing import TYPE_CHECKING

from twiml_check.model.exchange import Answer
from twiml_check.web.url import Url

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher

PAUSE = 0.2
"""Seconds between two questions."""
PATIENCE_MS = 5_000
"""For one answer; a server that comes up may take a connection long before it answers."""
DOWN = {
    "dns-failure",
    "connection-refused",
    "connect-timeout",
    "unreachable",
    "connection-reset",
    "connection-closed",
    "answer-timeout",
}
"""Why there is no answer as long as a server is not there; what else fails is its own answer."""
GATEWAY = {502, 503, 504}
"""What a proxy or tunnel says as long as there is nobody behind it."""


def ensure_up(wait: float, fetcher: Fetcher, urls: Iterable[str]) -> None:
    """Wait until each server answers, but no longer than --wait in all; what it says is no matter.

    It is asked for HEAD / alone, so that nothing happens there. One that does not come up is
    checked like the others, and then it fails.
    """
    if not wait:
        return
    ends = monotonic() + wait
    for origin in _origins(urls):
        while _down(_look(fetcher, origin, ends - monotonic())) and monotonic() < ends:
            sleep(max(min(PAUSE, ends - monotonic()), 0.0))


def _origins(urls: Iterable[str]) -> Iterator[Url]:
    """Yield the root of each server once, in order."""
    for origin in dict.fromkeys(Url.parse(url).origin for url in urls):
        if origin:
            host = f"[{origin.host}]" if ":" in origin.host else origin.host
            yield Url.parse(f"{origin.scheme}://{host}:{origin.port}/")


def _look(fetcher: Fetcher, origin: Url, left: float) -> Answer:
    from twiml_check.model.exchange import Request

    limit = max(min(PATIENCE_MS, int(left * 1000)), 1)
    return fetcher.send(Request("HEAD", origin, origin, (), (), b"", limit_ms=limit))


def _down(answer: Answer) -> bool:
    if answer.failure:
        return answer.failure.cause in DOWN
    return answer.status in GATEWAY
