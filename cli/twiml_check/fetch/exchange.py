"""The state of one exchange: the request, the place, and how much time and data are left."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from time import perf_counter
from typing import Literal, Protocol

from twiml_check.model.exchange import Fields, TransportError
from twiml_check.web.overrides import Overrides
from twiml_check.web.url import Origin

Stage = Literal["connect", "handshake", "send", "head", "body"]
HARD_LIMIT_MS = 15_000
"""A URL cannot raise this limit: https://www.twilio.com/docs/api/errors/11205"""
MAX_HEAD = 256 * 1024
"""Bytes of status line and headers. Twilio's limit is unknown; servers allow 8 to 64 KiB."""
MAX_WIRE = 1024 * 1024
"""Bytes of one response, with headers, chunk marks and compression, that we read."""
TLS_ALERT = b"\x15\x03"
"""The bytes of a TLS alert: we sent plain http to a TLS server."""


class FailedExchange(Exception):  # noqa: N818 - an outcome, not an error of ours
    """Carries a `TransportError` through requests, urllib3 and http.client."""

    def __init__(self, cause: str, detail: str = "", code: int | None = None) -> None:
        """Take cause and detail as in `TransportError`."""
        super().__init__(detail)
        self.failure = TransportError(cause, detail, code)


class Exchange:
    """Limits and progress of one exchange; sockets and connections report to it."""

    headers: Fields = ()
    address: str | None = None
    fresh: bool = False
    """Whether the connection in use was opened for this request."""
    stage: Stage = "connect"
    received: int = 0
    """Bytes of the response so far, as they are on the wire."""
    app: AppConnection | None = None
    """The connection, if it is to an app in this process."""
    opening: bytes = b""
    """The first of these bytes, which show the protocol."""

    def __init__(
        self,
        *,
        origin: Origin,
        request_line: str,
        overrides: Overrides,
        public_only: bool,
        deadline: float,
        context: Callable[[], ssl.SSLContext],
        app_transport: AppTransport | None = None,
    ) -> None:
        """Begin before anything is sent.

        `origin` is the place to connect to; `request_line` is path and query, byte for byte;
        `deadline` is a time of `perf_counter`, in seconds.
        """
        self.origin = origin
        self.request_line = request_line
        self.overrides = overrides
        self.public_only = public_only
        self.deadline = deadline
        self.attempts = overrides.rc
        """How many retries of a connection or request are left."""
        self.context = context
        self.app_transport = app_transport

    def rewind(self) -> None:
        """Prepare the next request of the same exchange; the deadline stays."""
        self.stage, self.received, self.opening, self.fresh = "connect", 0, b"", False

    def seconds_left(self) -> float:
        """Return the seconds until the deadline.

        Raises:
            FailedExchange: the deadline is over.
        """
        seconds = self.deadline - perf_counter()
        if seconds <= 0:
            raise self.out_of_time()
        return seconds

    def patience(self) -> float:
        """Return the seconds to wait for the next packet."""
        return min(self.overrides.rt_ms / 1000, self.seconds_left())

    def out_of_time(self) -> FailedExchange:
        """Return the failure of the total time, with Twilio's number if the URL sets that time."""
        total = self.overrides.tt_ms
        if self.overrides.total_set:
            return FailedExchange(
                "answer-timeout", f"no response within {total} ms (#tt={total})", 11203
            )
        return FailedExchange("answer-timeout", f"no response within {total / 1000:g} s")

    def no_packet(self) -> FailedExchange:
        """Return the failure of the wait for the next packet."""
        if self.deadline - perf_counter() <= 0.001:
            return self.out_of_time()
        waited = self.overrides.rt_ms
        return FailedExchange("answer-timeout", f"no data for {waited} ms (#rt={waited})")

    @property
    def tls_alert(self) -> FailedExchange | None:
        """Return the failure of plain http on a TLS port, if the server sent a TLS alert."""
        if self.opening.startswith(TLS_ALERT) and self.origin.scheme == "http":
            return FailedExchange("plain-http-to-tls-port", "the server responds with a TLS alert")
        return None

    def count(self, buffer: memoryview, size: int) -> int:
        """Count the bytes in the buffer, and return their number; 0 is the end.

        Raises:
            FailedExchange: the headers end too early, or the response is larger than we read.
        """
        if not self.opening:
            self.opening = bytes(buffer[: min(size, 4)])
        self.received += size
        if self.stage != "body" and size == 0:
            raise self._cut_off()
        if self.stage != "body" and self.received > MAX_HEAD:
            raise FailedExchange("header-too-large", f"more than {MAX_HEAD // 1024} KiB")
        if self.received > MAX_WIRE:
            raise FailedExchange("body-too-large", f"more than {MAX_WIRE // 1024} KiB on the wire")
        return size

    def _cut_off(self) -> FailedExchange:
        if not self.opening:
            return FailedExchange("connection-closed")
        if alert := self.tls_alert:
            return alert
        if not b"HTTP".startswith(self.opening):
            return FailedExchange("not-http", f"{self.received} bytes that are not a status line")
        return FailedExchange("short-head", f"after {self.received} bytes")


class AppConnection(Protocol):
    """One connection to an app in this process, for one exchange."""

    @property
    def socket(self) -> socket.socket:
        """Return our end of the connection; the caller closes it."""

    @property
    def cause(self) -> str:
        """Return why the app failed, in one line; empty if it did not."""

    @property
    def whereabouts(self) -> str:
        """Return the place in its code where the app still is; empty if unknown."""


class AppTransport(Protocol):
    """The transport to an app in this process."""

    def __call__(self, where: Origin, /) -> AppConnection | None:
        """Return a connection to the app; None for a place that is not the app's."""

    def close(self) -> None:
        """Shut down the app."""
