"""One exchange with a webhook, as Twilio makes it.

Redirects are not followed here: each is a separate exchange, which the explorer starts.
https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides says what Twilio retries.
"""

from __future__ import annotations

import ssl
import threading
from copy import copy
from time import perf_counter

from requests.cookies import RequestsCookieJar
from urllib3 import HTTPResponse

from twiml_check.fetch.connection import answers_tls, trust
from twiml_check.fetch.errors import WANTS_TLS, failure_of
from twiml_check.fetch.exchange import HARD_LIMIT_MS, AppTransport, Exchange
from twiml_check.fetch.response import fields_of, header_failure, read_body
from twiml_check.fetch.session import (
    Login,
    cookie_header,
    keep_cookies,
    log_in,
    secrets_sent,
    secrets_set,
)
from twiml_check.fetch.transport import CONNECTIONS, KEPT, Transport
from twiml_check.model.exchange import Answer, Fields, Request, TransportError
from twiml_check.web.overrides import overrides
from twiml_check.web.secrets import register
from twiml_check.web.text import clip, escape
from twiml_check.web.url import Origin


class Fetcher:
    """Sends requests; keeps connections, cookies and credentials during a run.

    Several threads may use one fetcher. Threads with different targets need a `session` each.
    """

    def __init__(
        self,
        *,
        verify: bool = True,
        ca_bundle: str | None = None,
        connections: int = CONNECTIONS,
        kept: int = KEPT,
        app: AppTransport | None = None,
    ) -> None:
        """Begin without connections; a PEM file or a folder as `ca_bundle` replaces the public CAs.

        The fetcher keeps at most `connections` idle connections for one host, and `kept` for all
        hosts. An `app` in this process gets its requests without a network. The fetcher adds
        signatures, logins and cookies to the secrets of the current run.

        Raises:
            OSError: `ca_bundle` cannot be read.
        """
        self._transport = Transport(connections, kept)
        self._trust = _Trust(verify, ca_bundle)
        self._app = app
        self._secrets = register()
        self.forget()

    def __enter__(self) -> Fetcher:
        """Return the fetcher itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self.close()

    def close(self) -> None:
        """Close all connections, and shut down an app in this process."""
        self._transport.close()
        if self._app:
            self._app.close()

    def forget(self) -> None:
        """Drop cookies and credentials, so that the next target gets a first request."""
        self._jar = RequestsCookieJar()
        self._logins: dict[Origin | None, Login] = {}

    def session(self) -> Fetcher:
        """Return one with the same connections and CAs, but without cookies or credentials."""
        another = copy(self)
        another._secrets = register()
        another.forget()
        return another

    def send(self, request: Request, *, spent_ms: float = 0.0, public_only: bool = False) -> Answer:
        """Make the exchange, with the logins and retries that Twilio would make. Never raises.

        `spent_ms` is the time that earlier redirects have used. With `public_only`, the fetcher
        does not connect to a private or loopback address.
        """
        started = perf_counter()
        exchange = self._begin(request, started - spent_ms / 1000, public_only)
        if isinstance(exchange, TransportError):
            answer = Answer(None, (), b"", 0.0, exchange)
        else:
            answer = self._exchange(request, exchange)
        return answer._replace(elapsed_ms=(perf_counter() - started) * 1000)

    def _begin(
        self, request: Request, started: float, public_only: bool
    ) -> Exchange | TransportError:
        """Return the exchange with its limits, or why it is not possible."""
        if reason := request.target.problem:
            return TransportError("unusable-url", reason)
        if not (request.method.isascii() and request.method.isalpha()):
            return TransportError(
                "unusable-url", f'"{clip(escape(request.method), 40)}" is not a method'
            )
        address = request.connect or request.target
        where = address.origin
        if where is None:
            return TransportError("unusable-url", "the URL has no host to connect to")
        limits = overrides(request.url)
        limits = limits._replace(tt_ms=min(limits.tt_ms, request.limit_ms))
        return Exchange(
            origin=where,
            request_line=address.request_line,
            overrides=limits,
            public_only=public_only,
            deadline=started + min(limits.tt_ms, HARD_LIMIT_MS) / 1000,
            context=self._trust,
            app_transport=self._app,
        )

    def _exchange(self, request: Request, exchange: Exchange) -> Answer:
        """Send requests until there is a response that Twilio would not retry."""
        challenged = False
        while True:
            answer = self._ask(request, exchange)
            if not challenged and self._log_in(request, answer):
                challenged = True
            elif exchange.attempts > 0 and _is_tried_again(answer, exchange):
                exchange.attempts -= 1
            elif not _is_stale(answer, exchange):
                return answer
            exchange.rewind()

    def _ask(self, request: Request, exchange: Exchange) -> Answer:
        """Send the request once, and read the response."""
        try:
            exchange.headers = self._headers(request, exchange)
            raw = self._transport.ask(exchange, request.method, request.target.text, request.body)
            return self._read(request, exchange, raw)
        except Exception as error:  # noqa: BLE001 - whatever a server sends must not stop the run
            failure = _with_cause(failure_of(error, exchange), exchange)
            if _has_hung_up(failure, exchange) and exchange.fresh and answers_tls(exchange):
                failure = TransportError("plain-http-to-tls-port", "the port responds to https")
            cause = exchange.app.cause if exchange.app else ""
            return Answer(None, (), b"", 0.0, failure, exchange.address, cause=cause)

    def _read(self, request: Request, exchange: Exchange, raw: HTTPResponse) -> Answer:
        """Return the answer; a fault of its body counts only if Twilio uses the body."""
        fields = fields_of(raw)
        failure = header_failure(raw, fields) or keep_cookies(self._jar, request.target.text, raw)
        self._secrets.add_cookies(*secrets_set(self._jar, request))
        body, unreadable = read_body(raw, exchange)
        if raw.status == 400 and exchange.origin.scheme == "http":
            failure = failure or _wants_tls(body)
        failure = failure or (unreadable if _is_used(raw.status, unreadable) else None)
        return Answer(
            status=raw.status,
            headers=fields,
            body=body,
            elapsed_ms=0.0,
            failure=failure and _with_cause(failure, exchange),
            address=exchange.address,
            compressed=raw.headers.get("Content-Encoding"),
            cause=exchange.app.cause if exchange.app else "",
        )

    def _headers(self, request: Request, exchange: Exchange) -> Fields:
        """Return the request's own headers, and those that depend on earlier exchanges."""
        names = {name.lower() for name, _ in request.headers}
        headers = list(request.headers)
        if "host" not in names:
            headers.insert(0, ("Host", request.target.authority))
        if "content-length" not in names and (
            request.body or request.method not in ("GET", "HEAD")
        ):
            headers.append(("Content-Length", str(len(request.body))))
        if cookies := cookie_header(self._jar, request.target.text):
            headers.append(("Cookie", cookies))
        if login := self._logins.get(request.target.origin):
            headers.append(("Authorization", login(request.method, exchange.request_line)))
        self._secrets.add(*secrets_sent(headers))
        return tuple(headers)

    def _log_in(self, request: Request, answer: Answer) -> bool:
        """Log in after a 401 if the URL has credentials, and say whether that is possible."""
        known = request.url.credentials
        if answer.status != 401 or answer.failure or known is None:
            return False
        offers = [value for name, value in answer.headers if name.lower() == "www-authenticate"]
        login = log_in(offers, *known)
        if login is None:
            return False
        self._logins[request.target.origin] = login
        return True


class _Trust:
    """The one TLS context of a run, made for the first https URL."""

    def __init__(self, verify: bool, ca_bundle: str | None) -> None:
        self._verify = verify
        self._lock = threading.Lock()
        self._context = trust(verify, ca_bundle) if ca_bundle else None

    def __call__(self) -> ssl.SSLContext:
        with self._lock:
            if self._context is None:
                self._context = trust(self._verify, None)
            return self._context


def _with_cause(failure: TransportError, exchange: Exchange) -> TransportError:
    """Return the failure; an app in this process adds its cause, or the line that it is in."""
    app = exchange.app
    if app is None:
        return failure
    reason = app.cause
    if not reason and failure.cause == "answer-timeout" and app.whereabouts:
        reason = f"the app is still at {app.whereabouts}"
    return failure._replace(detail="; ".join(filter(None, (failure.detail, reason))))


def _is_used(status: int, unreadable: TransportError | None) -> bool:
    """Say whether Twilio uses the body; a timeout counts even if it does not."""
    late = unreadable is not None and unreadable.cause == "answer-timeout"
    return late or 200 <= status < 300


def _is_tried_again(answer: Answer, exchange: Exchange) -> bool:
    """Say whether the URL's retry policy covers this answer."""
    if answer.failure:
        late = answer.failure.cause == "answer-timeout"
        return late and exchange.received == 0 and "rt" in exchange.overrides.rp
    return f"{(answer.status or 0) // 100}xx" in exchange.overrides.rp


def _is_stale(answer: Answer, exchange: Exchange) -> bool:
    """Say whether the server closed a kept connection before our request: not a fault."""
    return not exchange.fresh and _has_hung_up(answer.failure, exchange)


def _has_hung_up(failure: TransportError | None, exchange: Exchange) -> bool:
    """Say whether the connection ended without a byte of a response."""
    gone = failure is not None and failure.cause in ("connection-closed", "connection-reset")
    return gone and exchange.received == 0


def _wants_tls(body: bytes) -> TransportError | None:
    if any(phrase.lower() in body.lower() for phrase in WANTS_TLS):
        return TransportError("plain-http-to-tls-port", "the server reports that")
    return None
