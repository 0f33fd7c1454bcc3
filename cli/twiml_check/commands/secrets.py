"""Secrets that a server says back: a debug page shows its visitors their own headers."""

from __future__ import annotations

from collections.abc import Iterator

from twiml_check.model import Request, Run
from twiml_check.urls import credentials

HIDDEN = "***"
SIGNATURE = "X-Twilio-Signature"


def hidden(text: str, run: Run) -> str:
    """The report without the signatures and logins that were sent; URLs are masked before."""
    requests = (hop.request for check in run.checks for hop in check.hops if hop.request)
    for secret in {secret for request in requests for secret in _secrets(request)}:
        text = text.replace(secret, HIDDEN)
    return text


def _secrets(request: Request) -> Iterator[str]:
    yield from (value for name, value in request.headers if name == SIGNATURE)
    login = credentials(request.url)
    if login:
        from base64 import b64encode

        yield b64encode(":".join(login).encode("utf-8", "replace")).decode("ascii")
