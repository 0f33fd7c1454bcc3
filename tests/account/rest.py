"""A Twilio account behind a real HTTP server: the few pages of the REST API that are read."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests.servers import Received, http_reply, serving, web

SID = "AC" + "0a" * 16
TOKEN = "70ce57ed" * 4
KEY, SECRET = "SK" + "1b" * 16, "5ec2e7-of-the-key"
NUMBER = "+15017122661"
PN, AP, MG = "PN" + "2c" * 16, "AP" + "3d" * 16, "MG" + "4e" * 16
Record = dict[str, Any]


def number(phone_number: str = NUMBER, **settings: Any) -> Record:
    """A number as the API gives it, with nothing set but these."""
    unset = dict.fromkeys(
        f"{product}_{name}"
        for product in ("sms", "voice")
        for name in ("url", "fallback_url", "application_sid")
    )
    return {
        "sid": PN,
        "phone_number": phone_number,
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "trunk_sid": None,
        "status_callback": "",
        "sms_method": "POST",
        "voice_method": "POST",
        **unset,
        **settings,
    }


def service(sid: str = MG, *members: str, **settings: Any) -> Record:
    """A Messaging Service with its numbers."""
    return {
        "sid": sid,
        "inbound_request_url": None,
        "inbound_method": "POST",
        "fallback_url": None,
        "fallback_method": "POST",
        "use_inbound_webhook_on_number": False,
        "members": members,
        **settings,
    }


@dataclass
class Account:
    """What is set in the account, and what was asked of it."""

    numbers: list[Record] = field(default_factory=list)
    applications: list[Record] = field(default_factory=list)
    services: list[Record] = field(default_factory=list)
    asked: list[Received] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [unquote(received.path) for received in self.asked]

    def answer(self, received: Received) -> bytes:
        """A page of the API, as https://www.twilio.com/docs/usage/twilios-response says."""
        self.asked.append(received)
        parts = urlsplit(received.path)
        query = dict(parse_qsl(parts.query))
        if received.header("Authorization") not in (basic(SID, TOKEN), basic(KEY, SECRET)):
            return fault(401, 20003)
        account, services = f"/2010-04-01/Accounts/{SID}/", "/messaging/v1/Services"
        if parts.path == f"{account}IncomingPhoneNumbers.json":
            wanted = query.get("PhoneNumber", "")
            found = [each for each in self.numbers if wanted in each["phone_number"]]
            return page(parts.path, query, "incoming_phone_numbers", found)
        if parts.path.startswith(f"{account}Applications/"):
            return one(self.applications, parts.path.rpartition("/")[2].removesuffix(".json"))
        if parts.path == services:
            return page(parts.path, query, "services", self.services)
        if parts.path.startswith(services) and parts.path.endswith("/PhoneNumbers"):
            sid = parts.path.split("/")[-2]
            members = next(each["members"] for each in self.services if each["sid"] == sid)
            listed = [{"sid": PN, "phone_number": member} for member in members]
            return page(parts.path, query, "phone_numbers", listed)
        return fault(404, 20404)


def basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def told(record: object) -> bytes:
    return http_reply(json.dumps(record).encode(), content_type="application/json")


def fault(status: int, code: int) -> bytes:
    body = json.dumps({"code": code, "message": "No", "status": status}).encode()
    return http_reply(body, status=f"{status} No", content_type="application/json")


def one(records: list[Record], sid: str) -> bytes:
    return next((told(record) for record in records if record["sid"] == sid), fault(404, 20404))


def page(path: str, query: dict[str, str], key: str, records: list[Record]) -> bytes:
    """A page of a list; the 2010 API links by path, the newer ones by a whole URL."""
    size, index = int(query.pop("PageSize")), int(query.pop("Page", "0"))
    following = None
    if len(records) > size * (index + 1):
        more = {"PageSize": size, "Page": index + 1, "PageToken": "PA", **query}
        following = f"{path}?{urlencode(more)}"
    body: Record = {key: records[size * index : size * (index + 1)]}
    if path.startswith("/2010"):
        return told({**body, "next_page_uri": following})
    host = "https://messaging.twilio.com"
    following = following and following.replace("/messaging", host, 1)
    return told({**body, "meta": {"key": key, "next_page_url": following}})


@contextmanager
def api(answer: Callable[[Received], bytes]) -> Iterator[str]:
    """The address of a server that answers so."""
    with serving(web(answer)) as server:
        yield server.url("")


def environment(url: str, **changes: str) -> dict[str, str]:
    """What the user has set to reach it."""
    return {"TWILIO_API_URL": url, "TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, **changes}
