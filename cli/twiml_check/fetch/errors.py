"""The cause of an exception, which requests and urllib3 may have wrapped several times.

Details have our own words: the texts of the libraries have object addresses and passwords.
"""

import errno
import http.client
import ssl
from collections.abc import Iterator

from twiml_check.fetch.exchange import Exchange, FailedExchange
from twiml_check.model.exchange import OWN_LIMIT, TransportError
from twiml_check.vocabulary.own_limits import own_limit
from twiml_check.web.text import clip, escape, mask

CERTIFICATE = {
    10: "tls-expired",  # X509_V_ERR_CERT_HAS_EXPIRED
    62: "tls-name-mismatch",  # X509_V_ERR_HOSTNAME_MISMATCH
    64: "tls-name-mismatch",  # X509_V_ERR_IP_ADDRESS_MISMATCH
}
"""Verification results of OpenSSL; all others mean an untrusted certificate."""
NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "RECORD_LAYER_FAILURE")
"""OpenSSL's reasons when the response of the peer is not TLS."""
HUNG_UP = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)
NO_ROUTE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)
WANTS_TLS = (
    b"plain HTTP request was sent to HTTPS port",  # nginx
    b"speaking plain HTTP to an SSL-enabled server port",  # Apache
    b"sent an HTTP request to an HTTPS server",  # Go
)
"""Texts of servers, with status 400, for an http request to their https port."""


def failure_of(error: BaseException, exchange: Exchange) -> TransportError:
    """Return the cause of an exception, with its detail."""
    for link in _chain(error):
        if failure := _failure(link, exchange):
            return failure
    if exchange.stage in ("connect", "handshake", "send"):
        return TransportError("unusable-url", "a request cannot contain this URL")
    return TransportError("not-http", type(error).__name__)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the exception and those inside it, innermost last."""
    seen: list[BaseException] = []
    todo: list[object] = [error]
    while todo and len(seen) < 50:
        link = todo.pop(0)
        if isinstance(link, BaseException) and not any(link is other for other in seen):
            seen.append(link)
            yield link
            todo += [getattr(link, "reason", None), *link.args, link.__cause__, link.__context__]


def _failure(error: BaseException, exchange: Exchange) -> TransportError | None:
    if isinstance(error, FailedExchange):
        return error.failure
    if own := own_limit(error):
        return TransportError(OWN_LIMIT, own)
    if isinstance(error, ssl.SSLError):
        return _of_tls(error, exchange)
    if isinstance(error, http.client.HTTPException):
        return _of_http(error, exchange)
    if isinstance(error, OSError):
        return _of_socket(error, exchange)
    return None


def _of_tls(error: ssl.SSLError, exchange: Exchange) -> TransportError | None:
    if isinstance(error, ssl.SSLCertVerificationError):
        cause = CERTIFICATE.get(error.verify_code, "tls-untrusted")
        seen = "" if cause == "tls-expired" else escape(error.verify_message).rstrip(".")
        return TransportError(cause, seen)
    reason = getattr(error, "reason", None)
    if not isinstance(reason, str):
        return None if not isinstance(error, ssl.SSLEOFError) else _hung_up(exchange)
    if exchange.stage == "handshake" and reason in NO_TLS:
        return TransportError("tls-to-plain-port", _peer(exchange))
    cause = "tls-handshake" if exchange.stage == "handshake" else "connection-reset"
    return TransportError(cause, reason.lower().replace("_", " "))


def _of_http(error: http.client.HTTPException, exchange: Exchange) -> TransportError | None:
    if isinstance(error, http.client.IncompleteRead):
        size, chunk = f"{error.expected} bytes are missing", "the last chunk is missing or broken"
        return TransportError("short-body", size if error.expected else chunk)
    if isinstance(error, http.client.LineTooLong):
        return TransportError(
            "not-http" if exchange.stage == "body" else "header-too-large", str(error)
        )
    if isinstance(error, http.client.BadStatusLine):
        return _of_status_line(str(error.args[0]) if error.args else "", exchange)
    if type(error) is http.client.HTTPException and exchange.stage != "body":
        return TransportError("too-many-headers", str(error))
    return None


def _of_status_line(line: str, exchange: Exchange) -> TransportError:
    if alert := exchange.tls_alert:
        return alert.failure
    shown = mask(line.strip())
    return TransportError(
        "not-http", f'the first line is "{clip(shown, 60)}"' if shown else "the first line is empty"
    )


def _of_socket(error: OSError, exchange: Exchange) -> TransportError | None:
    if isinstance(error, ConnectionRefusedError):
        return TransportError("connection-refused", _peer(exchange))
    if isinstance(error, TimeoutError):
        return _timed_out(exchange)
    if isinstance(error, HUNG_UP):
        return _hung_up(exchange)
    if error.errno in NO_ROUTE or (error.errno is not None and exchange.stage == "connect"):
        return TransportError("unreachable", f"{_peer(exchange)}: {error.strerror}")
    return None  # requests' own exceptions are OSErrors too, with less detail than the wrapped ones


def _timed_out(exchange: Exchange) -> TransportError:
    waited = f"{_peer(exchange)}: no data for {exchange.overrides.ct_ms} ms"
    if exchange.stage == "connect":
        return TransportError("connect-timeout", waited)
    if exchange.stage == "handshake":
        return TransportError("tls-handshake", waited)
    return exchange.no_packet().failure


def _hung_up(exchange: Exchange) -> TransportError:
    if exchange.stage == "handshake":
        return TransportError("tls-handshake", "the server closed the connection")
    if exchange.stage == "body":
        return TransportError("connection-reset", "in the middle of the body")
    return TransportError(
        "connection-reset", "before the response" if not exchange.received else ""
    )


def _peer(exchange: Exchange) -> str:
    host = exchange.origin.host
    return f"{f'[{host}]' if ':' in host else escape(host)}:{exchange.origin.port}"
