"""The servers or the app (--app) of a run: certificates, start-up and connections."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from time import monotonic, sleep
from typing import TYPE_CHECKING, NoReturn
from warnings import catch_warnings, simplefilter

from twiml_check.model.ending import Exit, OwnFailure, WrongCall
from twiml_check.model.exchange import OWN_LIMIT, Answer, Request
from twiml_check.runner import output
from twiml_check.runner.limits import failure_to, find_room
from twiml_check.runner.output import are_streams_open, complain, error_stream, keep_streams
from twiml_check.runner.reading import ensure_no_pipe
from twiml_check.runner.settings import Asking, Reporting
from twiml_check.runner.stop import listen
from twiml_check.vocabulary.own_limits import own_limit
from twiml_check.web.secrets import mask_line
from twiml_check.web.url import Url

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher
    from twiml_check.fetch.exchange import AppTransport
    from twiml_check.inprocess.server import InProcessApp

HOME = "http://localhost"
"""The default URL of an app: a host that Django accepts without configuration.

https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts
"""
LONGER = "; --app-timeout allows more time"
PAUSE = 0.2
"""Seconds between two requests."""
PATIENCE_MS = 5_000
"""For one response; a starting server may accept a connection long before it responds."""
DOWN = {
    "dns-failure",
    "connection-refused",
    "connect-timeout",
    "unreachable",
    "connection-reset",
    "connection-closed",
    "answer-timeout",
    OWN_LIMIT,
}
"""Causes that mean that a server is not up yet; any other failure comes from the server."""
GATEWAY = {502, 503, 504}
"""Statuses of a proxy or tunnel whose server is not up yet."""


def open_fetcher(
    *, verify: bool = True, ca_bundle: str | None = None, connections: int = 16,
    app: AppTransport | None = None, folder: str = "",
) -> Fetcher:  # fmt: skip
    """Return a fetcher, to be closed by the caller; raises WrongCall for a bad `ca_bundle`.

    The fetcher keeps so many idle connections for one host, and for all hosts together as many as
    the limits allow. The name of the bundle is relative to `folder`, which the app may have left.
    """
    with catch_warnings():  # an app may have turned warnings into errors
        simplefilter("ignore")
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
        if app:
            app.close()
        raise failure_to(f"use --ca-bundle {ca_bundle}", reason) from reason


def fetcher_for(asking: Asking, reporting: Reporting, urls: Iterable[str] = ()) -> Fetcher:
    """Return a fetcher with the user's certificates, and with the --app at these URLs."""
    return open_fetcher(
        verify=not asking.insecure,
        ca_bundle=asking.ca_bundle,
        connections=asking.jobs,
        app=start_app(asking, reporting, urls),
        folder=reporting.folder,
    )


def ensure_up(wait: float, fetcher: Fetcher, urls: Iterable[str]) -> None:
    """Wait until each server responds, at most --wait in total; the status does not matter.

    The request is HEAD /, so that the app does nothing. A server that does not come up is checked
    like the others, and fails.
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
    """Return the targets; with an app, a path becomes a URL of the app."""
    if not asking.app:
        return words
    home = (asking.base_url or HOME).rstrip("/")
    return tuple(f"{home}{word}" if word.startswith("/") else word for word in words)


def start_app(asking: Asking, reporting: Reporting, urls: Iterable[str]) -> InProcessApp | None:
    """Start the app, if there is one, for its default URL and these URLs; raises WrongCall.

    After this call the run continues in a child process, where the system has fork.
    """
    if not asking.app:
        return None
    from twiml_check.inprocess.guard import (
        REPEATED,
        go_on_in_child,
        leave,
        leave_copies,
        note_loaded,
        note_stopped,
        watch_start,
    )
    from twiml_check.inprocess.loading import AppError, LateError, load
    from twiml_check.inprocess.server import InProcessApp

    def end(status: int) -> NoReturn:
        leave(status, heard=are_streams_open())

    def give_up(place: str) -> None:
        complain(_refusal(asking, LateError(asking.app_timeout, place)) + LONGER)
        end(Exit.USAGE)

    keep_streams(show=reporting.debug or reporting.verbosity > 0)
    listen(echo=REPEATED, tell=note_stopped)
    go_on_in_child(asking.app, asking.app_timeout)
    output.end_process = end
    try:
        with watch_start(asking.app_timeout, give_up):
            try:
                app = load(asking.app)
            finally:
                leave_copies()
                listen(echo=REPEATED, tell=note_stopped)  # an app may listen, too
        at = (HOME, asking.base_url, *urls)
        served = InProcessApp(app, at, debug=reporting.debug, limit=asking.app_timeout)
    except LateError as reason:
        raise WrongCall(_refusal(asking, reason) + LONGER) from reason
    except AppError as reason:
        if reporting.debug and reason.__cause__:
            _show_traceback(reason.__cause__)
        if own := own_limit(reason.__cause__ or reason):
            raise OwnFailure(f"--app {asking.app}: {own}") from reason
        raise WrongCall(_refusal(asking, reason)) from reason
    note_loaded()
    return served


def _show_traceback(error: BaseException) -> None:
    from traceback import format_exception

    error_stream().write(mask_line("".join(format_exception(error))))


def _refusal(asking: Asking, reason: ValueError) -> str:
    return f"--app {asking.app}: {reason}"
