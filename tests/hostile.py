"""Servers that want to fill the memory of whoever asks them, each by its name."""

import zlib
from collections.abc import Callable, Iterator
from itertools import count

from tests.servers import Connection, Received, Script, http_reply, web

LIMIT = 65_536
"""Bytes of a document that Twilio still reads."""
_ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<Response>"


def flood(connection: Connection) -> None:
    """A body without end."""
    connection.read_request()
    connection.send(_ENDLESS)
    connection.flood(b"<Say>on and on</Say>" * 1000)


def header_flood(connection: Connection) -> None:
    """Headers without end."""
    connection.read_request()
    connection.send(b"HTTP/1.1 200 OK\r\n")
    connection.flood(b"X-More: and more\r\n" * 1000)


def bomb(megabytes: int = 200) -> Script:
    """A small gzip body that unpacks to so much."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    block = b" " * 1_000_000
    packed = b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()
    return web(lambda _: http_reply(packed, "Content-Encoding: gzip"))


def headers() -> Script:
    """As many and as long headers as http.client takes."""
    lines = [f"X-{number}: {'h' * 2500}" for number in range(95)]
    return web(lambda _: http_reply(b"<Response/>", *lines))


def document(
    filling: Callable[[], Iterator[str]], close: Callable[[int], str] = lambda _: ""
) -> bytes:
    """A document of the size that is still read, filled piece by piece."""
    pieces: list[str] = []
    size = len("<Response></Response>") + 200  # room for a redirect
    for piece in filling():
        size += len(piece) + len(close(1))
        if size > LIMIT:
            break
        pieces.append(piece)
    return f"<Response>{''.join(pieces)}{close(len(pieces))}</Response>".encode()


def elements() -> Iterator[str]:
    """Tiny unknown elements."""
    while True:
        yield "<a/>"


def nested() -> Iterator[str]:
    """Start tags only."""
    while True:
        yield "<a>"


def attributes() -> Iterator[str]:
    """Unknown attributes, all of them in one element."""
    yield "<Message "
    for number in count():
        yield f'a{number}=""'
        yield " "


def chain(filled: bytes, *more_headers: str) -> Script:
    """Document after document, each with a redirect to a new address."""
    numbers = count(1)

    def answer() -> bytes:
        leading_on = b"<Redirect>/%d</Redirect></Response>" % next(numbers)
        return http_reply(filled.replace(b"</Response>", leading_on), *more_headers)

    return web(lambda _: answer())


def cookies() -> Script:
    """Document after document, each with more cookies to bring along."""
    numbers = count(1)

    def answer() -> bytes:
        turn = next(numbers)
        lines = [f"Set-Cookie: c{turn}_{each}={turn}-{each}{'xY' * 1250}" for each in range(90)]
        return http_reply(b"<Response><Redirect>/%d</Redirect></Response>" % turn, *lines)

    return web(lambda _: answer())


def redirects(location: str = "", *more_headers: str) -> Script:
    """Document after document, before each of them nine HTTP redirects."""
    numbers = count(1)

    def answer(_: Received) -> bytes:
        turn = next(numbers)
        if turn % 10:
            to = f"Location: /{turn}/{location}"
            return http_reply(b"", to, *more_headers, status="302 Found")
        return http_reply(b"<Response><Redirect>/%d</Redirect></Response>" % turn, *more_headers)

    return web(answer)


def waiting(filled: bytes) -> Script:
    """Queue after queue, and what is heard in each of them full of faults."""

    def answer(received: Received) -> bytes:
        if "wait" in received.path:
            return http_reply(filled)
        queues = "".join(f"<Enqueue waitUrl='/wait/{n}'>q</Enqueue>" for n in range(1300))
        return http_reply(f"<Response>{queues}</Response>".encode())

    return web(answer)


def faulty() -> Iterator[str]:
    """Verbs with a misspelt attribute."""
    while True:
        yield "<Play lop='x'>y</Play>"


def _once(body: bytes) -> Script:
    return web(lambda _: http_reply(body))


HOSTILE: dict[str, Callable[[], Script]] = {
    "flood": lambda: flood,
    "header flood": lambda: header_flood,
    "gzip bomb": bomb,
    "huge headers": headers,
    "tiny elements": lambda: _once(document(elements)),
    "nested elements": lambda: _once(document(nested, lambda depth: "</a>" * depth)),
    "attributes": lambda: _once(document(attributes, lambda _: "/>")),
    "50 documents": lambda: chain(document(elements)),
    "50 nested documents": lambda: chain(document(nested, lambda depth: "</a>" * depth)),
    "50 times cookies": cookies,
    "redirects with headers": lambda: redirects("", *[f"X-{n}: {'h' * 2500}" for n in range(95)]),
    "redirects to long addresses": lambda: redirects("L" * 60_000),
    "50 documents of attributes": lambda: chain(document(attributes, lambda _: "/>")),
    "50 faulty documents": lambda: chain(document(faulty)),
    "music": lambda: waiting(document(faulty)),
}
