"""The transport of an exchange: requests' adapter, with our connections in urllib3's pools.

requests normalizes URLs, adds headers and loads the trust store for each new host. Twilio's request
has to be the same byte for byte, so the exchange has all that matters here.
"""

from __future__ import annotations

import threading
from functools import partial
from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING, Any, cast

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import (
    BaseHTTPResponse,
    HTTPConnectionPool,
    HTTPHeaderDict,
    HTTPResponse,
    HTTPSConnectionPool,
)
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import SKIP_HEADER

from twiml_check.fetch.connection import TimedSocket, connect, refuse_private, secure
from twiml_check.fetch.errors import failure_of
from twiml_check.fetch.exchange import AppConnection, Exchange, FailedExchange
from twiml_check.fetch.response import Response
from twiml_check.model.exchange import Fields
from twiml_check.vocabulary.own_limits import own_limit

if TYPE_CHECKING:
    from urllib3._base_connection import BaseHTTPConnection

POOLS = 64
"""Hosts whose connections are kept."""
CONNECTIONS = 16
"""Connections that are kept for one host, by default."""
KEPT = 32
"""Connections that are kept for all hosts together, by default."""
_ADDED = ("Accept-Encoding", "User-Agent", "Host")
"""Headers that urllib3 would add by itself."""


class _Current(threading.local):
    """The current exchange of this thread: urllib3 cannot pass it on."""

    exchange: Exchange


class PlainConnection(HTTPConnection):
    """An http connection that belongs to one exchange at a time."""

    response_class = Response

    def connect(self) -> None:
        """Connect, with the TLS handshake, within the limits of the exchange."""
        self.sock = open_socket(_current.exchange)
        self.is_verified = True  # else urllib3 warns about an option that the user chose

    def request(self, method: str, _url: str, **options: Any) -> None:  # type: ignore[override]
        """Send the request line of the exchange, not the one that requests made."""
        adopt(self)
        super().request(method, _current.exchange.request_line, **options)
        _current.exchange.stage = "head"


class SecureConnection(PlainConnection, HTTPSConnection):
    """An https connection that belongs to one exchange at a time."""


class IdleConnections:
    """The idle connections of all hosts. If there are too many, the oldest is closed."""

    def __init__(self, most: int) -> None:
        """Begin with none."""
        self.lock = threading.RLock()
        """Held while a connection is taken, so that nobody closes it."""
        self._most = most
        self._idle: dict[BaseHTTPConnection, None] = {}

    def add(self, connection: BaseHTTPConnection) -> None:
        """Add a connection, and close the oldest if there are too many."""
        with self.lock:
            self._idle[connection] = None
            while len(self._idle) > self._most:
                oldest = next(iter(self._idle))
                del self._idle[oldest]
                oldest.close()  # its pool keeps it, and opens it again for the next use

    def take(self, connection: BaseHTTPConnection) -> None:
        """Remove a connection that is in use now."""
        with self.lock:
            self._idle.pop(connection, None)


class PlainPool(HTTPConnectionPool):
    """urllib3's pool with our connections; the limit of idle ones is for all hosts together."""

    ConnectionCls = PlainConnection  # type: ignore[assignment]

    def __init__(self, *args: Any, idle: IdleConnections, **options: Any) -> None:
        """Begin with the options of urllib3's pool; all pools of a transport share `idle`."""
        super().__init__(*args, **options)
        self._idle = idle

    def _get_conn(self, timeout: float | None = None) -> BaseHTTPConnection:
        with self._idle.lock:
            connection = super()._get_conn(timeout)
            self._idle.take(connection)
        return connection

    def _put_conn(self, conn: BaseHTTPConnection | None) -> None:
        if conn is not None and not conn.is_closed:
            self._idle.add(conn)  # first: as soon as it is put, another thread may take it
        super()._put_conn(conn)


class SecurePool(PlainPool, HTTPSConnectionPool):
    """The same for https."""

    ConnectionCls = SecureConnection  # type: ignore[assignment]


class Transport(HTTPAdapter):
    """requests' adapter, without its changes to URLs, headers, retries and certificates."""

    def __init__(self, connections: int = CONNECTIONS, kept: int = KEPT) -> None:
        """Keep `connections` for one host, and `kept` for all hosts, until `close`."""
        super().__init__(pool_connections=max(POOLS, kept), pool_maxsize=connections)
        idle = IdleConnections(kept)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(PlainPool, idle=idle),
            "https": partial(SecurePool, idle=idle),
        }

    def build_connection_pool_key_attributes(self, *_: Any, **__: Any) -> tuple[Any, Any]:
        """Share connections by place; those with and without SNI are separate."""
        exchange = _current.exchange
        sni = {} if exchange.overrides.sni else {"server_hostname": "none"}
        return exchange.origin._asdict(), sni

    def cert_verify(self, *_: Any) -> None:
        """Do nothing, `connection` verifies: requests would load the CAs for every pool."""

    def request_url(self, *_: Any) -> str:
        """Return a placeholder; the connection has the real URL."""
        return "/"

    def build_response(
        self, _: requests.PreparedRequest, raw: BaseHTTPResponse
    ) -> requests.Response:
        """Return only what `ask` needs: requests would read cookies, slowly and with warnings."""
        response = requests.Response()
        response.raw = raw
        return response

    def ask(self, exchange: Exchange, method: str, url: str, body: bytes) -> HTTPResponse:
        """Send one request and read the head of the response, but not the body.

        Raises:
            Exception: anything that sockets, TLS, http.client, urllib3 and requests raise.
        """
        _current.exchange = exchange
        prepared = requests.PreparedRequest()
        prepared.method, prepared.url, prepared.body = method, url, body or None
        prepared.headers = cast("CaseInsensitiveDict[str]", headers_of(exchange.headers))
        raw = self.send(prepared, stream=True).raw
        exchange.stage = "body"
        return cast("HTTPResponse", raw)


_current = _Current()


def headers_of(fields: Fields) -> HTTPHeaderDict:
    """Return the headers, with urllib3's mark on those that it must not add."""
    headers = HTTPHeaderDict()
    for name, value in fields:
        # http.client writes latin-1; so the bytes on the wire are UTF-8
        headers.add(name, value.encode("utf-8", "replace").decode("latin-1"))
    for name in _ADDED:
        if name not in headers:
            headers[name] = SKIP_HEADER
    return headers


def open_socket(exchange: Exchange) -> TimedSocket:
    """Return a connected socket, including TLS, after as many attempts as the URL allows."""
    turn = 0
    while True:
        exchange.stage = "connect"
        try:
            return _attempt(exchange, turn)
        except OSError as error:
            hopeless = isinstance(error, SSLCertVerificationError) or own_limit(error)
            if hopeless or exchange.attempts <= 0 or "ct" not in exchange.overrides.rp:
                failure = failure_of(error, exchange)
                raise FailedExchange(failure.cause, failure.detail) from error
            exchange.attempts -= 1
            turn += 1


def adopt(connection: PlainConnection) -> None:
    """Give a connection, new or kept, to the exchange of this thread."""
    if connection.sock is None:
        connection.connect()
    sock = cast("TimedSocket", connection.sock)
    exchange = sock.exchange = _current.exchange
    exchange.stage = "send"
    exchange.address = sock.address  # getpeername fails if the peer has closed the connection
    if exchange.public_only and exchange.address:
        refuse_private(exchange.address, exchange.origin.host)


def _attempt(exchange: Exchange, turn: int) -> TimedSocket:
    if exchange.app_transport and (app := exchange.app_transport(exchange.origin)):
        return _to_app(exchange, app)
    plain = connect(exchange, turn)
    exchange.fresh = True
    sock = plain if exchange.origin.scheme == "http" else secure(plain, exchange)
    sock.address = exchange.address
    return sock


def _to_app(exchange: Exchange, app: AppConnection) -> TimedSocket:
    """Return the connection to an app in this process, which needs neither DNS nor TLS."""
    sock = TimedSocket(fileno=app.socket.detach())
    exchange.app, exchange.fresh, sock.address = app, True, None
    return sock
