"""An answer as it comes off the socket: http.client's reader, where that is too lenient or strict.

It takes each status from 101 to 199 for the final one, knows chunks only by the bare word, and
overlooks lengths that are no numbers: https://www.rfc-editor.org/rfc/rfc9112
"""

import http.client
import re
from email.errors import MissingHeaderBodySeparatorDefect

from urllib3 import HTTPResponse

from twiml_check.fetch.exchange import FailedExchange
from twiml_check.model.exchange import Fields, TransportError
from twiml_check.web.url import escape

SWITCHING = 101
"""The one status below 200 after which no other answer comes: nobody speaks HTTP any more."""
LONGEST_LINE = 65_536

_FOLD = re.compile(r"\r?\n[ \t]+")


class Response(http.client.HTTPResponse):
    """http.client's response; `connection` bounds the time and the bytes of what it reads."""

    def _read_status(self) -> tuple[str, int, str]:
        """Return the first final status line: what is said before it (102, 103) is skipped."""
        while True:
            line: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
            if line[1] >= 200 or line[1] == SWITCHING:
                return line
            self._skip_head()

    def _skip_head(self) -> None:
        while self.fp.readline(LONGEST_LINE) not in (b"\r\n", b"\n", b""):
            pass

    def begin(self) -> None:
        """Read the head, and see how the body will end."""
        super().begin()
        if self.length == 0 and self.chunked:  # 204, 304 and 101 never have a body
            self.chunked, self.will_close = False, True
        elif self.chunked or _ends_chunked(self.headers.get("Transfer-Encoding", "")):
            self.chunked, self.chunk_left, self.length = True, None, None
            self.will_close = self._check_close()  # type: ignore[attr-defined]
        else:
            self._look_at_length()
        if self.status == SWITCHING or self._method == "HEAD":  # type: ignore[attr-defined]
            # Nothing else is asked there: some servers send a body after HEAD, against the rules.
            self.chunked, self.length, self.will_close = False, 0, True

    def _look_at_length(self) -> None:
        """Refuse lengths that are none; proxies may join equal ones with a comma."""
        given = ",".join(self.headers.get_all("Content-Length") or [])
        lengths = {part.strip() for part in given.split(",")}
        if len(lengths) > 1 or not re.fullmatch(r"(\+?[0-9]{1,18})?", length := lengths.pop()):
            raise FailedExchange("not-http", f'Content-Length is "{escape(given[:40])}"')
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
            raise FailedExchange("not-http", "a chunk is longer than it says")
        return data


def fields_of(raw: HTTPResponse) -> Fields:
    """Return the names and values in the order of the wire, folded lines made one."""
    return tuple((name, readable(_FOLD.sub(" ", value))) for name, value in raw.headers.items())


def readable(value: str) -> str:
    """Return a value as it was meant: http.client reads Latin-1 where a server writes UTF-8."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def malformed(raw: HTTPResponse, fields: Fields) -> TransportError | None:
    """Return what is wrong with the headers as such (11206), or None.

    Python's parser stops at a line without a colon and drops all that follow.
    """
    original = raw._original_response  # the only way to the parser's own notes
    defects = original.msg.defects if original is not None else []
    if any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in defects):
        return TransportError("not-http", "a header line has no colon")
    for name, value in fields:
        if "\0" in name + value:
            return TransportError("not-http", "a header contains a NUL character")
    return None


def _ends_chunked(codings: str) -> bool:
    return codings.rpartition(",")[2].strip().lower() == "chunked"
