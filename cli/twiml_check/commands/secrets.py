"""Secrets that a server says back: a debug page shows its visitors their own headers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from twiml_check.logins import HIDDEN
from twiml_check.model import Request, Run
from twiml_check.urls import credentials

SIGNATURE = "X-Twilio-Signature"
_WORD_BEGIN = r"(?:(?<![\\\w])|(?<=\\[nrt]))"
"""Not within an escape of JSON, which would then be broken."""


def hidden(text: str, run: Run) -> str:
    """The report without the signatures and logins that were sent; URLs are masked before."""
    requests = [hop.request for check in run.checks for hop in check.hops if hop.request]
    for secret in {secret for request in requests for secret in _secrets(request)}:
        text = text.replace(secret, HIDDEN)
    for pair in {pair for request in requests for pair in _logins(request)}:
        text = re.sub(_WORD_BEGIN + re.escape(pair), HIDDEN, text)
    return text


def _secrets(request: Request) -> Iterator[str]:
    yield from (value for name, value in request.headers if name == SIGNATURE)
    login = credentials(request.url)
    if login:
        from base64 import b64encode

        yield b64encode(":".join(login).encode("utf-8", "replace")).decode("ascii")


def _logins(request: Request) -> Iterator[str]:
    login = credentials(request.url)
    pair = ":".join(login or ())
    if login and all(login) and _is_plain(pair):
        yield pair


def _is_plain(pair: str) -> bool:
    """Whether it is written the same in JSON, and no sentence of a report can be like it.

    A redirect names any login that its server likes: that must hide neither a verdict nor the
    quotes of the JSON.
    """
    return pair.isascii() and pair.isprintable() and not set(pair) & set(' "\\')
