"""TLS as Twilio wants it: version 1.2 at least, a chain to a public authority, the right name.

Codes 11220, 11235, 11236 and 11237: https://www.twilio.com/docs/api/errors/11220 and so on.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any, cast

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.util.ssl_match_hostname import CertificateError, match_hostname

from twiml_check.fetch.dial import connect
from twiml_check.fetch.exchange import Exchange, FailedExchange
from twiml_check.fetch.sockets import PlainSocket, SecureSocket
from twiml_check.urls import escape

PROBE_SECONDS = 1


def trust(verify: bool, ca_bundle: str | None) -> ssl.SSLContext:
    """A context for all connections of a run: loading the authorities takes over 20 ms.

    Raises:
        OSError: `ca_bundle` (a PEM file or a folder) cannot be read.
    """
    # Not create_default_context: from Python 3.13 on it is stricter than Twilio is known to be.
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.sslsocket_class = SecureSocket
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


def secure(sock: PlainSocket, exchange: Exchange) -> SecureSocket:
    """The same connection after the TLS handshake, with a certificate that fits the host.

    Raises:
        FailedExchange: the certificate is for another name.
        OSError: the handshake failed, or nobody vouches for the certificate.
    """
    exchange.stage = "handshake"
    try:
        wrapped = _shake_hands(sock, exchange)
    except BaseException:
        sock.close()
        raise
    try:
        _check_name(wrapped, exchange.place.host)
    except BaseException:
        wrapped.close()
        raise
    return wrapped


def answers_tls(exchange: Exchange) -> bool:
    """Whether the host that hung up on plain http speaks TLS on that port.

    Many TLS servers close such a connection without a word: https://www.twilio.com/docs/api/errors/11206
    """
    if exchange.place.scheme == "https":
        return False
    anyone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    try:
        with connect(exchange, 0) as sock:
            sock.settimeout(min(PROBE_SECONDS, exchange.left()))
            with anyone.wrap_socket(sock, server_hostname=_ascii(exchange.place.host)) as wrapped:
                return wrapped.version() is not None
    except (OSError, ValueError, FailedExchange):
        return False


def _shake_hands(sock: PlainSocket, exchange: Exchange) -> SecureSocket:
    name = _ascii(exchange.place.host) if exchange.overrides.sni else None
    context = exchange.context()
    sock.settimeout(min(exchange.overrides.ct_ms / 1000, exchange.left()))
    return cast("SecureSocket", context.wrap_socket(sock, server_hostname=name))


def _check_name(wrapped: SecureSocket, host: str) -> None:
    if wrapped.version() is None:
        # A peer that is gone already leaves Python with a socket that speaks no TLS at all.
        raise ConnectionResetError
    certificate = cast("dict[str, Any]", wrapped.getpeercert())
    if not certificate:
        return  # nothing was verified, as the user wished
    try:
        match_hostname(cast("Any", certificate), _ascii(host))
    except CertificateError as error:
        names = [str(value) for _, value in certificate.get("subjectAltName", ())]
        shown = ", ".join(names[:4]) + (" and more" if len(names) > 4 else "")
        detail = f"it names {escape(shown) or 'no host'}, not {host}"
        raise FailedExchange("tls-name-mismatch", detail) from error


def _ascii(host: str) -> str:
    trimmed = host.rstrip(".")
    return trimmed if trimmed.isascii() else trimmed.encode("idna").decode("ascii")
