"""Real servers on 127.0.0.1 for the tests: one that plays any script, and a small web server.

Each runs in threads of its own and stops with its `with` block.
"""

import socket
import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

Script = Callable[["Connection"], None]


@dataclass
class Server:
    """A listening server and what it has seen."""

    port: int
    scheme: str
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    handshake_errors: list[str] = field(default_factory=list)
    stopped: Event = field(default_factory=Event)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


@dataclass
class Connection:
    """One accepted connection, as a script sees it."""

    server: Server
    socket: socket.socket
    number: int
    """1-based, in the order of acceptance."""

    def read_request(self) -> bytes | None:
        """The next whole request, or None when the client has hung up."""
        data = b""
        while b"\r\n\r\n" not in data:
            block = self.socket.recv(65_536)
            if not block:
                return None
            data += block
        head, _, body = data.partition(b"\r\n\r\n")
        while len(body) < _content_length(head):
            body += self.socket.recv(65_536)
        self.server.requests.append(head + b"\r\n\r\n" + body)
        return head + b"\r\n\r\n" + body

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def drip(self, data: bytes, seconds: float) -> None:
        """Send byte by byte until all is sent, the client is gone or the server stops."""
        for position in range(len(data)):
            self.send(data[position : position + 1])
            if self.server.stopped.wait(seconds):
                return

    def flood(self, data: bytes) -> None:
        """Send the same again and again until the client is gone or the server stops."""
        while not self.server.stopped.is_set():
            self.send(data)

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def wait(self, seconds: float = 30) -> None:
        """Say nothing until the server stops."""
        self.server.stopped.wait(seconds)


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


@contextmanager
def serving(script: Script, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server that plays `script` on every connection, after a TLS handshake with `context`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1], "https" if context else "http")
        threads: list[Thread] = []
        accepting = Thread(target=_accept, args=(listener, server, script, context, threads))
        accepting.start()
        try:
            yield server
        finally:
            server.stopped.set()
            with suppress(OSError):  # wakes up accept()
                socket.create_connection(("127.0.0.1", server.port), 1).close()
            for thread in (accepting, *threads):
                thread.join(10)


@contextmanager
def serving_app(app: Any) -> Iterator[str]:
    """Serve a WSGI app as werkzeug does; gives its origin."""
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app, threaded=True)
    # By default it waits up to 0.5 s before it notices that it has to stop.
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _accept(
    listener: socket.socket,
    server: Server,
    script: Script,
    context: ssl.SSLContext | None,
    threads: list[Thread],
) -> None:
    while not server.stopped.is_set():
        sock, _ = listener.accept()
        if server.stopped.is_set():
            sock.close()
            return
        server.connections += 1
        sock.settimeout(10)
        play = (Connection(server, sock, server.connections), script, context)
        threads.append(Thread(target=_play, args=play))
        threads[-1].start()


def _play(connection: Connection, script: Script, context: ssl.SSLContext | None) -> None:
    try:
        if context:
            connection.socket = context.wrap_socket(connection.socket, server_side=True)
        script(connection)
    except ssl.SSLError as error:
        connection.server.handshake_errors.append(error.reason or str(error))
    except OSError:
        pass  # the client hung up, which is what many tests are about
    finally:
        connection.socket.close()


def once(reply: bytes) -> Script:
    """A script: read one request, send these bytes, close."""

    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(reply)

    return script


def http_reply(
    body: bytes = b"<Response/>",
    *headers: str,
    status: str = "200 OK",
    content_type: str | None = "text/xml",
) -> bytes:
    """A well-formed answer with a Content-Length."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Received:
    """A request as a web server's handler gets it."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: int
    """On which connection it came, 1-based."""

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def web(handler: Callable[[Received], bytes]) -> Script:
    """A script: a web server that keeps connections alive; the handler gives raw answers."""

    def script(connection: Connection) -> None:
        while data := connection.read_request():
            connection.send(handler(_received(data, connection.number)))

    return script


def _received(data: bytes, connection: int) -> Received:
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = [line.partition(": ") for line in lines]
    return Received(method, path, tuple((n, v) for n, _, v in pairs), body, connection)
