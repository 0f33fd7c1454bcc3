"""Why an exchange can fail, what Twilio calls it, and the one change that mends it.

The cause is a public name: it is the rule of the finding and the `error` word of the JSON report.
Numbers: https://www.twilio.com/docs/api/errors.
"""

from typing import NamedTuple


class TransportErrorRow(NamedTuple):
    """One way in which a webhook gives no usable answer."""

    code: int
    """Twilio's number."""
    meaning: str
    """What happened, in one line that goes on with `: ` and what was seen."""
    advice: str
    """The one change to make."""
    doc: str = ""
    """Where Twilio says so; empty means the page of `code`."""

    def sentence(self, detail: str) -> str:
        """Return what happened, with what was seen."""
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
        "check the spelling of the host name, that its record is public, and that this machine "
        "has DNS at all",
    ),
    "private-address": TransportErrorRow(
        11205,
        "the host is a private address that Twilio cannot reach",
        "use a host that the internet can reach, or a tunnel to your machine",
    ),
    "connection-refused": TransportErrorRow(
        11202,
        "nothing accepts connections there",
        "start the web server, or correct the port in the URL",
    ),
    "connect-timeout": TransportErrorRow(
        11201,
        "the host did not accept a connection in time",
        "open the port in the firewall to the whole internet: Twilio has no fixed addresses",
    ),
    "unreachable": TransportErrorRow(
        11205,
        "there is no route to the host",
        "check the address that DNS gives for the host, and the routing to it",
    ),
    "connection-reset": TransportErrorRow(
        11205,
        "the server broke off the connection",
        "look in the log of the server, or of the proxy in front of it, for a crash or a limit",
    ),
    "connection-closed": TransportErrorRow(
        11205,
        "the server closed the connection without an answer",
        "look in the log of the server for a crash at the time of the request",
    ),
    "answer-timeout": TransportErrorRow(
        11205,
        "the answer did not come in time",
        "reply at once, do the slow work afterwards, and let <Redirect> fetch its result",
    ),
    "short-head": TransportErrorRow(
        11206,
        "the connection ended in the middle of the response headers",
        "look in the log of the server, or of the proxy in front of it, for a crash or a limit",
    ),
    "not-http": TransportErrorRow(
        11206,
        "what came back is not HTTP",
        "let a web server that sends valid headers listen on this port",
    ),
    "plain-http-to-tls-port": TransportErrorRow(
        11206,
        "plain http was spoken to a port that expects TLS",
        "write https:// in the URL, or use the server's http port",
    ),
    "bad-cookie": TransportErrorRow(
        11206,
        "the answer sets a cookie that Twilio refuses",
        "give every cookie a name and keep control characters out of it",
    ),
    "too-many-headers": TransportErrorRow(
        11206,
        "the answer has too many headers",
        "send fewer headers; TwiML needs only Content-Type",
    ),
    "header-too-large": TransportErrorRow(
        11206,
        "the answer's headers are too large",
        "send shorter headers; TwiML needs only Content-Type",
    ),
    "short-body": TransportErrorRow(
        11206,
        "the body ends before it should",
        "let the framework set Content-Length, or look in the log for why the server stopped",
    ),
    "bad-compression": TransportErrorRow(
        11206,
        "the body cannot be decompressed",
        "send the answer uncompressed: Twilio does not ask for compression",
    ),
    "body-too-large": TransportErrorRow(
        11750,
        "the body is larger than Twilio takes",
        "send at most 64 KiB; split the document with <Redirect>",
    ),
    "empty-chunked": TransportErrorRow(
        11770, "the body is chunked, and empty", "send <Response/> when there is nothing to do"
    ),
    "tls-handshake": TransportErrorRow(
        11220,
        "the TLS handshake failed",
        "let the server speak TLS 1.2 with a common cipher suite, for this host name",
        _SECURITY,
    ),
    "tls-to-plain-port": TransportErrorRow(
        11220,
        "https was spoken to a port that does not speak TLS",
        "write http:// in the URL, use the server's https port, or set up TLS on this one",
    ),
    "tls-name-mismatch": TransportErrorRow(
        11235,
        "the certificate is for another name",
        "get a certificate that names this host, or use the name that it has",
    ),
    "tls-expired": TransportErrorRow(
        11236,
        "the certificate, or one above it, has expired",
        "renew the certificate and reload the server",
    ),
    "tls-untrusted": TransportErrorRow(
        11237,
        "the certificate does not lead to an authority that Twilio trusts",
        "send the whole chain (leaf and intermediates) of a public authority such as Let's Encrypt",
    ),
}
