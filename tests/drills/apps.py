"""Webhooks to be drilled: a good one, and what bad ones do otherwise."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Request, request
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

import twiml_check
from tests.servers import serving_app
from twiml_check import Result

TOKEN = "0123456789abcdef0123456789abcdef"
XML = {"Content-Type": "text/xml"}
Reply = Callable[[Request], Any]
Check = Callable[[Request], bool]


def safe(text: str) -> str:
    """A text without what XML does not allow."""
    return re.sub(r"[\x00-\x08\x0b-\x1f]", "", text)[:800]


def echo(given: Request) -> Any:
    """Say what was sent, as Twilio's library writes it."""
    response = MessagingResponse()
    city = given.values.get("FromCity", "")
    response.message(f"You said {safe(given.values['Body'])} in {safe(city)}")
    return str(response), XML


def speak(given: Request) -> Any:
    """Greet the caller."""
    response = VoiceResponse()
    response.say(f"Hello {safe(given.values.get('CallerName', ''))} at {given.values['From']}")
    return str(response), XML


def is_genuine(given: Request) -> bool:
    """Validate as Twilio's page says."""
    return valid(url_of(given), given.form, given)


def url_of(given: Request) -> str:
    """The URL as it was requested, by a proxy or not; Flask's own has decoded it."""
    scheme = given.headers.get("X-Forwarded-Proto", "http")
    query = given.query_string.decode()
    return f"{scheme}://{given.host}{given.path}" + (f"?{query}" if query else "")


def valid(url: str, params: Any, given: Request) -> bool:
    """Validate these with the header of the request."""
    signature = given.headers.get("X-Twilio-Signature", "")
    return bool(RequestValidator(TOKEN).validate(url, params, signature))


def app(reply: Reply = echo, genuine: Check | None = is_genuine, refusal: Any = None) -> Flask:
    """A Flask app with one webhook on every path; with `genuine` None it accepts every request."""
    made = Flask("webhook")
    made.logger.disabled = True
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)

    def respond(path: str) -> Any:
        if genuine and not genuine(request):
            return refusal or ("forbidden", 403)
        return reply(request)

    made.add_url_rule("/<path:path>", "respond", respond, methods=["GET", "POST"])
    return made


@contextmanager
def at(made: Flask) -> Iterator[str]:
    """The URL of the app on a server."""
    with serving_app(made) as origin:
        yield f"{origin}/sms"


def drilled(made: Flask, *only: str, **options: Any) -> Result:
    """Drill an app on a server, with the token unless another is given."""
    with at(made) as url:
        return twiml_check.drill(url, only=only, **{"auth_token": TOKEN, **options})


def found(result: Result) -> list[tuple[str, str]]:
    """The level and the rule of each finding."""
    return [(each.level, each.rule) for each in result.findings]


def unmet(result: Result) -> list[str]:
    """The trials that are not as they should be."""
    return [each.expression for each in result.expectations if not each.met]
