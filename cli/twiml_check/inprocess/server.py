"""The way to an app in this process: a pair of sockets, one for the fetcher, one for the app."""

from __future__ import annotations

import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from contextvars import copy_context
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from twiml_check.inprocess.cause import Cause, Listener, standing
from twiml_check.inprocess.http import received
from twiml_check.inprocess.loading import App
from twiml_check.inprocess.wsgi import GoneError, answer
from twiml_check.web.url import DEFAULT_PORTS, Origin, Url

BLOCK = 65_536
Job = Callable[[], None]

Made = TypeVar("Made")


class Line:
    """One connection to the app."""

    def __init__(self, cause: Cause) -> None:
        """Open it; the app's end is still to be served."""
        self.socket, self.far = socket.socketpair()
        self._cause = cause
        self._thread: int | None = None
        """That in which a WSGI app answers, as long as it does."""

    @property
    def cause(self) -> str:
        """Why the app failed; empty as long as it did not."""
        return self._cause.text

    @property
    def whereabouts(self) -> str:
        """Where in its own files the app still is; empty when nobody knows."""
        thread = self._thread
        return standing(sys._current_frames().get(thread)) if thread else ""

    def converse(self, app: App, where: Origin) -> None:
        """Read a request, let a WSGI app answer it, and hang up."""
        self._thread = threading.get_ident()
        try:
            copy_context().run(_converse, app, self.far, where, self._cause)
        finally:
            self._thread = None


class InProcessApp:
    """An app that answers as if it were a server, under one or more addresses of its own."""

    def __init__(
        self,
        app: App,
        addresses: Iterable[str],
        *,
        debug: bool = False,
        take: Callable[[Job], None] | None = None,
    ) -> None:
        """Start it up; `debug` prints the traceback of each exception in it.

        A WSGI app answers each request in a thread of its own, unless somebody is there to `take`
        that work: a test has its database connection in its own thread.

        Raises:
            AppError: an ASGI app says that it cannot start.
        """
        origins = [Url.parse(address).origin for address in addresses]
        self._own = {_known(where) for where in origins if where}
        self._app = app
        self._debug = debug
        self._take = take or _in_a_thread
        self._loop = None
        if app.kind == "asgi":
            from twiml_check.inprocess.asgi import Loop  # asyncio takes 50 ms

            self._loop = Loop(app.call)
        self._listener = Listener()
        logging.getLogger().addHandler(self._listener)

    def __call__(self, where: Origin) -> Line | None:
        """A connection to the app; None for an address that is not its own."""
        if _known(where) not in self._own:
            return None
        cause = Cause(self._debug)
        line = Line(cause)
        if self._loop:
            self._loop.serve(line.far, where, cause)
        else:
            self._take(partial(line.converse, self._app, where))
        return line

    def close(self) -> None:
        """Shut the app down."""
        logging.getLogger().removeHandler(self._listener)
        if self._loop:
            self._loop.close()


def _known(where: Origin) -> tuple[str, int]:
    """By host and port; http and https are one, as a proxy in front of the app would have both."""
    usual = where.port == DEFAULT_PORTS.get(where.scheme)
    return where.host, 0 if usual else where.port


def _in_a_thread(job: Job) -> None:
    threading.Thread(target=job, daemon=True).start()


def _converse(app: App, far: socket.socket, where: Origin, cause: Cause) -> None:
    def send(data: bytes) -> None:
        try:
            far.sendall(data)
        except OSError:
            raise GoneError from None

    with far:
        try:
            head, body = _request(far)
        except OSError:
            return
        if head:
            answer(app.call, received(head), body, where, send, cause)


def _request(far: socket.socket) -> tuple[bytes, bytes]:
    """Head and body; nothing where the other side has hung up before it was through."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += (block := far.recv(BLOCK))
        if not block:
            return b"", b""
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(received(head).header("content-length") or 0)
    while len(body) < length:
        body += (block := far.recv(BLOCK))
        if not block:
            return b"", b""
    return head, body


def worked_off(ask: Callable[[Callable[[Job], None]], Made]) -> Made:
    """What `ask` gives; it runs in another thread, and what it hands to its argument runs here.

    What it raises is raised here.
    """
    jobs: SimpleQueue[Job | None] = SimpleQueue()
    made: list[Made] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            made.append(ask(jobs.put))
        except BaseException as error:  # noqa: BLE001 - it is raised again below
            raised.append(error)
        finally:
            jobs.put(None)

    threading.Thread(target=run, daemon=True).start()
    while job := jobs.get():
        job()
    if raised:
        raise raised[0]
    return made[0]
