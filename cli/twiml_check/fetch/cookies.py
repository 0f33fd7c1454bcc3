"""Cookies, kept and sent back as a browser does: https://www.twilio.com/docs/voice/twiml."""

import re
import warnings
from collections.abc import Iterator
from http.client import HTTPMessage
from http.cookiejar import Cookie, http2time  # type: ignore[attr-defined]
from typing import Any, cast

from requests import PreparedRequest
from requests.cookies import MockRequest, MockResponse, RequestsCookieJar, get_cookie_header
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse

from twiml_check.fetch.response import readable
from twiml_check.model.exchange import TransportError
from twiml_check.web.url import mask

MOST_COOKIES = 50
"""Of all hosts together: https://www.rfc-editor.org/rfc/rfc6265#section-6.1 asks for no fewer of
one host, and a server must not fill our memory with them."""
LONGEST_COOKIE = 4_096
LONGEST_ATTRIBUTE = 1_024
"""Characters; browsers drop what is longer. Dates take http.cookiejar quadratic time."""
ATTRIBUTES = ("domain", "max-age", "path")
"""Those that browsers obey, beside `expires` and `secure`: https://www.rfc-editor.org/rfc/rfc6265#section-5.2"""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")

# http.cookiejar reports what it did not expect of a server as a warning with a traceback.
warnings.filterwarnings("ignore", "http.cookiejar bug!")


def keep_cookies(jar: RequestsCookieJar, url: str, raw: HTTPResponse) -> TransportError | None:
    """Keep what the answer sets; a failure when Twilio would refuse it (11206)."""
    given = raw.headers.getlist("Set-Cookie")
    if not given:
        return None
    for cookie in given:
        name, equals, _ = cookie.strip(" \t").partition("=")
        if equals and not name.strip():
            return TransportError("bad-cookie", "it has no name")
        if odd := _CONTROLS.search(cookie.strip(" \t")):
            shown = mask(name)[:40]
            return TransportError(
                "bad-cookie", f'"{shown}" contains the character U+{ord(odd[0]):04X}'
            )
    asked = cast("Any", MockRequest(_asked(url)))
    for cookie in given:
        if kept := "; ".join(_parts(readable(cookie))):
            answer = cast("Any", MockResponse(_header(kept)))
            jar.extract_cookies(answer, asked)
    for old in cast("list[Cookie]", list(jar))[:-MOST_COOKIES]:
        jar.clear(old.domain, old.path, old.name)
    return None


def cookie_header(jar: RequestsCookieJar, url: str) -> str | None:
    """Return what a browser would send to this URL."""
    if next(iter(jar), None) is None:
        return None
    header: str | None = get_cookie_header(jar, _asked(url))  # type: ignore[no-untyped-call]
    return header


def _parts(cookie: str) -> Iterator[str]:
    """Yield name with value and the attributes in use; nothing when the cookie is too long."""
    pair, *attributes = cookie.split(";")
    if len(pair) > LONGEST_COOKIE:
        return
    yield pair
    yield from (each for each in attributes if len(each) <= LONGEST_ATTRIBUTE and _known(each))


def _known(attribute: str) -> bool:
    """Say whether it counts: http.cookiejar knows older ones too, and raises on the year 99999."""
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


def _asked(url: str) -> PreparedRequest:
    asked = PreparedRequest()
    asked.url, asked.headers = url, CaseInsensitiveDict()
    return asked
