"""The requests of one session: the first, those of TwiML, those after an HTTP redirect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.exchange import Event, Fields, Request
from twiml_check.model.run import Branch
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
from twiml_check.vocabulary.answers import LOSES_FIELDS
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


def after_twiml(sim: Session, url: Url, method: str = "POST", branch: Branch = "") -> Request:
    """Return the request that a document asks for, as <Redirect> does: the parameters again.

    For the party that is dialled and the caller who waits there are more.
    https://www.twilio.com/docs/voice/twiml/redirect
    """
    params = sim.later_params
    if branch:
        more = branch_params(branch, dict(params).get("CallSid", ""))
        params = overridden((*params, *more), sim.set_params, sim.drop_params)
    return _request(sim, _method(method), url, params)


def after_input(sim: Session, url: Url, method: str, heard: Fields) -> Request:
    """Return the request that takes what a caller entered or said to the action of <Gather>.

    https://www.twilio.com/docs/voice/twiml/gather
    """
    params = overridden((*sim.later_params, *heard), sim.set_params, sim.drop_params)
    return _request(sim, _method(method), url, params)


def after_http(sim: Session, previous: Request, url: Url, status: int) -> Request:
    """Return the request after an HTTP redirect to `url`.

    307 repeats a POST as it was. Any other status makes it a GET, and the fields are lost; a GET
    asks for the new URL as it stands. https://www.twilio.com/docs/api/errors/11216
    """
    if previous.method == "POST" and status not in LOSES_FIELDS:
        return _request(sim, "POST", url, previous.params)
    return _request(sim, "GET", url, ())


def after_failure(sim: Session, failed: Request, code: int) -> Request:
    """Return the request to the fallback URL: what the failed one said, and what was wrong.

    https://www.twilio.com/docs/usage/security/availability-reliability
    """
    more = (("ErrorCode", str(code)), ("ErrorUrl", failed.url.target.text))
    params = overridden((*failed.params, *more), sim.set_params, sim.drop_params)
    return _request(sim, sim.fallback_method, sim.fallback, params)


def pointed_at(sim: Session, url: Url, method: str, params: Fields = ()) -> Request:
    """Return the request for what a document points at, mostly without parameters."""
    return _request(sim, method, url, params)


def upgrade(sim: Session, url: Url) -> Request:
    """Return the handshake of a WebSocket; `url` begins with `wss:`.

    https://www.rfc-editor.org/rfc/rfc6455#section-4.1; the signature is one of the wss URL.
    """
    from base64 import b64encode

    request = _request(sim, "GET", url._replace(scheme="https").rebuild(), ())
    headers = [(name, value) for name, value in request.headers if name in KEPT_BY_UPGRADE]
    headers += [("Connection", "Upgrade"), ("Upgrade", "websocket")]
    headers.append(("Sec-WebSocket-Version", "13"))
    headers.append(("Sec-WebSocket-Key", b64encode(bytes.fromhex(next(sim.words))).decode()))
    if sim.token:
        signed = f"wss{signed_url(request.target, sim.event.product)[5:]}"
        headers.append(("X-Twilio-Signature", signature(sim.token, signed)))
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
    headers = [
        ("Host", target.host_header),
        ("User-Agent", "TwilioProxy/1.1"),
        ("Accept", "*/*"),
    ]
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
