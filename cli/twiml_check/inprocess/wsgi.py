"""A WSGI app answers one request, in a thread of its own. https://peps.python.org/pep-3333/"""

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from twiml_check.inprocess.cause import Cause, current
from twiml_check.inprocess.http import BadAnswerError, RequestHead, ResponseWriter
from twiml_check.web.url import Origin

Send = Callable[[bytes], None]


class GoneError(Exception):
    """Nobody listens any more."""


def answer(
    app: Callable[..., Any],
    request: RequestHead,
    body: bytes,
    place: Origin,
    send: Send,
    cause: Cause,
) -> None:
    """Let the app answer; whatever it does ends here. `send` raises GoneError."""
    current.set(cause)
    reply = ResponseWriter(request.method)
    try:
        _run(app, environ(request, body, place), reply, send)
    except GoneError:
        return
    except BaseException as error:
        cause.note(error)
        with suppress(GoneError):
            send(reply.failed())
        if isinstance(error, KeyboardInterrupt):  # of the user: it may be the main thread
            raise


def environ(request: RequestHead, body: bytes, place: Origin) -> dict[str, Any]:
    """Return what the app is told of the request."""
    variables: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "QUERY_STRING": request.query,
        "CONTENT_TYPE": request.header("content-type"),
        "CONTENT_LENGTH": str(len(body)) if body else request.header("content-length"),
        "SERVER_NAME": place.host,
        "SERVER_PORT": str(place.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": place.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
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
        raise BadAnswerError(f"{text!r:.60} stands where a str belongs")
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        raise BadAnswerError(f"{text!r:.60} cannot stand in a header") from None


def _bytes(data: Any) -> bytes:
    if not isinstance(data, bytes):
        raise BadAnswerError(f"the body is made of {type(data).__name__}, not of bytes")
    return data
