"""Webhooks to be drilled: a good one, and bad ones that each have one fault."""

from collections.abc import Callable

from flask import Flask, Request, request
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

TOKEN = "0123456789abcdef0123456789abcdef"
XML = {"Content-Type": "text/xml"}
Reply = Callable[[Request], object]


def echo(given: Request) -> object:
    """Say what was sent, as Twilio's library writes it."""
    response = MessagingResponse()
    city = given.values.get("FromCity", "")
    response.message(f"You said {given.values.get('Body', '')[:800]} in {city[:200]}")
    return str(response), XML


def speak(given: Request) -> object:
    """Greet the caller."""
    response = VoiceResponse()
    response.say(f"Hello {given.values.get('CallerName', '')}, from {given.values['From']}")
    return str(response), XML


def is_genuine(given: Request) -> bool:
    """Validate as the page of Twilio says, behind one proxy or none."""
    url = given.url
    if given.headers.get("X-Forwarded-Proto") == "https":
        url = url.replace("http://", "https://", 1)
    signature = given.headers.get("X-Twilio-Signature", "")
    return RequestValidator(TOKEN).validate(url, given.form, signature)


def app(reply: Reply = echo, *, genuine: Callable[[Request], bool] | None = is_genuine) -> Flask:
    """A Flask app with one webhook on every path; `genuine` None accepts every request."""
    made = Flask("webhook")

    def respond(path: str) -> object:
        if genuine and not genuine(request):
            return "forbidden", 403
        return reply(request)

    made.add_url_rule("/<path:path>", "respond", respond, methods=["GET", "POST"])
    return made
