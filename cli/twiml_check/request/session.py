"""The requests of one session: the first, those of TwiML, those after an HTTP redirect.

Each request is signed, so that a webhook knows that Twilio sent it.
https://www.twilio.com/docs/usage/security
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.exchange import Event, Fields, Product, Request
from twiml_check.request.parameters import (
    branch_params,
    draws,
    encode_form,
    entered,
    fill,
    is_over,
    later_params,
    opening_params,
    override,
    sids,
    uuid4,
    values,
    vary,
)
from twiml_check.request.places import fit_places
from twiml_check.request.tunnel import Tunnel, is_downgraded, leads_through, local_end, tunnel
from twiml_check.web.secrets import register, url_secrets
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
    """The parameters of every later request."""
    token: str | None
    """The Auth Token for signatures; None leaves the signature out."""
    tunnel: Tunnel | None
    """The tunnel of --public-url; None without one."""
    set_params: Fields
    drop_params: tuple[str, ...]
    """The names that the user leaves out."""
    lasting: Fields
    """The part of `set_params` for every request: the result of a verb is only in the first."""
    words: Iterator[str]
    """Hex digits for the new IDs of every request."""
    fallback: Url = NO_URL
    """The URL to request when a document fails; empty when there is none."""
    fallback_method: str = "POST"
    public_only: bool = False
    """True when the URL is set at Twilio: then no private address is allowed."""

    @property
    def public(self) -> Url:
        """Return the URL of the first request, as Twilio knows it."""
        return self.tunnel.public if self.tunnel else self.target

    def __repr__(self) -> str:
        """Return the session without the token, which must not appear in any log."""
        return f"Session({self.event.name}, {self.target.masked})"


def new_session(
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
    """Return a session; the same seed gives the same requests again."""
    words = draws(seed)
    event = vary(event, set_params) if event.variants else event
    url = Url.parse(target)
    for each in filter(None, (target, public_url, fallback)):
        register().add(*url_secrets(each))
    register().add(token)
    through = tunnel(url, Url.parse(public_url)) if public_url else None
    public = through.public if through else url
    known = values(event, words, public, sender=sender, recipient=recipient, body=body)
    once = entered(event, set_params)
    lasting = tuple(pair for pair in set_params if pair[0] not in once)
    return Session(
        event=event._replace(callback=True) if is_over(event, set_params) else event,
        method=_method(method),
        target=url,
        params=_settle(opening_params(event, known, set_params), set_params, drop_params),
        later_params=_settle(later_params(event, known, lasting), lasting, drop_params),
        token=token or None,
        tunnel=through,
        set_params=set_params,
        drop_params=drop_params,
        lasting=lasting,
        words=words,
        fallback=Url.parse(fallback),
        fallback_method=_method(fallback_method),
        public_only=public_only,
    )


def _settle(params: Fields, own: Fields, drop: tuple[str, ...]) -> Fields:
    """Return the parameters with the user's own, and with the places of the parties."""
    return fit_places(override(params, own, drop), dict(own).keys())


def first(session: Session) -> Request:
    """Return the request that starts the session."""
    return _request(session, session.method, session.public, session.params)


def next_message(session: Session, body: str, media: Fields = ()) -> Request:
    """Return the request of the next message in the same conversation, with a new SID.

    `media` are URLs of files with their types; `{account_sid}` and similar names are filled in.
    The user's parameters, except the text, also apply to it.
    """
    old = dict(session.params).get("MessageSid", "")
    sid = ("MM" if media else old[:2]) + next(session.words)
    params = {name: sid if value == old else value for name, value in session.params}
    params |= {"Body": body} | ({"NumMedia": str(len(media))} if media else {})
    if media and "MessageType" in params and "MessageType" not in dict(session.set_params):
        params["MessageType"] = _message_type(media[0][1])
    for number, (url, kind) in enumerate(media):
        params |= {f"MediaUrl{number}": fill(url, sids(params)), f"MediaContentType{number}": kind}
    kept = ((name, value) for name, value in params.items() if name not in session.drop_params)
    return _request(session, session.method, session.public, tuple(kept))


def _message_type(kind: str) -> str:
    """Return WhatsApp's name for a file of this type."""
    name = kind.partition("/")[0]
    return name if name in ("image", "audio", "video") else "document"


def request_to(
    session: Session,
    url: Url,
    method: str = "POST",
    *,
    branch: str = "",
    fields: Fields = (),
    params: Fields | None = None,
) -> Request:
    """Return the request to a URL of a response, such as <Redirect>; `wss:` opens a WebSocket.

    It has the event's parameters again, or `params`, then those of the branch and `fields`.
    https://www.twilio.com/docs/voice/twiml/redirect
    """
    sent = session.later_params if params is None else params
    if branch:
        fields = (*branch_params(branch, dict(sent).get("CallSid", "")), *fields)
    if fields:
        sent = _settle((*sent, *fields), session.lasting, session.drop_params)
    if url.scheme == "wss":
        return _upgrade(session, url)
    return _request(session, method if method == "HEAD" else _method(method), url, sent)


def _upgrade(session: Session, url: Url) -> Request:
    """Return the handshake of a WebSocket.

    https://www.rfc-editor.org/rfc/rfc6455#section-4.1; the signature is that of the wss URL.
    """
    request = _request(session, "GET", url._replace(scheme="https").rebuild(), ())
    headers = [(name, value) for name, value in request.headers if name in KEPT_BY_UPGRADE]
    key = base64.b64encode(bytes.fromhex(next(session.words))).decode()
    headers += [("Connection", "Upgrade"), ("Upgrade", "websocket")]
    headers += [("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", key)]
    if session.token:
        signed = f"wss{signed_url(request.target, session.event.product)[5:]}"
        headers.append(("X-Twilio-Signature", signature(session.token, signed)))
    return request._replace(url=url, headers=tuple(headers))


def _method(name: str) -> str:
    return "GET" if name.strip().upper() == "GET" else "POST"


def _request(session: Session, method: str, url: Url, params: Fields) -> Request:
    form = encode_form(params, session.event.space)
    posted = method == "POST"
    target = url.target if posted else url.target.with_query(form)
    inside = session.tunnel if session.tunnel and leads_through(session.tunnel, target) else None
    headers = _headers(session, target, params if posted else None, tunnelled=inside is not None)
    return Request(
        method=method,
        url=url,
        target=target,
        params=params,
        headers=headers,
        body=form.encode("ascii") if posted else b"",
        connect=local_end(inside, target) if inside else None,
        limit_ms=session.event.limit_ms,
        downgraded=inside is not None and is_downgraded(inside, target),
    )


def _headers(session: Session, target: Url, posted: Fields | None, *, tunnelled: bool) -> Fields:
    """Return the headers that Twilio sends; `posted` are the fields of a body, None without one."""
    headers = [("Host", target.host_header), ("User-Agent", "TwilioProxy/1.1"), ("Accept", "*/*")]
    if posted is not None:
        headers.append(("Content-Type", session.event.content_type))
    headers.append(("I-Twilio-Idempotency-Token", uuid4(next(session.words))))
    headers.append(("X-Home-Region", "us1"))
    if session.token:
        url = signed_url(target, session.event.product)
        headers.append(("X-Twilio-Signature", signature(session.token, url, posted or ())))
    if tunnelled:
        headers.append(("X-Forwarded-Proto", target.scheme))
        headers.append(("X-Forwarded-Host", target.host_header))
    return tuple(headers)


def signature(token: str, url: str, params: Fields = ()) -> str:
    """Return the signature of a request for `url`; `params` are the fields of a form body, if any.

    A repeated pair counts once, as in Twilio's validators.
    """
    text = url + "".join(name + value for name, value in sorted(set(params)))
    key, message = (part.encode("utf-8", "surrogatepass") for part in (token, text))
    return base64.b64encode(hmac.new(key, message, hashlib.sha1).digest()).decode("ascii")


def signed_url(target: Url, product: Product) -> str:
    """Return the URL to sign: without its port for https calls, else as written."""
    return (target.without_port if (target.scheme, product) == ("https", "voice") else target).text
