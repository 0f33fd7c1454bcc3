"""A response as it arrives at the socket: its head, and its body up to Twilio's limit.

http.client's reader is too lenient or too strict. It treats each status from 101 to 199 as final,
accepts "chunked" only as a single word, and ignores lengths that are not numbers:
https://www.rfc-editor.org/rfc/rfc9112
"""

import http.client
import re
import zlib
from collections.abc import Callable
from email.errors import MissingHeaderBodySeparatorDefect
from functools import partial

from urllib3 import HTTPResponse

from twiml_check.fetch.errors import failure_of
from twiml_check.fetch.exchange import Exchange, FailedExchange
from twiml_check.model.exchange import Fields, TransportError
from twiml_check.vocabulary.answers import SIZE_LIMIT
from twiml_check.web.text import clip, escape, mask

SWITCHING = 101
"""The only final status below 200: after it, the connection is not HTTP any more."""
LONGEST_LINE = 65_536
_FOLD = re.compile(r"\r?\n[ \t]+")
BLOCK = 8_192
COMPRESSED = ("gzip", "x-gzip", "deflate")
GZIP = 0x1F
"""The first byte of gzip data. The data may have several members, each with a head:
https://www.rfc-editor.org/rfc/rfc1952#page-5"""
AS_IT_IS = ("", "identity")


class Response(http.client.HTTPResponse):
    """http.client's response; `connection` bounds the time and the bytes of what it reads."""

    def _read_status(self) -> tuple[str, int, str]:
        """Return the first final status line; earlier ones (102, 103) are skipped."""
        while True:
            line: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
            if line[1] >= 200 or line[1] == SWITCHING:
                return line
            while self.fp.readline(LONGEST_LINE) not in (b"\r\n", b"\n", b""):
                pass

    def begin(self) -> None:
        """Read the head, and find out how the body ends."""
        super().begin()
        coding = self.headers.get("Transfer-Encoding", "").rpartition(",")[2]
        if self.length == 0 and self.chunked:  # 204, 304 and 101 never have a body
            self.chunked, self.will_close = False, True
        elif self.chunked or coding.strip().lower() == "chunked":
            self.chunked, self.chunk_left, self.length = True, None, None
            self.will_close = self._check_close()  # type: ignore[attr-defined]
        else:
            self._look_at_length()
        if self.status == SWITCHING or self._method == "HEAD":  # type: ignore[attr-defined]
            # The connection closes: some servers send a body after HEAD, against the rules.
            self.chunked, self.length, self.will_close = False, 0, True

    def _look_at_length(self) -> None:
        """Refuse lengths that are not numbers; proxies may join equal lengths with a comma."""
        given = ",".join(self.headers.get_all("Content-Length") or [])
        lengths = {part.strip() for part in given.split(",")}
        if len(lengths) > 1 or not re.fullmatch(r"(\+?[0-9]{1,18})?", length := lengths.pop()):
            raise FailedExchange("not-http", f'Content-Length is "{clip(escape(given), 40)}"')
        if length and self.length is None:
            self.length = int(length)
            self.will_close = self._check_close()  # type: ignore[attr-defined]

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]
        if size < 0:
            raise FailedExchange("not-http", "a chunk has a negative size")
        return size

    def _safe_read(self, amt: int) -> bytes:
        data: bytes = super()._safe_read(amt)  # type: ignore[misc]
        if self.chunk_left == 0 and data != b"\r\n":
            raise FailedExchange("not-http", "a chunk is longer than its size")
        return data


def fields_of(raw: HTTPResponse) -> Fields:
    """Return the names and values in the order of the wire; folded lines are joined."""
    return tuple((name, readable(_FOLD.sub(" ", value))) for name, value in raw.headers.items())


def readable(value: str) -> str:
    """Return a value as UTF-8 if it is valid UTF-8: http.client reads all as Latin-1."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def header_failure(raw: HTTPResponse, fields: Fields) -> TransportError | None:
    """Return the fault of the headers (11206), or None.

    Python's parser stops at a line without a colon and drops all lines after it.
    """
    original = raw._original_response  # only this has the notes of the parser
    defects = original.msg.defects if original is not None else []
    if any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in defects):
        return TransportError("not-http", "a header line has no colon")
    for name, value in fields:
        if "\0" in name + value:
            return TransportError("not-http", "a header contains a NUL character")
    return None


class _Inflate:
    """gzip and deflate; servers send deflate with or without the header of zlib."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.stream = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self.begun = False

    def __call__(self, block: bytes, room: int) -> bytes:
        if not block:
            self._check_end()
            return b""
        try:
            return self._inflate(block, room)
        except zlib.error:
            raise FailedExchange("bad-compression", f"the body is not {self.encoding}") from None

    def _inflate(self, block: bytes, room: int) -> bytes:
        if not self.begun and self.encoding == "deflate" and block[0] & 0x0F != zlib.DEFLATED:
            self.stream = zlib.decompressobj(-zlib.MAX_WBITS)
        self.begun = True
        found = b""
        while block and len(found) < room:
            if self.stream.eof and not self._goes_on(block):
                break
            found += self.stream.decompress(block, room - len(found))
            block = self.stream.unused_data
        return found

    def _goes_on(self, block: bytes) -> bool:
        """Begin with the next member of gzip data, if there is one; other data is ignored."""
        if self.encoding == "deflate" or block[0] != GZIP:
            return False
        self.stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return True

    def _check_end(self) -> None:
        if self.begun and not self.stream.eof:
            raise FailedExchange("bad-compression", f"the {self.encoding} data ends too early")


def read_body(raw: HTTPResponse, exchange: Exchange) -> tuple[bytes, TransportError | None]:
    """Return at most `SIZE_LIMIT` bytes of the body, and why it cannot be used.

    The connection is kept if the body was read to its end, and closed otherwise.
    """
    body = bytearray()
    try:
        _fill(body, raw)
    except Exception as error:  # noqa: BLE001 - whatever a server sends must not stop the run
        return bytes(body[:SIZE_LIMIT]), failure_of(error, exchange)
    finally:
        raw.close()
        raw.release_conn()
    if len(body) > SIZE_LIMIT and not _is_sound(raw):
        failure = TransportError("body-too-large", f"more than {SIZE_LIMIT:,} bytes")
        return bytes(body[:SIZE_LIMIT]), failure
    return bytes(body[:SIZE_LIMIT]), _emptiness(raw, body)


def _fill(body: bytearray, raw: HTTPResponse) -> None:
    encoding = raw.headers.get("Content-Encoding", "").strip().lower()
    unpack = _unpacker(encoding)
    while len(body) <= SIZE_LIMIT:
        block = raw.read(BLOCK, decode_content=False)
        body += unpack(block, SIZE_LIMIT + 1 - len(body))
        if not block:
            break


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    """Return a function that decompresses a block, to at most a given number of bytes.

    An empty block is the end. The function raises FailedExchange for data that it cannot
    decompress.
    """
    if encoding in AS_IT_IS:
        return lambda block, room: block[:room]
    return _Inflate(encoding) if encoding in COMPRESSED else partial(_refuse, encoding)


def _refuse(encoding: str, block: bytes, _room: int) -> bytes:
    if block:
        shown = clip(mask(encoding), 40)
        raise FailedExchange("bad-compression", f'"{shown}" is not a known Content-Encoding')
    return block


def _is_sound(raw: HTTPResponse) -> bool:
    """Say whether the body is audio and may be long: the limit is for documents."""
    return raw.headers.get("Content-Type", "").strip().lower().startswith("audio/")


def _emptiness(raw: HTTPResponse, body: bytearray) -> TransportError | None:
    chunked = "chunked" in raw.headers.get("Transfer-Encoding", "").lower()
    return TransportError("empty-chunked") if chunked and not body and raw.status == 200 else None
