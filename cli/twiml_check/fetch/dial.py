"""From a host name to a connected socket: DNS, address check, TCP, each in its time.

Twilio gives a connection 5 s and tries it twice: https://www.twilio.com/docs/api/errors/11205
"""

from __future__ import annotations

import socket
import threading
from time import perf_counter
from typing import Any

from twiml_check.fetch.exchange import Exchange, FailedExchange
from twiml_check.fetch.sockets import PlainSocket
from twiml_check.urls import is_literal, is_private

Address = tuple[Any, ...]
"""Family, type, protocol, canonical name and socket address, as `getaddrinfo` gives them."""


def addresses(exchange: Exchange) -> list[Address]:
    """All addresses of the host, IPv4 first, as Twilio is only known to use that.

    Raises:
        FailedExchange: DNS has none, gives none in time, or gives a private one where only
            public ones may be opened.
    """
    host, port = exchange.place.host, exchange.place.port
    found = sorted(_look_up(host, port, exchange.left()), key=lambda a: a[0] != socket.AF_INET)
    if exchange.public_only:
        for address in found:
            refuse_private(address[4][0], host)
    return found


def refuse_private(address: str, host: str) -> None:
    """Raise a `private-address` failure for an address that the internet cannot reach."""
    if is_private(address):
        raise FailedExchange("private-address", host if host == address else f"{host} is {address}")


def connect(exchange: Exchange, turn: int) -> PlainSocket:
    """A connected socket, from one attempt over all addresses within `ct` ms.

    Every attempt (`turn`) begins with another address, so that a dead one costs one attempt only.

    Raises:
        FailedExchange: as `addresses`, or the whole time is over.
        OSError: no address could be connected to; of several reasons the first.
    """
    found = addresses(exchange)
    turn %= len(found)
    ends = perf_counter() + exchange.overrides.ct_ms / 1000
    reason: OSError | None = None
    for address in found[turn:] + found[:turn]:
        wait = min(ends - perf_counter(), exchange.left())
        exchange.address = str(address[4][0])
        try:
            return _open(address, max(wait, 0.001))
        except OSError as error:
            reason = reason or error
    exchange.address = None
    exchange.left()
    raise reason or TimeoutError


def _open(address: Address, seconds: float) -> PlainSocket:
    family, kind, protocol, _, name = address
    sock = PlainSocket(family, kind, protocol)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(seconds)
        sock.connect(name)
    except BaseException:
        sock.close()
        raise
    return sock


def _look_up(host: str, port: int, seconds: float) -> list[Address]:
    """`getaddrinfo` with an end: it has no timeout of its own, so a thread may be left behind."""
    found: list[Address] = []
    errors: list[Exception] = []

    def ask() -> None:
        try:
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            errors.append(error)

    if host == "localhost" or is_literal(host):
        ask()  # needs no server
    else:
        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(seconds)
    if not found:
        raise FailedExchange("dns-failure", _no_address(host, errors, seconds))
    return found


def _no_address(host: str, errors: list[Exception], seconds: float) -> str:
    if not errors:
        return f"{host}: no answer from DNS in {seconds:.1f} s"
    if isinstance(errors[0], OSError) and errors[0].strerror:
        return f"{host}: {errors[0].strerror}"
    return f"{host} is no valid host name"
