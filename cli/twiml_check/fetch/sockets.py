"""Sockets that keep to an exchange's time limits in every single read and write.

A timeout that is set once starts anew with each packet: a server that drips a byte a second
would never run into it. Twilio's 15 seconds are for all of it together.
"""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twiml_check.fetch.exchange import Exchange


class PlainSocket(socket.socket):
    """A TCP socket on a budget."""

    exchange: Exchange
    address: str | None
    """The IP address of the peer."""

    def recv_into(self, buffer: Any, *args: Any) -> int:
        """Read at most what fits, before the time is over."""
        self.settimeout(self.exchange.patience())
        try:
            count = super().recv_into(buffer, *args)
        except TimeoutError:
            raise self.exchange.silent() from None
        return self.exchange.took(buffer, count)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Write it all, before the time is over."""
        self.settimeout(self.exchange.left())
        try:
            super().sendall(data, flags)
        except TimeoutError:
            raise self.exchange.out_of_time() from None


class SecureSocket(ssl.SSLSocket):
    """A TLS socket on a budget; `SSLContext.sslsocket_class` makes it."""

    exchange: Exchange
    address: str | None
    """The IP address of the peer."""

    def recv_into(self, buffer: Any, *args: Any) -> int:
        """Read at most what fits, before the time is over."""
        self.settimeout(self.exchange.patience())
        try:
            count = super().recv_into(buffer, *args)
        except TimeoutError:
            raise self.exchange.silent() from None
        return self.exchange.took(buffer, count)

    def send(self, data: Any, flags: int = 0) -> int:
        """Write a part; ssl's `sendall` calls this in a loop, each time with a fresh timeout."""
        self.settimeout(self.exchange.left())
        try:
            return super().send(data, flags)
        except TimeoutError:
            raise self.exchange.out_of_time() from None
