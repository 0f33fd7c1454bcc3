"""The body of an answer: read and decompressed up to Twilio's limit, and never further.

64 KiB: https://www.twilio.com/docs/api/errors/11750
"""

import zlib
from collections.abc import Callable

from urllib3 import HTTPResponse

from twiml_check.fetch.errors import failure_of
from twiml_check.fetch.exchange import Exchange, FailedExchange
from twiml_check.model.exchange import TransportError
from twiml_check.vocabulary.answers import SIZE_LIMIT
from twiml_check.web.url import mask

LIMIT = SIZE_LIMIT
"""Bytes, after decompression."""
BLOCK = 8_192
COMPRESSED = ("gzip", "x-gzip", "deflate")
GZIP = 0x1F
"""The first byte of gzip data. They may consist of several members, each with a head of its own:
https://www.rfc-editor.org/rfc/rfc1952#page-5"""
AS_IT_IS = ("", "identity")


class _Inflate:
    """gzip and deflate; the latter with or without zlib's header, as servers disagree on it."""

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
            raise FailedExchange("bad-compression", f"it is not {self.encoding}") from None

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
        """Begin with another member of gzip data, if one follows; what else follows is ignored."""
        if self.encoding == "deflate" or block[0] != GZIP:
            return False
        self.stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return True

    def _check_end(self) -> None:
        if self.begun and not self.stream.eof:
            raise FailedExchange("bad-compression", f"the {self.encoding} data end too early")


def read_body(raw: HTTPResponse, exchange: Exchange) -> tuple[bytes, TransportError | None]:
    """Return the body, at most `LIMIT` bytes of it, and why it cannot be used.

    The connection is kept when the body was read to its end, and closed otherwise.
    """
    body = bytearray()
    try:
        _fill(body, raw)
    except Exception as error:  # noqa: BLE001 - whatever a server sends must not stop the run
        return bytes(body[:LIMIT]), failure_of(error, exchange)
    finally:
        raw.close()
        raw.release_conn()
    if len(body) > LIMIT and not _is_sound(raw):
        return bytes(body[:LIMIT]), TransportError("body-too-large", f"more than {LIMIT:,} bytes")
    return bytes(body[:LIMIT]), _emptiness(raw, body)


def _fill(body: bytearray, raw: HTTPResponse) -> None:
    encoding = raw.headers.get("Content-Encoding", "").strip().lower()
    unpack = _unpacker(encoding)
    while len(body) <= LIMIT:
        block = raw.read(BLOCK, decode_content=False)
        body += unpack(block, LIMIT + 1 - len(body))
        if not block:
            break


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    """Return a function that decompresses block by block, each time at most so many bytes.

    An empty block is the end. It raises FailedExchange for what cannot be decompressed.
    """
    if encoding in AS_IT_IS:
        return lambda block, room: block[:room]
    if encoding not in COMPRESSED:
        return _refuse(encoding)
    return _Inflate(encoding)


def _refuse(encoding: str) -> Callable[[bytes, int], bytes]:
    def unpack(block: bytes, room: int) -> bytes:
        if block:
            shown = mask(encoding)[:40]
            raise FailedExchange("bad-compression", f'Content-Encoding "{shown}" is unknown')
        return block[:room]

    return unpack


def _is_sound(raw: HTTPResponse) -> bool:
    """Say whether it may be long: the limit is for documents."""
    return raw.headers.get("Content-Type", "").strip().lower().startswith("audio/")


def _emptiness(raw: HTTPResponse, body: bytearray) -> TransportError | None:
    chunked = "chunked" in raw.headers.get("Transfer-Encoding", "").lower()
    return TransportError("empty-chunked") if chunked and not body and raw.status == 200 else None
