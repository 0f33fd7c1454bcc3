"""HTTP between the fetcher and an app: the request taken apart, the answer put together.

The fetcher's requests are well formed. What the app answers goes out as a server would send it.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from twiml_check.web.text import clip

Headers = Iterable[tuple[bytes, bytes]]
FAILED = b"Internal Server Error"
_NAME = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
"""https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2"""
_STATUS = rb"[1-9][0-9]{2}( [^\r\n\0]*)?"
_BREAKS = rb"[\r\n\0]"
BODILESS = (b"1", b"204", b"304")
"""How the status of an answer begins that has no body."""
_OURS = (b"connection", b"transfer-encoding")
"""Headers that are the server's, not the app's: https://peps.python.org/pep-3333/#other-http-features"""


class BadAnswerError(ValueError):
    """An answer that no server sends on."""


class RequestHead(NamedTuple):
    """The head of a request."""

    method: str
    path: str
    """As it was sent, percent-encoded."""
    query: str
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str:
        """Return the value of a header, by its name in lower case; empty when there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class ResponseWriter:
    """An answer on its way out: each call gives the bytes to send next."""

    def __init__(self, method: str) -> None:
        """Begin with nothing answered."""
        self.status = b""
        self._bare = method == "HEAD"
        self._headers: list[tuple[bytes, bytes]] = []
        self.begun = False
        """Whether the head has gone out."""
        self._chunked = False

    def begin(self, status: bytes, headers: Headers) -> None:
        """Take status and headers; they go out with the first bytes of the body.

        Raises:
            BadAnswerError: a server would refuse them.
        """
        if not re.fullmatch(_STATUS, status):
            raise BadAnswerError(f"the status is {clip(repr(status), 60)}")
        kept = list(headers)
        for name, value in kept:
            if not re.fullmatch(_NAME, name):
                raise BadAnswerError(f"no header can be called {clip(repr(name), 60)}")
            if re.search(_BREAKS, value):
                raise BadAnswerError(f"the header {name.decode()} has a line break in it")
        self.status, self._headers = status, kept

    def piece(self, data: bytes) -> bytes:
        """Return a part of the body, after which more may come."""
        if not data:
            return b""
        head = self._head(None)
        if self._bodiless:
            return head
        return head + (b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data)

    def end(self, data: bytes = b"") -> bytes:
        """Return the last part of the body."""
        head = self._head(len(data))
        if not self._chunked:
            return head if self._bodiless else head + data
        return head + self.piece(data) + b"0\r\n\r\n"

    def failure(self) -> bytes:
        """Return what a server says of an app that failed; nothing where it has begun to answer."""
        if self.begun:
            return b""
        self.begin(b"500 " + FAILED, [(b"Content-Type", b"text/plain")])
        return self.end(FAILED)

    @property
    def _bodiless(self) -> bool:
        return self._bare or self.status.startswith(BODILESS)

    def _head(self, length: int | None) -> bytes:
        """Return the head, once; `length` is that of the body where it is known."""
        if self.begun:
            return b""
        if not self.status:
            raise BadAnswerError("there is a body before there is a status")
        self.begun = True
        names = {name.lower() for name, _ in self._headers}
        headers = [pair for pair in self._headers if pair[0].lower() not in _OURS]
        if not self._bodiless and b"content-length" not in names:
            self._chunked = length is None
            sized = (b"Content-Length", b"%d" % (length or 0))
            headers.append(sized if length is not None else (b"Transfer-Encoding", b"chunked"))
        headers.append((b"Connection", b"close"))
        lines = b"".join(b"%b: %b\r\n" % pair for pair in headers)
        return b"HTTP/1.1 %b\r\n%b\r\n" % (self.status, lines)


def parse_head(head: bytes) -> RequestHead:
    """Return a request's head, taken apart."""
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    path, _, query = target.partition("?")
    pairs = (line.partition(":")[::2] for line in lines)
    return RequestHead(method, path, query, tuple((name, value.strip()) for name, value in pairs))
