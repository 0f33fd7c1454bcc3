"""How Twilio takes an answer, by its status and its type; and which charset it names."""

import pytest

from tests.rules.telling import answer
from twiml_check.model.exchange import TransportError
from twiml_check.read.answer import handling
from twiml_check.vocabulary.events import EVENTS


@pytest.mark.parametrize(
    ("content_type", "voice", "messaging"),
    [
        ("text/xml", "twiml", "twiml"),
        ("TEXT/XML", "twiml", "twiml"),
        (" application/xml ; charset=utf-8", "twiml", "twiml"),
        ("text/html;charset=utf-8", "twiml", "twiml"),
        ("text/plain", "text", "text"),
        ("audio/mpeg", "audio", "refused"),
        ("Audio/X-WAV", "audio", "refused"),
        ("application/json", "refused", "refused"),
        ("text/csv", "refused", "refused"),
        ("image/png", "refused", "refused"),
        ("", "refused", "refused"),
        (None, "refused", "refused"),
    ],
)
@pytest.mark.parametrize("status", [200, 201, 202, 299])
def test_by_type(content_type: str | None, voice: str, messaging: str, status: int) -> None:
    given = answer(b"a", content_type, status=status)
    assert handling(given, EVENTS["voice"]) == voice
    assert handling(given, EVENTS["sms"]) == handling(given, EVENTS["whatsapp"]) == messaging


def test_nothing_at_all_is_taken_as_an_empty_document() -> None:
    assert handling(answer(b"", None), EVENTS["sms"]) == "twiml"
    assert handling(answer(b"", "application/json"), EVENTS["sms"]) == "refused"


@pytest.mark.parametrize(
    ("status", "location", "taken"),
    [
        (204, None, "none"),
        (300, "/on", "refused"),
        (301, "/on", "redirect"),
        (302, "/on", "redirect"),
        (303, "/on", "redirect"),
        (307, "/on", "redirect"),
        (304, "/on", "refused"),
        (308, "/on", "refused"),
        (302, None, "refused"),
        (302, "", "refused"),
        (302, " \t", "refused"),
        (100, None, "refused"),
        (199, None, "refused"),
        (400, "/on", "refused"),
        (500, None, "refused"),
    ],
)
def test_by_status(status: int, location: str | None, taken: str) -> None:
    headers = [("Location", location)] if location is not None else []
    assert handling(answer(b"<Response/>", "text/xml", *headers, status=status), EVENTS["sms"]) == (
        taken
    )


@pytest.mark.parametrize("event", ["call-status", "message-status"])
@pytest.mark.parametrize(
    ("status", "taken"), [(200, "ignored"), (204, "ignored"), (404, "refused")]
)
def test_a_status_callback(event: str, status: int, taken: str) -> None:
    assert handling(answer(b"{}", "application/json", status=status), EVENTS[event]) == taken


def test_a_failure_is_no_answer() -> None:
    late = answer()._replace(failure=TransportError("short-body"))
    assert handling(late, EVENTS["sms"]) == "none"
    gone = answer()._replace(status=None, failure=TransportError("dns-failure"))
    assert handling(gone, EVENTS["sms"]) == "none"


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/xml", None),
        ("text/xml; charset=utf-8", "utf-8"),
        ('text/xml; charset="ISO-8859-1"', "ISO-8859-1"),
        ("text/xml; charset='utf-16'", "utf-16"),
        ("text/xml;version=1; CHARSET = koi8-r ; x=y", "koi8-r"),
        ('text/xml; charset=""', None),
        ("text/xml; charset=", None),
        ("text/xml; charset", None),
        ("charset=utf-8", None),
        (None, None),
    ],
)
def test_the_charset(content_type: str | None, charset: str | None) -> None:
    assert answer(b"", content_type).charset == charset
