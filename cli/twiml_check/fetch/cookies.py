"""Cookies, kept and sent back as a browser does: https://www.twilio.com/docs/voice/twiml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from requests import PreparedRequest
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar, get_cookie_header
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse

from twiml_check.model import Failure
from twiml_check.urls import escape

if TYPE_CHECKING:
    from http.cookiejar import Cookie

MOST_COOKIES = 50
"""Of all hosts together: https://www.rfc-editor.org/rfc/rfc6265#section-6.1 asks for no fewer of
one host, and a server must not fill our memory with them."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def keep_cookies(jar: RequestsCookieJar, url: str, raw: HTTPResponse) -> Failure | None:
    """Keep what the answer sets; a failure when Twilio would refuse it (11206)."""
    for cookie in raw.headers.getlist("Set-Cookie"):
        name, equals, _ = cookie.strip(" \t").partition("=")
        if equals and not name.strip():
            return Failure("bad-cookie", "it has no name")
        if odd := _CONTROLS.search(cookie.strip(" \t")):
            shown = escape(name)[:40]
            return Failure("bad-cookie", f'"{shown}" contains the character U+{ord(odd[0]):04X}')
    extract_cookies_to_jar(jar, _asked(url), raw)  # type: ignore[no-untyped-call]
    for old in cast("list[Cookie]", list(jar))[:-MOST_COOKIES]:
        jar.clear(old.domain, old.path, old.name)
    return None


def cookie_header(jar: RequestsCookieJar, url: str) -> str | None:
    """What a browser would send to this URL."""
    header: str | None = get_cookie_header(jar, _asked(url))  # type: ignore[no-untyped-call]
    return header


def _asked(url: str) -> PreparedRequest:
    asked = PreparedRequest()
    asked.url, asked.headers = url, CaseInsensitiveDict()
    return asked
