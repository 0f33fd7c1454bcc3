"""HTTP between the fetcher and an app: parse the request, write the response.

The requests of the fetcher are well formed. A response is written as a server would send it.
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
"""The beginning of a status without a body."""
_OURS = (b"connection", b"transfer-encoding")
"""Headers of the server, which an app must not set: https://peps.python.org/pep-3333/#other-http-features"""


class BadAnswerError(ValueError):
    """A response that no server would send."""


class RequestHead(NamedTuple):
    """The head of a request."""

    method: str
    path: str
    """The percent-encoded path."""
    query: str
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str:
        """Return the value of a header, by its name in lower case; empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class ResponseWriter:
    """Writes a response: each call returns the bytes to send next."""

    def __init__(self, method: str) -> None:
        """Begin without a status."""
        self.status = b""
        self._bare = method == "HEAD"
        self._headers: list[tuple[bytes, bytes]] = []
        self.begun = False
        """True if the head was sent."""
        self._chunked = False

    def begin(self, status: bytes, headers: Headers) -> None:
        """Store status and headers; they are sent with the first bytes of the body.

        Raises:
            BadAnswerError: a server would refuse them.
        """
        if not re.fullmatch(_STATUS, status):
            raise BadAnswerError(f"{clip(repr(status), 60)} is not a valid status")
        kept = list(headers)
        for name, value in kept:
            if not re.fullmatch(_NAME, name):
                raise BadAnswerError(f"{clip(repr(name), 60)} is not a valid name of a header")
            if re.search(_BREAKS, value):
                raise BadAnswerError(f"the header {name.decode()} has a line break in it")
        self.status, self._headers = status, kept

    def piece(self, data: bytes) -> bytes:
        """Return a part of the body; more parts may follow."""
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
        """Return the 500 of a server whose app failed; nothing if the response has begun."""
        if self.begun:
            return b""
        self.begin(b"500 " + FAILED, [(b"Content-Type", b"text/plain")])
        return self.end(FAILED)

    @property
    def _bodiless(self) -> bool:
        return self._bare or self.status.startswith(BODILESS)

    def _head(self, length: int | None) -> bytes:
        """Return the head once; `length` is the length of the body, if it is known."""
        if self.begun:
            return b""
        if not self.status:
            raise BadAnswerError("the app sent a body before the status")
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
    """Return the parsed head of a request."""
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    path, _, query = target.partition("?")
    pairs = (line.partition(":")[::2] for line in lines)
    return RequestHead(method, path, query, tuple((name, value.strip()) for name, value in pairs))
