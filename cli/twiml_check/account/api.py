"""Read from Twilio's REST API: one account, GET only, with limits of time and size.

Redirects are not followed, and only the query of a link is used: the credentials go to the
configured host and to no other host. https://www.twilio.com/docs/usage/twilios-response
An API key replaces the Auth Token; the Account SID stays in the path:
https://www.twilio.com/docs/iam/api-keys
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from time import perf_counter
from typing import Any, NamedTuple

from twiml_check import __version__
from twiml_check.model.exchange import Request
from twiml_check.model.run import Send
from twiml_check.vocabulary.failures import FAILURES
from twiml_check.web.host import is_literal, is_private
from twiml_check.web.secrets import register, url_secrets
from twiml_check.web.text import mask
from twiml_check.web.url import Url

API = "https://api.twilio.com"
MESSAGING = "https://messaging.twilio.com/v1"
REGIONAL = r"(?i)https://api((?:\.[a-z0-9-]+)*\.twilio\.com)"
"""Each edge or region has its own host for each product.

https://www.twilio.com/docs/global-infrastructure/using-the-twilio-rest-api-in-a-non-us-region
"""
ACCOUNT_SID = "AC[0-9a-fA-F]{32}"
LONGEST_SECONDS = 60
"""For all requests about one number."""
MOST_PAGES = 20
Record = dict[str, Any]
"""One record of the API; values may be of any type."""


class Unresolved(Exception):  # noqa: N818 - an outcome, one line for the user
    """The user has to fix something: credentials, the number, the settings of the account."""


class Unset(Unresolved):
    """The number exists, but Twilio would call no webhook."""


class NoAnswer(Unresolved):
    """The API did not respond, or not with useful data."""


class Credentials(NamedTuple):
    """The login of the API, and its hosts."""

    account: str
    """The Account SID."""
    user: str
    password: str
    words: str
    """The names of user and password, for a message."""
    api: str = API
    messaging: str = MESSAGING

    def __repr__(self) -> str:
        """Leave out the password, which must not appear in any log."""
        return f"Credentials({self.account}, {self.words})"


def credentials(environment: Mapping[str, str], token: str | None) -> Credentials:
    """Return the credentials of the environment; an API key overrides the Auth Token `token`.

    Raises:
        Unresolved: a value is missing or not valid.
    """
    account = _value(environment, "TWILIO_ACCOUNT_SID")
    user, password, words = _login(environment, account, token)
    if not account:
        raise Unresolved("a phone number needs your account: set TWILIO_ACCOUNT_SID")
    if not re.fullmatch(ACCOUNT_SID, account):
        raise Unresolved("TWILIO_ACCOUNT_SID is not an Account SID: expected AC and 32 hex digits")
    return Credentials(account, user, password, words, *_hosts(environment))


def _value(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name, "").strip()


def _login(environment: Mapping[str, str], account: str, token: str | None) -> tuple[str, str, str]:
    key, secret = _value(environment, "TWILIO_API_KEY"), _value(environment, "TWILIO_API_SECRET")
    if key and secret:
        return key, secret, "TWILIO_API_KEY with TWILIO_API_SECRET"
    if token:
        return account, token, "TWILIO_ACCOUNT_SID with the Auth Token"
    if key or secret:
        missing = "TWILIO_API_SECRET" if key else "TWILIO_API_KEY"
        raise Unresolved(f"the API key is incomplete: also set {missing}")
    raise Unresolved(
        "a phone number needs your account: set TWILIO_ACCOUNT_SID, and TWILIO_AUTH_TOKEN or "
        "TWILIO_API_KEY with TWILIO_API_SECRET"
    )


def _hosts(environment: Mapping[str, str]) -> tuple[str, str]:
    """Return the URLs of the two APIs; TWILIO_API_URL changes both."""
    url = _value(environment, "TWILIO_API_URL").rstrip("/")
    if not url:
        return API, MESSAGING
    register().add(*url_secrets(url))
    if reason := Url.parse(url).problem or _unsafe(url):
        raise Unresolved(f"TWILIO_API_URL {mask(url)} cannot be used: {reason}")
    region = re.fullmatch(REGIONAL, url)
    return url, f"https://messaging{region[1]}/v1" if region else f"{url}/messaging/v1"


def _unsafe(url: str) -> str:
    """Return why this URL gets no credentials; empty if it may get them."""
    if any(mark in url for mark in "@?#"):
        return "expected a host, or a host and a path, without login, ? and #"
    where = Url.parse(url).origin
    if where and where.scheme == "http" and not _is_near(where.host):
        return "credentials need https, except for a host in your own network"
    return ""


def _is_near(host: str) -> bool:
    """Say whether a host is not on the internet: a private address, or a name without a dot."""
    return is_private(host) or not ("." in host or is_literal(host))


class Api:
    """The account's part of the API."""

    def __init__(self, send: Send, login: Credentials) -> None:
        """Store the login; send nothing yet."""
        self.login = login
        self.account = f"{login.api}/2010-04-01/Accounts/{login.account}"
        self.services = f"{login.messaging}/Services"
        self.public = False
        """True if a public host responded, such as Twilio's own."""
        self._send = send
        self._ends = perf_counter() + LONGEST_SECONDS

    def get(self, url: str, what: str) -> Record:
        """Return one record; `what` names it in messages.

        Raises:
            Unresolved: the API refuses.
            NoAnswer: the API does not respond, or not like Twilio's API.
        """
        if perf_counter() > self._ends:
            raise NoAnswer(f"Twilio's API took more than {LONGEST_SECONDS} s")
        answer = self._send(self._request(url))
        if answer.own_limit:
            raise NoAnswer(f"no request to {_host(url)}: {answer.own_limit}")
        if answer.failure:
            row = FAILURES[answer.failure.cause]
            raise NoAnswer(f"no response from {_host(url)}: {row.sentence(answer.failure.detail)}")
        if answer.status != 200:
            raise self._refusal(answer.status or 0, _host(url), what)
        self.public = bool(answer.address) and not is_private(answer.address or "")
        return _parse(answer.body, _host(url))

    def records(self, url: str, query: str, key: str, what: str) -> Iterator[Record]:
        """Yield the records of a list, page by page; `key` is the name of the list.

        Raises:
            Unresolved, NoAnswer: as `get`.
        """
        for _ in range(MOST_PAGES):
            page = self.get(f"{url}?{query}", what)
            yield from _records(page, key, _host(url))
            query = _next_query(page)
            if not query:
                return
        raise NoAnswer(f"{_host(url)} has more than {MOST_PAGES} pages of {what}")

    def _request(self, url: str) -> Request:
        pair = f"{self.login.user}:{self.login.password}".encode("utf-8", "replace")
        headers = (
            ("User-Agent", f"twiml-check/{__version__}"),
            ("Accept", "application/json"),
            ("Authorization", f"Basic {b64encode(pair).decode('ascii')}"),
        )
        asked = Url.parse(url)
        return Request("GET", asked, asked, (), headers, b"")

    def _refusal(self, status: int, host: str, what: str) -> Unresolved:
        """Return the error for a status.

        https://www.twilio.com/docs/api/errors/20003, 20404, 20429
        """
        if status == 401:
            return Unresolved(f"{host} does not accept {self.login.words} (401)")
        if status == 403:
            return Unresolved(f"{self.login.words} may not read {what} (403)")
        if status == 404:
            return Unresolved(f"{host} has no {what} (404)")
        if status == 429:
            return NoAnswer(f"{host} got too many requests (429): try again in a minute")
        if 300 <= status < 400:
            return NoAnswer(
                f"{host} redirects ({status}); the credentials are not sent to another URL"
            )
        return NoAnswer(f"{host} did not return {what} ({status})")


def text(record: Record, name: str) -> str:
    """Return a text value; empty if the value is missing or not a text."""
    value = record.get(name)
    return value.strip() if isinstance(value, str) else ""


def _parse(body: bytes, host: str) -> Record:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise NoAnswer(f"the response of {host} is not from Twilio's API: expected a JSON object")
    return parsed


def _records(page: Record, key: str, host: str) -> list[Record]:
    records = page.get(key)
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise NoAnswer(f'the response of {host} is not from Twilio\'s API: expected a list "{key}"')
    return records


def _next_query(page: Record) -> str:
    """Return the query of the next page; the older API has its path, the newer one its URL.

    https://www.twilio.com/docs/usage/twilios-response#pagination
    """
    meta = page.get("meta")
    link = text(page, "next_page_uri") or text(
        meta if isinstance(meta, dict) else {}, "next_page_url"
    )
    return Url.parse(link).query or ""


def _host(url: str) -> str:
    return Url.parse(url).authority
