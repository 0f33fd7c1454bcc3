"""The requests of one session: the first, those of TwiML, those after an HTTP redirect."""

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.exchange import Event, Fields, Request
from twiml_check.request.parameters import (
    branch_params,
    draws,
    encoded,
    later_params,
    opening_params,
    overridden,
    uuid4,
    values,
)
from twiml_check.request.signature import signature, signed_url
from twiml_check.request.tunnel import Tunnel, is_downgraded, leads_through, local_end, tunnel
from twiml_check.web.url import NO_URL, Url

KEPT_BY_UPGRADE = ("Host", "User-Agent", "X-Forwarded-Proto", "X-Forwarded-Host")


class Session(NamedTuple):
    """All that stays the same from the first request of a call or message to the last."""

    event: Event
    method: str
    """POST or GET; the method of the first request."""
    target: Url
    """The URL of the first request, as the user typed it."""
    params: Fields
    """The parameters of the first request."""
    later_params: Fields
    """The parameters of the requests that documents lead to."""
    token: str | None
    """The Auth Token that signs; None leaves the signature out."""
    public_url: str | None
    tunnel: Tunnel | None
    set_params: Fields
    drop_params: tuple[str, ...]
    """What the user set and left out: it holds for every request."""
    words: Iterator[str]
    """Hex digits for what is new in every request."""
    fallback: Url = NO_URL
    """The URL that is asked when a document fails; empty when there is none."""
    fallback_method: str = "POST"
    public_only: bool = False
    """True when the URL is set at Twilio: then it may name no private address."""

    def __repr__(self) -> str:
        """Return it without the token, which must not show in any log."""
        return f"Session({self.event.name}, {self.target.masked})"


def simulation(
    event: Event,
    target: str,
    *,
    method: str = "POST",
    sender: str | None = None,
    recipient: str | None = None,
    body: str | None = None,
    set_params: Fields = (),
    drop_params: tuple[str, ...] = (),
    token: str | None = None,
    public_url: str | None = None,
    seed: int | str | None = None,
    fallback: str = "",
    fallback_method: str = "POST",
    public_only: bool = False,
) -> Session:
    """Decide once what the session is about; the same seed gives the same requests again."""
    words = draws(seed)
    url = Url.parse(target)
    through = tunnel(url, Url.parse(public_url)) if public_url else None
    known = values(
        event,
        words,
        through.public if through else url,
        sender=sender,
        recipient=recipient,
        body=body,
    )
    return Session(
        event=event,
        method=_method(method),
        target=url,
        params=overridden(opening_params(event, known, set_params), set_params, drop_params),
        later_params=overridden(later_params(event, known), set_params, drop_params),
        token=token or None,
        public_url=public_url,
        tunnel=through,
        set_params=set_params,
        drop_params=drop_params,
        words=words,
        fallback=Url.parse(fallback),
        fallback_method=_method(fallback_method),
        public_only=public_only,
    )


def first(sim: Session) -> Request:
    """Return the request that starts the session."""
    url = sim.tunnel.public if sim.tunnel else sim.target
    return _request(sim, sim.method, url, sim.params)


def request_to(
    session: Session,
    url: Url,
    method: str = "POST",
    *,
    branch: str = "",
    fields: Fields = (),
    params: Fields | None = None,
) -> Request:
    """Return the request that an answer leads to, as <Redirect> does; `wss:` opens a WebSocket.

    It has the event's parameters again, or `params`, then those of the branch and `fields`.
    https://www.twilio.com/docs/voice/twiml/redirect
    """
    sent = session.later_params if params is None else params
    if branch:
        fields = (*branch_params(branch, dict(sent).get("CallSid", "")), *fields)
    if fields:
        sent = overridden((*sent, *fields), session.set_params, session.drop_params)
    if url.scheme == "wss":
        return _upgrade(session, url)
    return _request(session, method if method == "HEAD" else _method(method), url, sent)


def _upgrade(session: Session, url: Url) -> Request:
    """Return the handshake of a WebSocket.

    https://www.rfc-editor.org/rfc/rfc6455#section-4.1; the signature is one of the wss URL.
    """
    from base64 import b64encode

    request = _request(session, "GET", url._replace(scheme="https").rebuild(), ())
    headers = [(name, value) for name, value in request.headers if name in KEPT_BY_UPGRADE]
    headers += [("Connection", "Upgrade"), ("Upgrade", "websocket")]
    headers.append(("Sec-WebSocket-Version", "13"))
    headers.append(("Sec-WebSocket-Key", b64encode(bytes.fromhex(next(session.words))).decode()))
    if session.token:
        signed = f"wss{signed_url(request.target, session.event.product)[5:]}"
        headers.append(("X-Twilio-Signature", signature(session.token, signed)))
    return request._replace(url=url, headers=tuple(headers))


def _method(name: str) -> str:
    return "GET" if name.strip().upper() == "GET" else "POST"


def _request(sim: Session, method: str, url: Url, params: Fields) -> Request:
    form = encoded(params, sim.event.space)
    posted = method == "POST"
    target = url.target if posted else url.target.with_query(form)
    inside = sim.tunnel if sim.tunnel and leads_through(sim.tunnel, target) else None
    headers = _headers(sim, target, params if posted else None, tunnelled=inside is not None)
    return Request(
        method=method,
        url=url,
        target=target,
        params=params,
        headers=headers,
        body=form.encode("ascii") if posted else b"",
        connect=local_end(inside, target) if inside else None,
        downgraded=inside is not None and is_downgraded(inside, target),
    )


def _headers(sim: Session, target: Url, posted: Fields | None, *, tunnelled: bool) -> Fields:
    """Return the headers that Twilio sends; `posted` are the fields of a body, None without one."""
    headers = [("Host", target.host_header), ("User-Agent", "TwilioProxy/1.1"), ("Accept", "*/*")]
    if posted is not None:
        headers.append(("Content-Type", sim.event.content_type))
    headers.append(("I-Twilio-Idempotency-Token", uuid4(next(sim.words))))
    headers.append(("X-Home-Region", "us1"))
    if sim.token:
        url = signed_url(target, sim.event.product)
        headers.append(("X-Twilio-Signature", signature(sim.token, url, posted or ())))
    if tunnelled:
        headers.append(("X-Forwarded-Proto", target.scheme))
        headers.append(("X-Forwarded-Host", target.host_header))
    return tuple(headers)
