"""A capture of HTTP requests: a HAR file, or the JSON of ngrok. All of it may be wrong. Pure.

https://w3c.github.io/web-performance/specs/HAR/Overview.html
https://ngrok.com/docs/agent/api/#captured-requests
"""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from twiml_check.model.exchange import Fields
from twiml_check.suite.writing import BASE_URL
from twiml_check.web.url import Url

LARGEST = 16 * 1024 * 1024
"""Bytes of a capture."""
MOST_REQUESTS = 10_000
LONGEST_URL = 32_768
"""Characters; a longer URL is not from Twilio."""
MOST_FIELDS = 1000
HOSTS = ("x-forwarded-host", "x-original-host", "host")
"""Headers with the host, the public one first."""
GZIP = b"\x1f\x8b"
FORM = "application/x-www-form-urlencoded"


class BadCaptureError(ValueError):
    """The file is not a capture; the text says why."""


class Captured(NamedTuple):
    """One request."""

    method: str
    url: str
    headers: dict[str, str]
    """Names in lower case."""
    form: Fields
    """The fields of the body; empty if the body is not a form."""


def read_capture(raw: bytes) -> list[Captured | None]:
    """Return the requests in the order of their time; None for each that cannot be read.

    Raises:
        BadCaptureError: the file is not a HAR, and not the JSON of ngrok.
    """
    if len(raw) > LARGEST:
        raise BadCaptureError(f"the file has more than {LARGEST:,} bytes")
    if raw.startswith(GZIP):
        raise BadCaptureError("the file is compressed; decompress it with gunzip")
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as reason:
        raise BadCaptureError(f"the file is not valid JSON{_place(reason)}") from reason
    if isinstance(value, dict) and isinstance(log := value.get("log"), dict):
        return [_of_har(each) for each in _in_time(log.get("entries"), "startedDateTime")]
    if isinstance(value, dict) and isinstance(value.get("request"), dict):
        return [_of_ngrok(value)]
    listed = value.get("requests") if isinstance(value, dict) else value
    if isinstance(listed, list):
        return [_of_ngrok(each) for each in _in_time(listed, "start")]
    raise BadCaptureError(
        "expected a HAR file, or the JSON of http://127.0.0.1:4040/api/requests/http"
    )


def _place(reason: Exception) -> str:
    return f" (line {reason.lineno})" if isinstance(reason, json.JSONDecodeError) else ""


def _in_time(value: Any, key: str) -> list[Any]:
    """Return the items of a list, the oldest first: ngrok lists the newest first."""
    items = value if isinstance(value, list) else []
    if len(items) > MOST_REQUESTS:
        raise BadCaptureError(f"the file has more than {MOST_REQUESTS:,} requests")
    return sorted(items, key=lambda each: _text(each, key))


def _of_har(entry: Any) -> Captured | None:
    request = _table(entry, "request")
    data = _table(request, "postData")
    pairs = _pairs(request.get("headers"))
    headers = {name.lower(): value for name, value in pairs}
    text = _text(data, "text")
    if _text(data, "encoding") == "base64":
        text = _decoded(text).decode("latin-1")
    kind = headers.get("content-type") or _text(data, "mimeType")
    form = _form(text, kind) if text else tuple(_pairs(data.get("params")))
    return _captured(_text(request, "method"), _text(request, "url"), headers, form)


def _of_ngrok(item: Any) -> Captured | None:
    request = _table(item, "request")
    head, _, body = _decoded(_text(request, "raw")).decode("latin-1").partition("\r\n\r\n")
    headers = _headers(head)
    for name, values in _table(request, "headers").items():
        first = values[0] if isinstance(values, list) and values else values
        headers[name.lower()] = first if isinstance(first, str) else ""
    url = _origin(headers) + _text(request, "uri")
    form = _form(body, headers.get("content-type", ""))
    return _captured(_text(request, "method"), url, headers, form)


def _headers(head: str) -> dict[str, str]:
    """Return the headers of a raw request; ngrok may list all of them but Host."""
    pairs = (line.partition(":") for line in head.split("\r\n")[1:])
    return {name.lower(): value.strip() for name, _, value in pairs}


def _origin(headers: dict[str, str]) -> str:
    """Return scheme and host as Twilio saw them; those of a server on this machine without any."""
    host = next((found for name in HOSTS if (found := headers.get(name))), "")
    return f"{headers.get('x-forwarded-proto') or 'https'}://{host}" if host else BASE_URL


def _captured(method: str, url: str, headers: dict[str, str], form: Fields) -> Captured | None:
    if len(url) > LONGEST_URL or not url.isprintable() or Url.parse(url).problem:
        return None
    return Captured(method.upper(), url, headers, form)


def _form(text: str, kind: str) -> Fields:
    """Return the fields of a form; the text has one character for each byte."""
    if not kind.lower().startswith(FORM):
        return ()
    return fields(text)


def fields(text: str) -> Fields:
    """Return the fields of a form or a query; nothing if there are too many."""
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace"
        )
    except ValueError:
        return ()
    return tuple(pairs)


def _pairs(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the names and values of a list of HAR."""
    for each in value if isinstance(value, list) else ():
        if name := _text(each, "name"):
            yield name, _text(each, "value")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(re.sub(r"\s", "", text))
    except ValueError:
        return b""


def _table(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
