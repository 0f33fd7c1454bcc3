"""Captures of Twilio's requests, as a HAR file and as the JSON of ngrok."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

ACCOUNT, CALL = "AC" + "9b" * 16, "CA" + "7c" * 16
FORM = "application/x-www-form-urlencoded; charset=UTF-8"
CALLER, RENTED = "+14155239876", "+12024567890"
"""Numbers that could be real."""
IN_CALL = {
    "CallSid": CALL,
    "AccountSid": ACCOUNT,
    "From": CALLER,
    "To": RENTED,
    "Caller": CALLER,
    "Called": RENTED,
    "Direction": "inbound",
    "ApiVersion": "2010-04-01",
    "CallStatus": "in-progress",
    "FromCity": "BEND",
    "FromZip": "97701",
    "ToCity": "WASHINGTON",
}


def text_message(body: str, number: int = 1, **more: str) -> dict[str, str]:
    """The parameters of an incoming text message."""
    sid = f"SM{number:032x}"
    sids = dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), sid)
    known = {"From": CALLER, "To": RENTED, "Body": body, "SmsStatus": "received", "NumMedia": "0"}
    return {**sids, "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", **known, **more}


class Shot(NamedTuple):
    """One request to capture."""

    path: str
    params: Mapping[str, str]
    method: str = "POST"
    host: str = "hooks.example.com"

    @property
    def target(self) -> str:
        """Path and query, with the parameters of a GET."""
        if self.method == "POST" or not self.params:
            return self.path
        return f"{self.path}{'&' if '?' in self.path else '?'}{urlencode(self.params)}"

    @property
    def body(self) -> str:
        return urlencode(self.params) if self.method == "POST" else ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Host": self.host, "Content-Type": FORM, "X-Twilio-Signature": "c2lnbmVk"}


def har(shots: Sequence[Shot], **post: Any) -> bytes:
    """A HAR file; `post` replaces members of the body."""
    entries = []
    for number, shot in enumerate(shots):
        headers = [{"name": name, "value": value} for name, value in shot.headers.items()]
        url = f"https://{shot.host}{shot.target}"
        request: dict[str, Any] = {"method": shot.method, "url": url, "headers": headers}
        if shot.body:
            request["postData"] = {"mimeType": FORM, "text": shot.body, **post}
        entries.append({"startedDateTime": f"2026-01-01T00:{number:02}:00Z", "request": request})
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def ngrok(shots: Sequence[Shot]) -> bytes:
    """The JSON of ngrok's `/api/requests/http`, which lists the newest first."""
    items = []
    for number, shot in enumerate(shots):
        head = f"{shot.method} {shot.target} HTTP/1.1\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in shot.headers.items())
        request = {
            "method": shot.method,
            "proto": "HTTP/1.1",
            "headers": {name: [value] for name, value in shot.headers.items()},
            "uri": shot.target,
            "raw": base64.b64encode(f"{head}\r\n{shot.body}".encode()).decode(),
        }
        items.append({"id": f"{number}", "start": f"2026-01-01T00:{number:02}", "request": request})
    return json.dumps({"uri": "/api/requests/http", "requests": items[::-1]}).encode()
