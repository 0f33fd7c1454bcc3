"""One exchange under way: what is asked for, where, and how much time and data are left."""

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
"""Nothing in a URL can lift it: https://www.twilio.com/docs/api/errors/11205"""
MAX_HEAD = 256 * 1024
"""Bytes of status line and headers. Twilio's limit is not known; servers stop at 8 to 64 KiB."""
MAX_WIRE = 1024 * 1024
"""Bytes of one answer with its headers, chunk marks and compression, before we hang up."""
TLS_ALERT = b"\x15\x03"
"""How a TLS server says no; it means that we spoke plain http to it."""


class FailedExchange(Exception):  # noqa: N818 - it is an outcome, and nothing went wrong with us
    """Carries a `TransportError` up through requests, urllib3 and http.client."""

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
    """Bytes of the answer so far, as they came over the wire."""
    app: AppConnection | None = None
    """The connection, where it leads to an app in this process."""
    opening: bytes = b""
    """The first bytes of them, to tell what is being spoken."""

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
        """Begin with nothing sent.

        `origin` is where to connect; `request_line` are path and query, byte for byte; `deadline`
        is on the clock of `perf_counter`, in seconds.
        """
        self.origin = origin
        self.request_line = request_line
        self.overrides = overrides
        self.public_only = public_only
        self.deadline = deadline
        self.attempts = overrides.rc
        """How often a connection or request may still fail and be tried again."""
        self.context = context
        self.app_transport = app_transport

    def rewind(self) -> None:
        """Start over with another request of the same exchange; time goes on."""
        self.stage, self.received, self.opening, self.fresh = "connect", 0, b"", False

    def seconds_left(self) -> float:
        """Return the seconds until the hard end.

        Raises:
            FailedExchange: there are none.
        """
        seconds = self.deadline - perf_counter()
        if seconds <= 0:
            raise self.out_of_time()
        return seconds

    def patience(self) -> float:
        """Return the seconds to wait for the next packet."""
        return min(self.overrides.rt_ms / 1000, self.seconds_left())

    def out_of_time(self) -> FailedExchange:
        """Return the failure at the end of the total time, with Twilio's number for it."""
        total = self.overrides.tt_ms
        if self.overrides.total_set:
            return FailedExchange("answer-timeout", f"none within {total} ms (#tt={total})", 11203)
        return FailedExchange("answer-timeout", f"none within {total / 1000:g} s")

    def no_packet(self) -> FailedExchange:
        """Return the failure of a wait for the next packet."""
        if self.deadline - perf_counter() <= 0.001:
            return self.out_of_time()
        waited = self.overrides.rt_ms
        return FailedExchange("answer-timeout", f"nothing came for {waited} ms (#rt={waited})")

    @property
    def tls_alert(self) -> FailedExchange | None:
        """Return the failure of plain http that a TLS server has met, if that has happened."""
        if self.opening.startswith(TLS_ALERT) and self.origin.scheme == "http":
            return FailedExchange("plain-http-to-tls-port", "it answers with a TLS alert")
        return None

    def count(self, buffer: memoryview, size: int) -> int:
        """Count the bytes that came into the buffer, and return their number; 0 is the end.

        Raises:
            FailedExchange: the headers were cut off, or more came than we are ready to read.
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
            return FailedExchange("not-http", f"{self.received} bytes that are no status line")
        return FailedExchange("short-head", f"after {self.received} bytes")


class AppConnection(Protocol):
    """One connection to an app in this process, for one exchange."""

    @property
    def socket(self) -> socket.socket:
        """Return our end of it; whoever takes it closes it."""

    @property
    def cause(self) -> str:
        """Say why the app failed, in one line; empty as long as it did not."""

    @property
    def whereabouts(self) -> str:
        """Say where in its own code the app still is; empty when nobody knows."""


class AppTransport(Protocol):
    """A way to an app in this process."""

    def __call__(self, where: Origin, /) -> AppConnection | None:
        """Return a connection to it; None for a place that is not its own."""

    def close(self) -> None:
        """Shut it down."""
