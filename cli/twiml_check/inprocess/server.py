"""The connection to an app in this process: one socket for the fetcher, one for the app.

A WSGI app (https://peps.python.org/pep-3333/) runs here, with one thread for each request.
"""

import select
import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from io import BytesIO, StringIO
from queue import SimpleQueue
from threading import Thread, get_ident
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

from twiml_check.inprocess.cause import Cause, answering, line_of_app, listen, name_of_type, text_of
from twiml_check.inprocess.guard import is_ctrl_c
from twiml_check.inprocess.http import BadAnswerError, RequestHead, ResponseWriter, parse_head
from twiml_check.inprocess.loading import LoadedApp, as_app_error
from twiml_check.web.text import clip
from twiml_check.web.url import DEFAULT_PORTS, Origin, Url

BLOCK = 65_536
Job = Callable[[], None]
Send = Callable[[bytes], None]
Result = TypeVar("Result")


class GoneError(Exception):
    """The client has gone."""


class AppConnection:
    """One connection to the app."""

    def __init__(self, cause: Cause) -> None:
        """Open the sockets; the app does not serve its end yet."""
        self.socket, self.far = socket.socketpair()
        self.far.settimeout(None)  # the app may have set a default timeout
        self._cause = cause
        self._thread: int | None = None
        """The thread of the WSGI app during a response."""

    @property
    def cause(self) -> str:
        """Return why the app failed; empty if it did not."""
        return self._cause.text

    @property
    def whereabouts(self) -> str:
        """Return the current line of the app; empty if it is not known."""
        thread = self._thread
        return line_of_app(sys._current_frames().get(thread)) if thread else ""

    def converse(self, app: LoadedApp, where: Origin) -> None:
        """Read a request, let a WSGI app handle it, and close the connection."""
        self._thread = get_ident()
        try:
            copy_context().run(_converse, app, self.far, where, self._cause)
        finally:
            self._thread = None


class InProcessApp:
    """An app in the role of a server, with one or more origins."""

    def __init__(
        self,
        app: LoadedApp,
        addresses: Iterable[str],
        *,
        debug: bool = False,
        take: Callable[[Job], None] | None = None,
        limit: float,
    ) -> None:
        """Start the app within `limit` seconds; `debug` prints the traceback of its exceptions.

        A WSGI app handles each request in a new thread, unless `take` runs that work: a test has
        its database connection in its own thread.

        Raises:
            AppError: an ASGI app cannot start.
        """
        origins = [Url.parse(address).origin for address in addresses]
        self._own = {_key(where) for where in origins if where}
        self._app = app
        self._debug = debug
        self._take = take or _in_a_thread
        self._loop = None
        if app.kind == "asgi":
            from twiml_check.inprocess.asgi import AppLoop  # asyncio takes 50 ms

            with as_app_error("the app", "does not start"):
                self._loop = AppLoop(app.call, limit)
        self._end_listening = listen()

    def __call__(self, where: Origin) -> AppConnection | None:
        """Return a connection to the app; None for another origin."""
        if _key(where) not in self._own:
            return None
        cause = Cause(self._debug)
        connection = AppConnection(cause)
        try:
            if self._loop:
                self._loop.serve(connection.far, where, cause)
            else:
                self._take(partial(connection.converse, self._app, where))
        except RuntimeError:  # no thread can be started
            connection.socket.close()
            connection.far.close()
            raise
        return connection

    def close(self) -> None:
        """Shut the app down."""
        self._end_listening()
        if self._loop:
            self._loop.close()


def run_jobs_here(work: Callable[[Callable[[Job], None]], Result]) -> Result:
    """Return the result of `work`, which runs in another thread; its jobs run in this thread.

    An exception of `work` is raised here.
    """
    jobs: SimpleQueue[Job | None] = SimpleQueue()
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work(jobs.put))
        except BaseException as error:  # noqa: BLE001 - it is raised again below
            errors.append(error)
        finally:
            jobs.put(None)

    Thread(target=copy_context().run, args=(run,), daemon=True).start()
    while job := jobs.get():
        job()
    if errors:
        raise errors[0]
    return results[0]


def _key(where: Origin) -> tuple[str, int]:
    """Return host and port; http and https are the same, as with a proxy before the app."""
    usual = where.port == DEFAULT_PORTS.get(where.scheme)
    return where.host, 0 if usual else where.port


def _in_a_thread(job: Job) -> None:
    Thread(target=copy_context().run, args=(job,), daemon=True).start()


def _converse(app: LoadedApp, far: socket.socket, where: Origin, cause: Cause) -> None:
    def send(data: bytes) -> None:
        try:
            if not data and _has_hung_up(far):  # otherwise an endless app would never stop
                raise GoneError
            far.sendall(data)
        except OSError:
            raise GoneError from None

    with far:
        try:
            head, body = _request(far)
        except OSError:
            return
        if head:
            _answer(app.call, parse_head(head), body, where, send, cause)


def _has_hung_up(far: socket.socket) -> bool:
    return bool(select.select([far], [], [], 0)[0]) and not far.recv(1, socket.MSG_PEEK)


def _request(far: socket.socket) -> tuple[bytes, bytes]:
    """Return head and body; nothing if the client closed the connection too early."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += (block := far.recv(BLOCK))
        if not block:
            return b"", b""
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(parse_head(head).header("content-length") or 0)
    while len(body) < length:
        body += (block := far.recv(BLOCK))
        if not block:
            return b"", b""
    return head, body


def _answer(
    app: Callable[..., Any],
    request: RequestHead,
    body: bytes,
    origin: Origin,
    send: Send,
    cause: Cause,
) -> None:
    """Let the app respond; every exception ends here. `send` raises GoneError."""
    answering.set(cause)
    reply = ResponseWriter(request.method)
    try:
        _run(app, _environ(request, body, origin), reply, send)
    except GoneError:
        return
    except BaseException as error:
        cause.note(error)
        with suppress(GoneError):
            send(reply.failure())
        if is_ctrl_c(error):  # this may be the main thread
            raise


def _environ(request: RequestHead, body: bytes, origin: Origin) -> dict[str, Any]:
    """Return the WSGI environment of a request."""
    variables: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "QUERY_STRING": request.query,
        "CONTENT_TYPE": request.header("content-type"),
        "CONTENT_LENGTH": str(len(body)) if body else request.header("content-length"),
        "SERVER_NAME": origin.host,
        "SERVER_PORT": str(origin.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": origin.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": getattr(sys, "stderr", None) or StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers:
        key = f"HTTP_{name.upper().replace('-', '_')}"
        if key not in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"):
            variables[key] = f"{variables[key]},{value}" if key in variables else value
    return variables


def _run(
    app: Callable[..., Any], variables: dict[str, Any], reply: ResponseWriter, send: Send
) -> None:
    def start_response(status: str, headers: Any, exc_info: Any = None) -> Send:
        if exc_info and reply.begun:
            raise exc_info[1]
        if reply.status and not exc_info:
            raise BadAnswerError("start_response was called twice")
        pairs = [(_latin(name), _latin(value)) for name, value in headers]
        reply.begin(_latin(status), pairs)
        return lambda data: send(reply.piece(_bytes(data)))

    result: Iterable[bytes] = app(variables, start_response)
    try:
        if isinstance(result, list | tuple) and len(result) == 1 and not reply.begun:
            send(reply.end(_bytes(result[0])))
            return
        for data in result:
            send(reply.piece(_bytes(data)))
        send(reply.end())
    finally:
        close = getattr(result, "close", None)
        if close:
            close()


def _latin(text: Any) -> bytes:
    if not isinstance(text, str):
        raise BadAnswerError(f"expected a str, got {clip(text_of(text, repr), 60)}")
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        raise BadAnswerError(f"{clip(repr(text), 60)} cannot be in a header") from None


def _bytes(data: Any) -> bytes:
    if not isinstance(data, bytes):
        raise BadAnswerError(f"expected a body of bytes, got {name_of_type(data)}")
    return data
