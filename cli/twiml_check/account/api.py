"""Reading from Twilio's REST API: one account, GET only, in bounded time and size.

Redirects are not followed, and links are followed by their query alone: so credentials go to
the configured host and nowhere else. https://www.twilio.com/docs/usage/twilios-response
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from twiml_check import __version__
from twiml_check.account.credentials import Credentials, NoAnswer, Unresolved
from twiml_check.model.exchange import Request
from twiml_check.model.run import Send
from twiml_check.vocabulary.failures import FAILURES
from twiml_check.web.host import is_private
from twiml_check.web.url import Url

LONGEST_SECONDS = 60
"""For all that is asked about one number."""
MOST_PAGES = 20
Record = dict[str, Any]
"""What the API tells of one thing; values may be of any type."""


class Api:
    """The account's part of the API."""

    def __init__(self, send: Send, login: Credentials) -> None:
        """Nothing asked yet."""
        self.login = login
        self.account = f"{login.api}/2010-04-01/Accounts/{login.account}"
        self.services = f"{login.messaging}/Services"
        self.public = False
        """Whether a public host has answered, as Twilio's own is."""
        self._send = send
        self._ends = perf_counter() + LONGEST_SECONDS

    def get(self, url: str, what: str) -> Record:
        """One thing; `what` it is says the message if it is not there.

        Raises:
            Unresolved: the API refuses.
            NoAnswer: it does not answer as Twilio's does.
        """
        if perf_counter() > self._ends:
            raise NoAnswer(f"Twilio's API needs more than {LONGEST_SECONDS} s")
        answer = self._send(self._request(url))
        if answer.failure:
            row = FAILURES[answer.failure.cause]
            raise NoAnswer(f"cannot ask {_host(url)}: {row.sentence(answer.failure.detail)}")
        if answer.status != 200:
            raise self._refusal(answer.status or 0, _host(url), what)
        self.public = bool(answer.address) and not is_private(answer.address or "")
        return _parsed(answer.body, _host(url))

    def every(self, url: str, query: str, key: str, what: str) -> Iterator[Record]:
        """The things of a list, page by page; `key` is the name that the list has.

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
        """What a status means: https://www.twilio.com/docs/api/errors/20003, 20404 and 20429."""
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
    """A value that is a text; empty where it is missing, null or something else."""
    value = record.get(name)
    return value.strip() if isinstance(value, str) else ""


def _parsed(body: bytes, host: str) -> Record:
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
    """The query of the next page; the older API names its path, the newer its whole URL.

    https://www.twilio.com/docs/usage/twilios-response#pagination
    """
    meta = page.get("meta")
    link = text(page, "next_page_uri") or text(
        meta if isinstance(meta, dict) else {}, "next_page_url"
    )
    return Url.parse(link).query or ""


def _host(url: str) -> str:
    return Url.parse(url).authority
