"""The causes of a failed exchange, each with Twilio's number and the one change that fixes it.

The cause is a public name: the rule of the finding, and the `error` word of the JSON report.
Numbers: https://www.twilio.com/docs/api/errors.
"""

from typing import NamedTuple


class TransportErrorRow(NamedTuple):
    """One reason for a missing or unusable response."""

    code: int
    """Twilio's number."""
    meaning: str
    """What happened, in one line; `: ` and a detail may follow."""
    advice: str
    """The one change to make."""
    doc: str = ""
    """Twilio's page about it; empty means the page of `code`."""

    def sentence(self, detail: str) -> str:
        """Return what happened, with the detail."""
        return f"{self.meaning}: {detail}" if detail else self.meaning


_SECURITY = "https://www.twilio.com/docs/usage/security"

FAILURES: dict[str, TransportErrorRow] = {
    "unusable-url": TransportErrorRow(
        11100,
        "Twilio cannot use this URL",
        "write an absolute http or https URL with a host that has a public DNS name",
    ),
    "dns-failure": TransportErrorRow(
        11210,
        "DNS has no address for the host",
        "check the spelling of the host name, its public DNS record, and the DNS of this machine",
    ),
    "private-address": TransportErrorRow(
        11205,
        "the host is a private address that Twilio cannot reach",
        "use a host that the internet can reach, or a tunnel to your machine",
    ),
    "connection-refused": TransportErrorRow(
        11202,
        "no server accepts connections on this port",
        "start the web server, or correct the port in the URL",
    ),
    "connect-timeout": TransportErrorRow(
        11201,
        "the host did not accept the connection before the timeout",
        "open the port in the firewall to the whole internet: Twilio has no fixed addresses",
    ),
    "unreachable": TransportErrorRow(
        11205,
        "there is no route to the host",
        "check the address that DNS gives for the host, and the routing to it",
    ),
    "connection-reset": TransportErrorRow(
        11205,
        "the server reset the connection",
        "look in the log of the server, or of the proxy in front of it, for a crash or a limit",
    ),
    "connection-closed": TransportErrorRow(
        11205,
        "the server closed the connection without a response",
        "look in the log of the server for a crash at the time of the request",
    ),
    "answer-timeout": TransportErrorRow(
        11205,
        "the response did not arrive before the timeout",
        "respond at once, do the slow work later, and fetch its result with <Redirect>",
    ),
    "short-head": TransportErrorRow(
        11206,
        "the connection ended in the middle of the response headers",
        "look in the log of the server, or of the proxy in front of it, for a crash or a limit",
    ),
    "not-http": TransportErrorRow(
        11206,
        "the response is not HTTP",
        "run a web server that sends valid headers on this port",
    ),
    "plain-http-to-tls-port": TransportErrorRow(
        11206,
        "the URL has http, but the port expects https",
        "write https:// in the URL, or use the server's http port",
    ),
    "bad-cookie": TransportErrorRow(
        11206,
        "the response sets a cookie that Twilio refuses",
        "give every cookie a name and keep control characters out of it",
    ),
    "too-many-headers": TransportErrorRow(
        11206,
        "the response has too many headers",
        "send fewer headers; TwiML needs only Content-Type",
    ),
    "header-too-large": TransportErrorRow(
        11206,
        "the response headers are too large",
        "send shorter headers; TwiML needs only Content-Type",
    ),
    "short-body": TransportErrorRow(
        11206,
        "the response body ends too early",
        "let the framework set Content-Length, or look in the log of the server for a crash",
    ),
    "bad-compression": TransportErrorRow(
        11206,
        "the response body cannot be decompressed",
        "send the response uncompressed: Twilio does not request compression",
    ),
    "body-too-large": TransportErrorRow(
        11750,
        "the response body is larger than Twilio accepts",
        "send at most 64 KiB; split the document with <Redirect>",
    ),
    "empty-chunked": TransportErrorRow(
        11770,
        "the response body is chunked and empty",
        "send <Response/> when there is nothing to do",
    ),
    "tls-handshake": TransportErrorRow(
        11220,
        "the TLS handshake failed",
        "configure TLS 1.2 with a common cipher suite for this host name",
        _SECURITY,
    ),
    "tls-to-plain-port": TransportErrorRow(
        11220,
        "the URL has https, but the port does not support TLS",
        "write http:// in the URL, use the server's https port, or configure TLS on this port",
    ),
    "tls-name-mismatch": TransportErrorRow(
        11235,
        "the certificate is for a different host name",
        "get a certificate for this host, or use the host name in the certificate",
    ),
    "tls-expired": TransportErrorRow(
        11236,
        "the certificate, or a certificate of its chain, has expired",
        "renew the certificate and reload the server",
    ),
    "tls-untrusted": TransportErrorRow(
        11237,
        "the certificate chain does not end at a CA that Twilio trusts",
        "send the whole chain (leaf and intermediates) of a public CA such as Let's Encrypt",
    ),
}
