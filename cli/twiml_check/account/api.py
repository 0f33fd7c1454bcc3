"""Reading from Twilio's REST API: one account, GET only, in bounded time and size.

Redirects are not followed, and links are followed by their query alone: so credentials go to
the configured host and nowhere else. https://www.twilio.com/docs/usage/twilios-response
An API key stands for the account, the Account SID stays in the path:
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
"""An edge or region has a host of its own for each product.

https://www.twilio.com/docs/global-infrastructure/using-the-twilio-rest-api-in-a-non-us-region
"""
ACCOUNT_SID = "AC[0-9a-fA-F]{32}"
LONGEST_SECONDS = 60
"""For all that is asked about one number."""
MOST_PAGES = 20
Record = dict[str, Any]
"""What the API tells of one thing; values may be of any type."""


class Unresolved(Exception):  # noqa: N818 - it is an outcome, one line for the user
    """The user has to mend something: credentials, the number, the settings of the account."""


class Unset(Unresolved):
    """The number is there, but Twilio would call nobody."""


class NoAnswer(Unresolved):
    """The API could not be asked, or gave nothing of use; nobody knows about the number."""


class Credentials(NamedTuple):
    """What to say to the API, and where it is."""

    account: str
    """The Account SID."""
    user: str
    password: str
    words: str
    """What user and password are called, for a message."""
    api: str = API
    messaging: str = MESSAGING

    def __repr__(self) -> str:
        """Leave out the password, which must not show in any log."""
        return f"Credentials({self.account}, {self.words})"


def credentials(environment: Mapping[str, str], token: str | None) -> Credentials:
    """Return the credentials of the environment; an API key goes before the Auth Token `token`.

    Raises:
        Unresolved: something is missing, or cannot be right.
    """
    account = _value(environment, "TWILIO_ACCOUNT_SID")
    user, password, words = _login(environment, account, token)
    if not account:
        raise Unresolved("a phone number needs your account: set TWILIO_ACCOUNT_SID")
    if not re.fullmatch(ACCOUNT_SID, account):
        raise Unresolved("TWILIO_ACCOUNT_SID is no Account SID: those are AC and 32 hex digits")
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
        raise Unresolved(f"half of an API key: set {missing} too")
    raise Unresolved(
        "a phone number needs your account: set TWILIO_ACCOUNT_SID, and TWILIO_AUTH_TOKEN or "
        "TWILIO_API_KEY with TWILIO_API_SECRET"
    )


def _hosts(environment: Mapping[str, str]) -> tuple[str, str]:
    """Return the addresses of the two APIs; TWILIO_API_URL moves both."""
    url = _value(environment, "TWILIO_API_URL").rstrip("/")
    if not url:
        return API, MESSAGING
    register().add(*url_secrets(url))
    if reason := Url.parse(url).problem or _unsafe(url):
        raise Unresolved(f"TWILIO_API_URL {mask(url)} cannot be used: {reason}")
    region = re.fullmatch(REGIONAL, url)
    return url, f"https://messaging{region[1]}/v1" if region else f"{url}/messaging/v1"


def _unsafe(url: str) -> str:
    """Return why credentials are not sent there."""
    if any(mark in url for mark in "@?#"):
        return "it is a host and perhaps a path, without login, ? and #"
    where = Url.parse(url).origin
    if where and where.scheme == "http" and not _is_near(where.host):
        return "credentials go by https only, but for a host in your own network"
    return ""


def _is_near(host: str) -> bool:
    """Say whether it is no host of the internet: a private address, or a name as Docker gives."""
    return is_private(host) or not ("." in host or is_literal(host))


class Api:
    """The account's part of the API."""

    def __init__(self, send: Send, login: Credentials) -> None:
        """Ask nothing yet."""
        self.login = login
        self.account = f"{login.api}/2010-04-01/Accounts/{login.account}"
        self.services = f"{login.messaging}/Services"
        self.public = False
        """Whether a public host has answered, as Twilio's own is."""
        self._send = send
        self._ends = perf_counter() + LONGEST_SECONDS

    def get(self, url: str, what: str) -> Record:
        """Return one thing; `what` it is says the message if it is not there.

        Raises:
            Unresolved: the API refuses.
            NoAnswer: it does not answer as Twilio's does.
        """
        if perf_counter() > self._ends:
            raise NoAnswer(f"Twilio's API needs more than {LONGEST_SECONDS} s")
        answer = self._send(self._request(url))
        if answer.own_limit:
            raise NoAnswer(f"cannot ask {_host(url)}: {answer.own_limit}")
        if answer.failure:
            row = FAILURES[answer.failure.cause]
            raise NoAnswer(f"cannot ask {_host(url)}: {row.sentence(answer.failure.detail)}")
        if answer.status != 200:
            raise self._refusal(answer.status or 0, _host(url), what)
        self.public = bool(answer.address) and not is_private(answer.address or "")
        return _parse(answer.body, _host(url))

    def records(self, url: str, query: str, key: str, what: str) -> Iterator[Record]:
        """Yield the things of a list, page by page; `key` is the name that the list has.

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
        """Say what a status means: https://www.twilio.com/docs/api/errors/20003, 20404, 20429."""
        if status == 401:
            return Unresolved(f"{host} does not accept {self.login.words} (401)")
        if status == 403:
            return Unresolved(f"{self.login.words} may not read {what} (403)")
        if status == 404:
            return Unresolved(f"{host} knows no {what} (404)")
        if status == 429:
            return NoAnswer(f"{host} gets too many requests (429): try again in a minute")
        if 300 <= status < 400:
            return NoAnswer(f"{host} leads elsewhere ({status}), where no credentials are sent")
        return NoAnswer(f"{host} does not give {what} ({status})")


def text(record: Record, name: str) -> str:
    """Return a value that is a text; empty where it is missing, null or something else."""
    value = record.get(name)
    return value.strip() if isinstance(value, str) else ""


def _parse(body: bytes, host: str) -> Record:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise NoAnswer(f"{host} does not answer as Twilio's API does: that is no JSON object")
    return parsed


def _records(page: Record, key: str, host: str) -> list[Record]:
    records = page.get(key)
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise NoAnswer(f'{host} does not answer as Twilio\'s API does: no list "{key}" in it')
    return records


def _next_query(page: Record) -> str:
    """Return the query of the next page; the older API names its path, the newer its whole URL.

    https://www.twilio.com/docs/usage/twilios-response#pagination
    """
    meta = page.get("meta")
    link = text(page, "next_page_uri") or text(
        meta if isinstance(meta, dict) else {}, "next_page_url"
    )
    return Url.parse(link).query or ""


def _host(url: str) -> str:
    return Url.parse(url).authority
