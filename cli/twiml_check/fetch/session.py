"""What a fetcher remembers between exchanges: cookies, and credentials after a 401.

Cookies are kept and sent back as a browser does: https://www.twilio.com/docs/voice/twiml.

A login uses the user and password of a URL, by Basic or Digest. The first request has no
Authorization. The request after the challenge has it, and so have all later requests:
https://www.twilio.com/docs/usage/security. The Digest of `requests.auth` is not enough: it lacks
SHA-512-256, drops the part after a ";" in the path, and raises if a password is not Unicode.
"""

import hashlib
import os
import re
import warnings
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPMessage
from http.cookiejar import Cookie, http2time  # type: ignore[attr-defined]
from itertools import count
from typing import Any, cast
from urllib.parse import unquote

from requests import PreparedRequest
from requests.cookies import MockRequest, MockResponse, RequestsCookieJar, get_cookie_header
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse

from twiml_check.fetch.response import readable
from twiml_check.model.exchange import Request, TransportError
from twiml_check.web.text import clip, mask

MOST_COOKIES = 50
"""For all hosts together: https://www.rfc-editor.org/rfc/rfc6265#section-6.1 requires as many for
one host, and a server must not fill our memory with cookies."""
LONGEST_COOKIE = 4_096
LONG_COOKIE = 16
"""Characters that make a value without a capital a key, not a step of a dialogue."""
LONGEST_ATTRIBUTE = 1_024
"""Characters; browsers drop longer ones. http.cookiejar needs quadratic time for dates."""
ATTRIBUTES = ("domain", "max-age", "path")
"""Those that browsers use, next to `expires` and `secure`: https://www.rfc-editor.org/rfc/rfc6265#section-5.2"""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")

HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}
"""Algorithms of RFC 7616 and their names in hashlib."""

_PART = r'(?P<name>[^\s,="]+)(?:\s*=\s*(?P<value>"(?P<quoted>(?:[^"\\]|\\.)*)"?|[^\s,]*))?'
"""A scheme, or a field with its value. Commas separate both, and occur in quotes too.

https://www.rfc-editor.org/rfc/rfc9110#name-authentication-challenges
"""

Login = Callable[[str, str], str]
"""Returns the Authorization header for a method and a request line."""

# http.cookiejar reports an unexpected cookie as a warning with a traceback.
warnings.filterwarnings("ignore", "http.cookiejar bug!")


def keep_cookies(jar: RequestsCookieJar, url: str, raw: HTTPResponse) -> TransportError | None:
    """Keep the cookies of the response; return a failure if Twilio would refuse one (11206)."""
    given = raw.headers.getlist("Set-Cookie")
    if not given:
        return None
    for cookie in given:
        name, equals, _ = cookie.strip(" \t").partition("=")
        if equals and not name.strip():
            return TransportError("bad-cookie", "the cookie has no name")
        if odd := _CONTROLS.search(cookie.strip(" \t")):
            shown = clip(mask(name), 40)
            return TransportError(
                "bad-cookie", f'"{shown}" contains the character U+{ord(odd[0]):04X}'
            )
    asked = cast("Any", MockRequest(_request_to(url)))
    for cookie in given:
        if kept := "; ".join(_parts(readable(cookie))):
            answer = cast("Any", MockResponse(_header(kept)))
            jar.extract_cookies(answer, asked)
    for old in cast("list[Cookie]", list(jar))[:-MOST_COOKIES]:
        jar.clear(old.domain, old.path, old.name)
    return None


def cookie_header(jar: RequestsCookieJar, url: str) -> str | None:
    """Return the Cookie header that a browser would send to this URL."""
    if next(iter(jar), None) is None:
        return None
    header: str | None = get_cookie_header(jar, _request_to(url))  # type: ignore[no-untyped-call]
    return header


def secrets_set(jar: RequestsCookieJar, request: Request) -> Iterator[str]:
    """Yield the secret values of cookies: those with letters and digits that are long enough.

    A value that we have sent is not a secret: a caller's number, our own URL.
    """
    known = " ".join([request.url.text, *(value for _, value in request.params)])
    for cookie in jar:
        value = (cookie.value or "").strip('"')
        plain = unquote(value)
        if _like_a_key(plain) and plain not in known and not plain.startswith(_home(request)):
            yield value


def _like_a_key(text: str) -> bool:
    long = len(text) >= LONG_COOKIE or re.search("[A-Z]", text)
    return bool(long and re.search("[A-Za-z]", text) and re.search("[0-9]", text))


def _home(request: Request) -> str:
    where = request.target
    return f"{where.scheme}://{where.authority}/"


def secrets_sent(headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the signature, and the login as it is on the wire."""
    for name, value in headers:
        if name == "X-Twilio-Signature":
            yield value
        elif name == "Authorization":
            yield value.partition(" ")[2]
            yield from re.findall(r'response="([^"]*)"', value)


def log_in(offers: list[str], user: str, password: str) -> Login | None:
    """Return the strongest login that the server's WWW-Authenticate headers offer, or None."""
    offered = [challenge for offer in offers for challenge in challenges(offer)]
    for wanted, make in (("digest", _digest), ("basic", _basic)):
        for scheme, fields in offered:
            if scheme == wanted and (login := make(fields, user, password)):
                return login
    return None


def challenges(offer: str) -> list[tuple[str, dict[str, str]]]:
    """Return the schemes of one WWW-Authenticate header, each with its fields, in lower case."""
    found: list[tuple[str, dict[str, str]]] = []
    for part in re.finditer(_PART, offer, re.DOTALL):
        name, value, quoted = part["name"].lower(), part["value"], part["quoted"]
        if value is None:
            found.append((name, {}))
        elif found:
            plain = value if quoted is None else re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
            found[-1][1].setdefault(name, plain)
    return found


def _parts(cookie: str) -> Iterator[str]:
    """Yield name with value and the attributes in use; nothing if the cookie is too long."""
    pair, *attributes = cookie.split(";")
    if len(pair) > LONGEST_COOKIE:
        return
    yield pair
    yield from (each for each in attributes if len(each) <= LONGEST_ATTRIBUTE and _counts(each))


def _counts(attribute: str) -> bool:
    """Say whether to use it: http.cookiejar has older ones too, and raises on the year 99999."""
    name, _, value = attribute.partition("=")
    if (name := name.strip().lower()) != "expires":
        return name == "secure" or (name in ATTRIBUTES and bool(value.strip()))
    try:
        return http2time(value.strip(' "')) is not None
    except (ValueError, OverflowError):
        return False


def _header(cookie: str) -> HTTPMessage:
    message = HTTPMessage()
    message["Set-Cookie"] = cookie
    return message


def _request_to(url: str) -> PreparedRequest:
    asked = PreparedRequest()
    asked.url, asked.headers = url, CaseInsensitiveDict()
    return asked


def _basic(_: dict[str, str], user: str, password: str) -> Login:
    token = b64encode(f"{user}:{password}".encode("utf-8", "replace")).decode("ascii")
    return lambda _method, _line: f"Basic {token}"


def _digest(fields: dict[str, str], user: str, password: str) -> Login | None:
    """Return a login by RFC 7616 that counts its uses, or None for any other challenge."""
    algorithm = fields.get("algorithm", "MD5").upper()
    qops = [qop.strip().lower() for qop in fields.get("qop", "").split(",") if qop.strip()]
    known = algorithm.removesuffix("-SESS") in HASHES and "nonce" in fields
    if not known or (qops and "auth" not in qops):
        return None
    with_session = algorithm.endswith("-SESS")
    nonce, realm = fields["nonce"], fields.get("realm", "")
    uses = count(1)

    def authorization(method: str, request_line: str) -> str:
        cnonce, times = os.urandom(8).hex(), f"{next(uses):08x}"
        secret = _hash(algorithm, user, realm, password)
        secret = _hash(algorithm, secret, nonce, cnonce) if with_session else secret
        between = (times, cnonce, "auth") if qops else ()
        proof = _hash(algorithm, secret, nonce, *between, _hash(algorithm, method, request_line))
        named = {"username": user, "realm": realm, "nonce": nonce, "uri": request_line}
        named |= {"response": proof} | {key: fields[key] for key in ("opaque",) if key in fields}
        parts = [f'{name}="{_quote(value)}"' for name, value in named.items()]
        parts += [f"algorithm={algorithm}"] if "algorithm" in fields else []
        parts += [f'cnonce="{cnonce}"'] if qops or with_session else []
        return "Digest " + ", ".join(parts + (["qop=auth", f"nc={times}"] if qops else []))

    return authorization


def _hash(algorithm: str, *parts: str) -> str:
    name = HASHES[algorithm.removesuffix("-SESS")]
    text = ":".join(parts).encode("utf-8", "replace")
    return hashlib.new(name, text, usedforsecurity=False).hexdigest()


def _quote(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
