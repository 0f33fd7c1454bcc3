"""For each of Twilio's numbers that an exchange can cause, the smallest exchange that does.

A server plays it on 127.0.0.1; a few need no server. Numbers: https://www.twilio.com/docs/api/errors
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import NamedTuple

from tests.certificates import Certificates
from tests.servers import Connection, Received, Script, http_reply, once, serving, web

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"


class Exchange(NamedTuple):
    """What a server does when it is asked."""

    script: Script
    event: str = "voice"
    path: str = "/"
    """With overrides for the waiting times, so that a test is quick."""
    certificate: str = ""
    """Which one a TLS server has; empty for http."""


def silent(connection: Connection) -> None:
    """Read the request and say nothing."""
    connection.read_request()
    connection.wait()


def answered(body: str = "<Response/>", *headers: str, **answer: str) -> Script:
    """Give the same answer to every request."""
    return web(lambda _: http_reply(body.encode(), *headers, **answer))


def pages(**by_name: str | bytes) -> Script:
    """A web server: a page given as text is what stands in a <Response>, {host} filled in."""

    def page(received: Received) -> bytes:
        found = by_name[received.path.partition("?")[0].strip("/") or "start"]
        if isinstance(found, bytes):
            return found
        content = found.replace("{host}", received.header("Host") or "")
        return http_reply(f"<Response>{content}</Response>".encode())

    return web(page)


def failing(start: str) -> Script:
    """A document whose callback has nobody behind the proxy."""
    return pages(start=start, other=http_reply(b"", status="502 Bad Gateway"))


def streaming(url: str, noun: str = "Stream") -> Script:
    """A document with a stream; what is asked for next on a connection gets no answer."""

    def script(connection: Connection) -> None:
        request = connection.read_request() or b""
        if b"Upgrade: websocket" in request:
            connection.wait()
        host = f"127.0.0.1:{connection.server.port}"
        content = f'<Connect><{noun} url="{url.format(host=host)}"/></Connect>'
        connection.send(http_reply(f"<Response>{content}</Response>".encode()))

    return script


def late(start: str) -> Script:
    """A document whose callback never answers."""

    def script(connection: Connection) -> None:
        request = connection.read_request() or b""
        if b"/other" in request.partition(b"\r\n")[0]:
            connection.wait()
        connection.send(http_reply(f"<Response>{start}</Response>".encode()))

    return script


EXCHANGES: dict[int, Exchange] = {
    11200: Exchange(answered(status="500 Oops")),
    11203: Exchange(silent, path="/#tt=300"),
    11205: Exchange(silent, path="/#rt=200&rc=0"),
    11206: Exchange(once(HEAD + b"Content-Length: 50\r\n\r\n<Response/>")),
    11215: Exchange(answered("", "Location: /", status="302 Found")),
    11216: Exchange(answered("", "Location: /next", status="308 Moved")),
    11220: Exchange(lambda connection: connection.send(b"no TLS here"), certificate="none"),
    11235: Exchange(answered(), certificate="wrong-name"),
    11236: Exchange(answered(), certificate="expired"),
    11237: Exchange(answered(), certificate="self-signed"),
    11770: Exchange(once(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
    12300: Exchange(answered("{}", content_type="application/json")),
    13201: Exchange(
        pages(
            start='<Dial><Number url="/other">+12025550143</Number></Dial>',
            other="<Dial>+12025550144</Dial>",
        )
    ),
    13238: Exchange(
        pages(
            start='<Dial><Conference waitUrl="/other">Room</Conference></Dial>', other="<Gather/>"
        )
    ),
    13254: Exchange(pages(start="<Dial><Sip>sip:joe@10.0.0.7</Sip></Dial>")),
    13325: Exchange(
        pages(start="<Gather><Play>/other</Play></Gather>", other=http_reply(b"<p>no</p>"))
    ),
    13420: Exchange(pages(start="<Play>/other</Play>", other=http_reply(b"<p>no</p>"))),
    13807: Exchange(
        failing('<Dial><Client clientNotificationUrl="http://{host}/other">joe</Client></Dial>')
    ),
    11751: Exchange(
        pages(
            start="<Message><Media>http://{host}/other</Media></Message>",
            other=http_reply(b"a" * 5_300_000, content_type="image/jpeg"),
        ),
        "sms",
    ),
    14106: Exchange(pages(start="<Redirect>/</Redirect>"), "sms"),
    14107: Exchange(pages(start="<Message>Hi</Message><Redirect>/</Redirect>"), "sms"),
    15003: Exchange(answered(status="500 Oops"), "call-status"),
    16011: Exchange(
        failing(
            '<Dial><Conference statusCallback="/other" statusCallbackEvent="join">Room'
            "</Conference></Dial>"
        )
    ),
    16025: Exchange(
        pages(start='<Dial><Conference participantLabel="me">Room</Conference></Dial>')
    ),
    31901: Exchange(streaming("wss://{host}/#rt=200&amp;rc=0"), certificate="good"),
    31902: Exchange(streaming("wss://127.0.0.1:1/")),
    31904: Exchange(streaming("wss://no-such-host.invalid/")),
    31910: Exchange(streaming("wss://{host}/#ct=300&amp;rc=0")),
    31920: Exchange(
        pages(start='<Connect><Stream url="wss://{host}/"/></Connect>'), certificate="good"
    ),
    64102: Exchange(
        pages(start='<Connect><ConversationRelay url="wss://{host}/"/></Connect>'),
        certificate="good",
    ),
    32503: Exchange(failing('<Connect><Conversation statusCallback="/other"/></Connect>')),
    94100: Exchange(
        failing(
            '<Record transcribe="true" maxLength="60" playBeep="false" '
            'transcribeCallback="/other"/>'
        )
    ),
    94101: Exchange(
        late(
            '<Record transcribe="true" maxLength="60" playBeep="false" '
            'transcribeCallback="/other#rt=300&amp;rc=0"/>'
        )
    ),
}


@contextmanager
def playing(exchange: Exchange, certificates: Certificates) -> Iterator[str]:
    """The address to ask while the server runs."""
    name = exchange.certificate
    context = certificates.server(name) if name not in ("", "none") else None
    with serving(exchange.script, context) as server:
        url = server.url(exchange.path)
        yield url.replace("http:", "https:", 1) if name == "none" else url


@contextmanager
def refused() -> Iterator[str]:
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield f"http://127.0.0.1:{port}/"


@contextmanager
def crowded() -> Iterator[str]:
    """An address where nobody takes a connection: the queue of those who wait is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/#ct=300&rc=0"


def unknown() -> AbstractContextManager[str]:
    """An address whose host DNS does not know."""
    return nullcontext("http://no-such-host.invalid/")


ADDRESSES: dict[int, Callable[[], AbstractContextManager[str]]] = {
    11201: crowded,
    11202: refused,
    11210: unknown,
}
"""Where nobody answers."""
