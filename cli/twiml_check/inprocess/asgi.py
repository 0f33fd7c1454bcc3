"""An ASGI app, run by an event loop in its own thread, from its start-up to its shutdown.

https://asgi.readthedocs.io/en/latest/specs/www.html and .../lifespan.html
"""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from http import HTTPStatus
from types import CoroutineType
from typing import Any
from urllib.parse import unquote

from twiml_check.inprocess.cause import Cause, answering, describe, line_of_app, text_of
from twiml_check.inprocess.http import BadAnswerError, RequestHead, ResponseWriter, parse_head
from twiml_check.inprocess.loading import AppError, LateError
from twiml_check.web.text import clip
from twiml_check.web.url import Origin

Message = dict[str, Any]
Asgi = Callable[..., Awaitable[None]]
Run = asyncio.Task[BaseException | None]
VERSIONS = {"version": "3.0", "spec_version": "2.3"}
STOPS = 2.0
"""Seconds for the shutdown, and for work after the responses."""
SETTLES = 1.0
"""Seconds to wait for the exception of a 500, which Starlette raises after the response."""

LEFT = "left"
"""The name of a task that is not awaited: its client has gone, and the app knows."""
PHRASES = {status.value: status.phrase.encode() for status in HTTPStatus}


class GoneError(OSError):
    """Raised by a send after the client has gone, by version 2.4 of the specification."""


class AppLoop:
    """The event loop of one app."""

    def __init__(self, app: Asgi, limit: float) -> None:
        """Start the app up, within `limit` seconds.

        Raises:
            AppError: the app cannot start.
        """
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._state: dict[str, Any] = {}
        self._serving: set[Future[None]] = set()
        """A loop and its streams hold tasks weakly: the garbage collector would remove them."""
        self._lifespan = _Lifespan(app, self._state)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        try:
            self._do(self._lifespan.start()).result(limit)
        except TimeoutError:
            raise LateError(limit, self._whereabouts()) from None

    def _whereabouts(self) -> str:
        """Return the line of the start-up: the running one, or else the awaited one."""
        running = sys._current_frames().get(self._thread.ident or 0)
        return line_of_app(running) or _awaited(self._lifespan.task)

    def _run(self) -> None:
        """Run the loop until it is stopped; a task of the app may end the loop by sys.exit()."""
        while True:
            try:
                self._loop.run_forever()
                return
            except (SystemExit, KeyboardInterrupt):
                continue

    def serve(self, sock: socket.socket, origin: Origin, cause: Cause) -> None:
        """Let the app handle one request."""
        serving = self._do(_serve(self._app, sock, origin, cause, self._state))
        self._serving.add(serving)
        serving.add_done_callback(self._serving.discard)

    def close(self) -> None:
        """Shut the app down; a task that does not end before the timeout is abandoned."""
        if not self._is_alive():
            return
        done = self._do(_finish_all(self._lifespan))
        try:
            done.result(STOPS + SETTLES)
        except (TimeoutError, asyncio.CancelledError):
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STOPS)
        if not self._thread.is_alive():
            self._loop.close()

    def _is_alive(self) -> bool:
        """Say whether the loop still runs: an app may block it."""
        try:
            self._do(asyncio.sleep(0)).result(SETTLES)
        except (TimeoutError, asyncio.CancelledError):
            return False
        return True

    def _do(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)


async def _finish_all(lifespan: _Lifespan) -> None:
    """Wait for running tasks, cancel late ones, and shut the app down."""
    own = {asyncio.current_task(), lifespan.task}
    own |= {task for task in asyncio.all_tasks() if task.get_name() == LEFT}
    if others := asyncio.all_tasks() - own:
        _, late = await asyncio.wait(others, timeout=STOPS)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=SETTLES)
    await lifespan.stop()


def _awaited(task: Run | None) -> str:
    """Return the innermost awaited line of the app; empty if there is none."""
    found, inner = "", task.get_coro() if task else None
    while isinstance(inner, CoroutineType):
        found = line_of_app(inner.cr_frame) or found
        inner = inner.cr_await
    return found


class _Lifespan:
    """The lifespan of the app, from its start-up to its shutdown."""

    task: Run | None = None

    def __init__(self, app: Asgi, state: dict[str, Any]) -> None:
        self._app = app
        self._state = state
        self._events: asyncio.Queue[Message] = asyncio.Queue()
        self._answers: asyncio.Queue[Message] = asyncio.Queue()

    async def start(self) -> None:
        """Start the app up; an app without lifespan fails without a message, which is allowed."""
        scope = {"type": "lifespan", "asgi": VERSIONS, "state": self._state}
        run = _outcome(self._app, scope, self._events.get, self._answers.put)
        self.task = asyncio.ensure_future(run)
        answer = await self._ask("lifespan.startup")
        if answer and answer.get("type") == "lifespan.startup.failed":
            await asyncio.wait({self.task}, timeout=SETTLES)
            error = self.task.result() if self.task.done() else None
            reason = text_of(answer.get("message", "")).strip().rpartition("\n")[2]
            raise AppError(
                f"the start-up of the app failed: {describe(error) if error else reason}"
            )

    async def stop(self) -> None:
        if self.task and not self.task.done():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ask("lifespan.shutdown"), STOPS)
            self.task.cancel()
        if self.task:
            await asyncio.wait({self.task}, timeout=SETTLES)

    async def _ask(self, kind: str) -> Message | None:
        """Send an event, and wait for the reply or the end of the app."""
        assert self.task is not None  # noqa: S101
        await self._events.put({"type": kind})
        answer = asyncio.ensure_future(self._answers.get())
        await asyncio.wait({answer, self.task}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(0)
        if answer.done():
            return answer.result()
        answer.cancel()
        return None


async def _outcome(app: Asgi, *given: Any) -> BaseException | None:
    """Return the exception of the app, which must not reach the loop: a SystemExit would end it."""
    try:
        await app(*given)
    except BaseException as error:
        task = asyncio.current_task()
        if isinstance(error, asyncio.CancelledError) and task and task.cancelling():
            raise  # it was cancelled from here
        return error
    return None


async def _serve(
    app: Asgi, sock: socket.socket, origin: Origin, cause: Cause, state: dict[str, Any]
) -> None:
    reader, writer = await asyncio.open_connection(sock=sock)
    try:
        request = parse_head(await reader.readuntil(b"\r\n\r\n"))
        body = await reader.readexactly(int(request.header("content-length") or 0))
        exchange = _AppExchange(request, body, writer)
        scope = _scope(request, origin, state)
        answering.set(cause)
        run = asyncio.ensure_future(_outcome(app, scope, exchange.receive, exchange.send))
        await _watch(run, reader, exchange)
        await _finish(run, exchange, cause)
    except (asyncio.IncompleteReadError, OSError):
        pass  # the client has gone
    finally:
        writer.close()


async def _watch(run: Run, reader: asyncio.StreamReader, exchange: _AppExchange) -> None:
    """Wait until the app ends, or has responded, or the client has gone."""
    gone = asyncio.ensure_future(reader.read(1))
    ended = asyncio.ensure_future(exchange.ended.wait())
    await asyncio.wait({run, gone, ended}, return_when=asyncio.FIRST_COMPLETED)
    if gone.done() and not run.done() and not exchange.ended.is_set():
        exchange.leave()
        run.set_name(LEFT)
        await asyncio.wait({run}, timeout=SETTLES)
        run.cancel()
    elif not run.done():
        await asyncio.wait({run}, timeout=SETTLES if exchange.tail else 0)
    gone.cancel()
    ended.cancel()


async def _finish(run: Run, exchange: _AppExchange, cause: Cause) -> None:
    """Send the rest of the response; the app may still work after its response."""
    if run.done() and not run.cancelled():
        error = run.result()
        if error is None and not exchange.ended.is_set():
            error = BadAnswerError("the app returned before its response was complete")
        if error:
            cause.note(error)
            exchange.fail()
    exchange.flush()
    if not run.done() and run.get_name() != LEFT:
        await asyncio.wait({run})


def _scope(request: RequestHead, origin: Origin, state: dict[str, Any]) -> Message:
    return {
        "type": "http",
        "asgi": VERSIONS,
        "http_version": "1.1",
        "method": request.method,
        "scheme": origin.scheme,
        "path": unquote(request.path),
        "raw_path": request.path.encode("latin-1"),
        "query_string": request.query.encode("latin-1"),
        "root_path": "",
        "headers": [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in request.headers],
        "client": ("127.0.0.1", 0),
        "server": (origin.host, origin.port),
        "state": dict(state),
    }


class _AppExchange:
    """The channels of an app for one request."""

    def __init__(self, request: RequestHead, body: bytes, writer: asyncio.StreamWriter) -> None:
        self.ended = asyncio.Event()
        """Set when the response is complete."""
        self.tail = b""
        """The end of a 500, until its cause is known."""
        self._body: bytes | None = body
        self._gone = asyncio.Event()
        self._reply = ResponseWriter(request.method)
        self._writer = writer

    async def receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        await asyncio.sleep(0)  # otherwise an app that only sends blocks the loop
        kind = message["type"]
        if kind == "http.response.start":
            self._begin(message)
        elif kind == "http.response.body":
            await self._body_part(message.get("body", b""), message.get("more_body", False))
        else:
            raise BadAnswerError(f'"{clip(text_of(kind), 40)}" is not a part of an HTTP response')

    def leave(self) -> None:
        """Note that the client has gone."""
        self._gone.set()

    def fail(self) -> None:
        """Send a 500 for an app that failed; a response that has begun stays incomplete."""
        if not self.ended.is_set() and not self._writer.is_closing():
            self._writer.write(self._reply.failure())

    def flush(self) -> None:
        """Send the part that was held back."""
        if self.tail and not self._writer.is_closing():
            self._writer.write(self.tail)
        self.tail = b""
        if self.ended.is_set():
            self.leave()

    def _begin(self, message: Message) -> None:
        if self._reply.status:
            raise BadAnswerError("http.response.start was sent twice")
        status = message["status"]
        if not isinstance(status, int) or not 200 <= status <= 999:
            raise BadAnswerError(f"{clip(text_of(status, repr), 60)} is not a valid status")
        pairs = [(bytes(name), bytes(value)) for name, value in message.get("headers", ())]
        self._reply.begin(b"%d %b" % (status, PHRASES.get(status, b"")), pairs)

    async def _body_part(self, data: bytes, more: bool) -> None:
        if self.ended.is_set():
            raise BadAnswerError("the app sent a body after the end of the response")
        if self._gone.is_set():
            raise GoneError("the client has gone")
        if more:
            self._writer.write(self._reply.piece(bytes(data)))
            await self._writer.drain()
            return
        last = self._reply.end(bytes(data))
        if self._reply.status.startswith(b"5"):
            self.tail = last
        else:
            self._writer.write(last)
            await self._writer.drain()
        self.ended.set()
