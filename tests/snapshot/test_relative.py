"""What is no difference: the target's own server, by any name, and what was drawn for a request."""

import pytest

from tests.rules.telling import asking
from twiml_check.model.run import Hop, TargetResult
from twiml_check.snapshot.canonical import Normalise, normaliser
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.url import Url

SID = "SM" + "0123456789abcdef" * 2
OTHER = "WW" + "0123456789abcdef" * 2


def even(url: str, base_url: str = "", connect: str | None = None) -> Normalise:
    sent = asking(url)._replace(
        url=Url.parse(url),
        connect=Url.parse(connect) if connect else None,
        params=(("MessageSid", SID), ("SmsSid", SID), ("Body", "https://a.example/")),
        headers=(("I-Twilio-Idempotency-Token", "one-of-a-kind"),),
    )
    hop = Hop(1, "webhook", EVENTS["sms"], url, sent)
    return normaliser(TargetResult(url, "sms", "pass", (hop,), ()), base_url)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("https://a.example/menu?x=1", "/menu?x=1"),
        ("HTTPS://A.example:443/menu", "/menu"),
        ("http://a.example/menu", "/menu"),
        ("https://a.example", "/"),
        ("https://bob:pw@a.example/menu", "/menu"),
        ("see https://a.example/x and https://a.example/y.", "see /x and /y."),
        ("/next?to=https%3A%2F%2Fa.example%2Fmenu", "/next?to=%2Fmenu"),
        ("wss://a.example/stream", "ws://{host}/stream"),
        ("/menu", "/menu"),
        ("https://a.example.org/menu", "https://a.example.org/menu"),
        ("https://a.example:8443/menu", "https://a.example:8443/menu"),
        ("https://b.example/menu", "https://b.example/menu"),
        ("https://aaexample/menu", "https://aaexample/menu"),
        (f"room-{SID}", "room-{MessageSid}"),
        (OTHER, OTHER),
        ("one-of-a-kind", "{I-Twilio-Idempotency-Token}"),
        ("", ""),
    ],
)
def test_one_server(text: str, same: str) -> None:
    assert even("https://a.example/sms")(text) == same


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("http://127.0.0.1:5000/menu", "/menu"),
        ("http://127.0.0.1:5001/menu", "http://127.0.0.1:5001/menu"),
        ("http://127.0.0.1:50001/menu", "http://127.0.0.1:50001/menu"),
        ("http://127.0.0.1/menu", "http://127.0.0.1/menu"),
        ("https://shop.example/menu", "/menu"),
    ],
)
def test_a_port_and_a_public_address(text: str, same: str) -> None:
    own = even("https://shop.example/sms", connect="http://127.0.0.1:5000/sms")
    assert own(text) == same


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("https://a.example/v2/menu", "/menu"),
        ("https://a.example/v2", "/"),
        ("https://a.example/v20/menu", "/v20/menu"),
        ("/v2/menu", "/menu"),
        ("/v2?x", "/?x"),
        ("/v20/menu", "/v20/menu"),
        ("menu", "menu"),
    ],
)
def test_the_path_of_a_base_url(text: str, same: str) -> None:
    assert even("https://a.example/v2/sms", "https://a.example/v2/")(text) == same


def test_ipv6() -> None:
    assert even("http://[::1]:5000/sms")("http://[::1]:5000/menu") == "/menu"
