"""Addresses in an answer, seen from where the answer came from."""

import pytest

from tests.rules.telling import answer, asking, hop, kind, said_of

RULES = {"bad-redirect-url", "bad-media-url", "bad-value"}


def levels(url: str, target: str) -> list[str]:
    """What is said of a <Redirect> in an answer of this webhook."""
    body = f"<Response><Redirect>{target}</Redirect></Response>".encode()
    return [kind(each)[1] for each in said_of(hop("voice", answer(body), asking(url)), RULES)]


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("https://shop.example.com/voice", "error"),
        ("http://127.0.0.1:5000/voice", "warning"),
        ("http://localhost:5000/voice", "warning"),
        ("http://front:5000/voice", "warning"),
    ],
)
def test_a_host_without_a_domain(url: str, level: str) -> None:
    assert levels(url, "http://web:5000/next") == [level]


@pytest.mark.parametrize("target", ["/next", "next", "?a=1", "http://web/next", "HTTP://WEB:80/a"])
def test_a_webhook_on_such_a_host_may_name_itself(target: str) -> None:
    assert levels("http://web/voice", target) == []


@pytest.mark.parametrize(
    "target", ["http://localhost/a", "http://[::1]/a", "http://10.0.0.1/a", "http://2130706433/a"]
)
def test_an_address_is_no_name(target: str) -> None:
    assert levels("https://shop.example.com/voice", target) == []
