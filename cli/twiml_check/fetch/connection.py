"""From a host name to a connected socket: DNS, address check, TCP and TLS, with time limits.

Twilio gives a connection 5 s and tries it twice: https://www.twilio.com/docs/api/errors/11205
"""

import socket
import ssl
import threading
from errno import EADDRNOTAVAIL, ENETUNREACH
from pathlib import Path
from time import perf_counter
from typing import Any, cast

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.util.ssl_match_hostname import CertificateError, match_hostname

from twiml_check.fetch.exchange import Exchange, FailedExchange
from twiml_check.model.exchange import OWN_LIMIT
from twiml_check.vocabulary.own_limits import MEMORY, NO_DNS, own_limit
from twiml_check.web.host import is_literal, is_private
from twiml_check.web.text import escape

Address = tuple[Any, ...]
"""Family, type, protocol, canonical name and socket address, as `getaddrinfo` gives them."""

PROBE_SECONDS = 1
"""For the handshake with a host that closed the connection on plain http."""


class TimedSocket(socket.socket):
    """A TCP socket that keeps the time limits of the exchange that uses it."""

    exchange: Exchange
    address: str | None
    """The IP address of the peer."""

    def recv_into(self, buffer: Any, *args: Any) -> int:
        """Read at most as much as fits, within the time limit."""
        self.settimeout(self.exchange.patience())
        try:
            count = super().recv_into(buffer, *args)
        except TimeoutError:
            raise self.exchange.no_packet() from None
        return self.exchange.count(buffer, count)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Write all data, within the time limit."""
        self.settimeout(self.exchange.seconds_left())
        try:
            super().sendall(data, flags)
        except TimeoutError:
            raise self.exchange.out_of_time() from None


class TimedTlsSocket(TimedSocket, ssl.SSLSocket):
    """The same with TLS; `SSLContext.sslsocket_class` makes it."""

    def send(self, data: Any, flags: int = 0) -> int:
        """Write a part; ssl's `sendall` calls this in a loop, each time with a fresh timeout."""
        self.settimeout(self.exchange.seconds_left())
        try:
            return super().send(data, flags)
        except TimeoutError:
            raise self.exchange.out_of_time() from None


def addresses(exchange: Exchange) -> list[Address]:
    """Return all addresses of the host, IPv4 first: Twilio is known to use only IPv4.

    Raises:
        FailedExchange: DNS has no address, does not respond before the timeout, or has a private
            address although only public ones are allowed.
    """
    host, port = exchange.origin.host, exchange.origin.port
    found = sorted(
        _look_up(host, port, exchange.seconds_left()), key=lambda a: a[0] != socket.AF_INET
    )
    if exchange.public_only:
        for address in found:
            refuse_private(address[4][0], host)
    return found


def refuse_private(address: str, host: str) -> None:
    """Raise a `private-address` failure for an address that the internet cannot reach."""
    if is_private(address):
        raise FailedExchange("private-address", host if host == address else f"{host} is {address}")


def connect(exchange: Exchange, turn: int) -> TimedSocket:
    """Return a connected socket, from one attempt over all addresses within `ct` ms.

    Every attempt (`turn`) begins with a different address, so a dead address costs only one.

    Raises:
        FailedExchange: as in `addresses`, or the total time is over.
        OSError: no address accepted a connection; the first of several reasons.
    """
    found = addresses(exchange)
    turn %= len(found)
    ends = perf_counter() + exchange.overrides.ct_ms / 1000
    reason: OSError | None = None
    for address in found[turn:] + found[:turn]:
        wait = min(ends - perf_counter(), exchange.seconds_left())
        exchange.address = str(address[4][0])
        try:
            return _open(address, max(wait, 0.001))
        except OSError as error:
            if error.errno == EADDRNOTAVAIL and not _has_way(address):
                error = OSError(ENETUNREACH, error.strerror)
            elif own_limit(error) and error.errno != EADDRNOTAVAIL:
                raise  # the other addresses would fail for the same reason
            reason = reason or error
    exchange.address = None
    exchange.seconds_left()
    raise reason or TimeoutError


def trust(verify: bool, ca_bundle: str | None) -> ssl.SSLContext:
    """Return a context for all connections of a run: loading the CAs takes over 20 ms.

    Raises:
        OSError: `ca_bundle` (a PEM file or a folder) cannot be read.
    """
    # Not create_default_context: from Python 3.13 on it is stricter than Twilio is known to be.
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.sslsocket_class = TimedTlsSocket
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.set_alpn_protocols(["http/1.1"])
    made.check_hostname = False  # done in `secure`, as it must also work without SNI
    if not verify:
        made.verify_mode = ssl.CERT_NONE
        return made
    trusted = ca_bundle or DEFAULT_CA_BUNDLE_PATH
    is_folder = Path(trusted).is_dir()
    made.load_verify_locations(
        cafile=None if is_folder else trusted, capath=trusted if is_folder else None
    )
    return made


def secure(sock: TimedSocket, exchange: Exchange) -> TimedTlsSocket:
    """Return the same connection after the TLS handshake, if the certificate is for the host.

    Raises:
        FailedExchange: the certificate is for another name.
        OSError: the handshake failed, or the certificate is not trusted.
    """
    exchange.stage = "handshake"
    try:
        wrapped = _shake_hands(sock, exchange)
    except BaseException:
        sock.close()
        raise
    try:
        _check_name(wrapped, exchange.origin.host)
    except BaseException:
        wrapped.close()
        raise
    return wrapped


def answers_tls(exchange: Exchange) -> bool:
    """Say whether the host that closed a plain http connection supports TLS on that port.

    Many TLS servers close such a connection and send nothing: https://www.twilio.com/docs/api/errors/11206
    """
    if exchange.origin.scheme == "https":
        return False
    anyone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    try:
        with connect(exchange, 0) as sock:
            sock.settimeout(min(PROBE_SECONDS, exchange.seconds_left()))
            with anyone.wrap_socket(sock, server_hostname=_ascii(exchange.origin.host)) as wrapped:
                return wrapped.version() is not None
    except (OSError, ValueError, FailedExchange):
        return False


def _open(address: Address, seconds: float) -> TimedSocket:
    family, kind, protocol, _, name = address
    sock = TimedSocket(family, kind, protocol)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(seconds)
        sock.connect(name)
    except BaseException:
        sock.close()
        raise
    return sock


def _has_way(address: Address) -> bool:
    """Say whether there is a route to an address; a UDP socket can tell without sending."""
    with socket.socket(address[0], socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(address[4])
        except OSError:
            return False
    return True


def _look_up(host: str, port: int, seconds: float) -> list[Address]:
    """Call `getaddrinfo` with a timeout, in a thread that may continue after the timeout."""
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
        if own := _resolver_limit(errors):
            raise FailedExchange(OWN_LIMIT, own)
        raise FailedExchange("dns-failure", _no_address(host, errors, seconds))
    return found


RESOLVER = {socket.EAI_MEMORY: MEMORY, socket.EAI_AGAIN: NO_DNS}
"""Errors of `getaddrinfo` that do not say whether the host has an address."""


def _resolver_limit(errors: list[Exception]) -> str:
    """Return the limit on our side that made DNS fail; empty if there is none.

    Without a free descriptor, glibc reports that no host has an address.
    """
    for error in errors:
        if not isinstance(error, socket.gaierror):
            return own_limit(error)
        if error.errno in RESOLVER:
            return RESOLVER[error.errno]
    try:
        socket.socket().close()
    except OSError as error:
        return own_limit(error)
    return ""


def _no_address(host: str, errors: list[Exception], seconds: float) -> str:
    if not errors:
        return f"{host}: no response from DNS within {seconds:.1f} s"
    if isinstance(errors[0], OSError) and errors[0].strerror:
        return f"{host}: {errors[0].strerror}"
    return f"{host} is not a valid host name"


def _shake_hands(sock: TimedSocket, exchange: Exchange) -> TimedTlsSocket:
    name = _ascii(exchange.origin.host) if exchange.overrides.sni else None
    context = exchange.context()
    sock.settimeout(min(exchange.overrides.ct_ms / 1000, exchange.seconds_left()))
    return cast("TimedTlsSocket", context.wrap_socket(sock, server_hostname=name))


def _check_name(wrapped: TimedTlsSocket, host: str) -> None:
    if wrapped.version() is None:
        # If the peer has closed the connection, Python returns a socket without TLS.
        raise ConnectionResetError
    certificate = cast("dict[str, Any]", wrapped.getpeercert())
    if not certificate:
        return  # the user turned verification off
    try:
        match_hostname(cast("Any", certificate), _ascii(host))
    except CertificateError as error:
        names = [str(value) for _, value in certificate.get("subjectAltName", ())]
        shown = ", ".join(names[:4]) + (" and more" if len(names) > 4 else "")
        detail = f"{escape(shown) or 'no host'}, not {host}"
        raise FailedExchange("tls-name-mismatch", detail) from error


def _ascii(host: str) -> str:
    trimmed = host.rstrip(".")
    return trimmed if trimmed.isascii() else trimmed.encode("idna").decode("ascii")
