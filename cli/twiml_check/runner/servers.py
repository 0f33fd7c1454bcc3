"""What is asked: servers, trusted as the user says and given time to come up, or an app (--app)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOBase
from threading import current_thread, main_thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, TextIO, cast

from twiml_check.model.ending import WrongCall
from twiml_check.model.exchange import Answer, Request
from twiml_check.runner.limits import failure_to, find_room
from twiml_check.runner.reading import ensure_no_pipe
from twiml_check.runner.settings import Asking, Reporting
from twiml_check.web.url import Url

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher
    from twiml_check.fetch.exchange import AppTransport
    from twiml_check.inprocess.server import InProcessApp

HOME = "http://localhost"
"""Where an app is, in want of another address: a host that Django serves without being told.

https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts
"""
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


def open_fetcher(
    *, verify: bool = True, ca_bundle: str | None = None, connections: int = 16,
    app: AppTransport | None = None, folder: str = "",
) -> Fetcher:  # fmt: skip
    """Return a fetcher, to be closed by the caller; raises WrongCall for a bad `ca_bundle`.

    So many connections to one host are kept: as many as are in use at the same time. Of all hosts
    together only those are kept that there is room for. The name of the bundle is seen from
    `folder`, which the app may have left.
    """
    from twiml_check.fetch import Fetcher

    bundle = os.path.join(folder, ca_bundle) if ca_bundle else None
    try:
        if bundle and verify:
            ensure_no_pipe(bundle)
        return Fetcher(
            verify=verify,
            ca_bundle=bundle,
            connections=connections,
            kept=find_room(connections, with_app=app is not None).kept,
            app=app,
        )
    except (OSError, ValueError) as reason:
        raise failure_to(f"use --ca-bundle {ca_bundle}", reason) from reason


def fetcher_for(asking: Asking, reporting: Reporting, urls: Iterable[str] = ()) -> Fetcher:
    """Return a fetcher with the user's certificates; it asks --app too, which is at these URLs."""
    return open_fetcher(
        verify=not asking.insecure,
        ca_bundle=asking.ca_bundle,
        connections=asking.jobs,
        app=start_app(asking, reporting, urls),
        folder=reporting.folder,
    )


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
    limit = max(min(PATIENCE_MS, int(left * 1000)), 1)
    return fetcher.send(Request("HEAD", origin, origin, (), (), b"", limit_ms=limit))


def _down(answer: Answer) -> bool:
    if answer.failure:
        return answer.failure.cause in DOWN
    return answer.status in GATEWAY


def join_paths(asking: Asking, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the targets; with an app a path is one of its own."""
    if not asking.app:
        return words
    home = (asking.base_url or HOME).rstrip("/")
    return tuple(f"{home}{word}" if word.startswith("/") else word for word in words)


def start_app(asking: Asking, reporting: Reporting, urls: Iterable[str]) -> InProcessApp | None:
    """Start the app, if there is one, at home and at these URLs; raises WrongCall if it fails."""
    if not asking.app:
        return None
    from twiml_check.inprocess.loading import AppError, load
    from twiml_check.inprocess.server import InProcessApp

    show = reporting.debug or reporting.verbosity > 0
    try:
        with _divert(show):
            app = load(asking.app)
        _divert_threads(show)
        return InProcessApp(app, (HOME, asking.base_url, *urls), debug=reporting.debug)
    except AppError as reason:
        raise WrongCall(f"--app {asking.app}: {reason}") from reason


@contextmanager
def _divert(show: bool) -> Iterator[None]:
    """Send what the app writes while it is imported to standard error, or nowhere."""
    own = sys.stdout, sys.stderr
    beside = sys.stderr if show else None
    sys.stdout = sys.stderr = cast("TextIO", _SplitStream(beside, beside))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = own


def _divert_threads(show: bool) -> None:
    """Do the same from now on, for all threads but ours: an app answers in threads of its own.

    With `show` it is heard on standard error; else it is not, as frameworks write tracebacks.
    """
    beside = sys.stderr if show else None
    sys.stdout = cast("TextIO", _SplitStream(sys.stdout, beside))
    sys.stderr = cast("TextIO", _SplitStream(sys.stderr, beside))


class _SplitStream(TextIOBase):
    """A stream of the main thread; what other threads write goes elsewhere, or nowhere."""

    def __init__(self, own: TextIO | None, others: TextIO | None) -> None:
        self._own = own
        self._others = others

    def write(self, text: str) -> int:
        stream = self._own if current_thread() is main_thread() else self._others
        return stream.write(text) if stream else len(text)

    def flush(self) -> None:
        if self._own:
            self._own.flush()

    def isatty(self) -> bool:
        return self._own is not None and self._own.isatty()

    def fileno(self) -> int:
        return self._own.fileno() if self._own else super().fileno()
