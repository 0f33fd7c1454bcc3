"""Which documents a document leads to."""

import pytest

from tests.rules.telling import answer, asking, hop
from twiml_check.explore.continuations.continuation import Visit
from twiml_check.explore.continuations.twiml_redirect import find
from twiml_check.model.run import Hop

HERE = "https://shop.example.com/a/hook?x=1"
NEXT = "https://shop.example.com/next"


def links(made: Hop) -> list[tuple[str, str]]:
    return [(link.url.text, link.method) for link in find(Visit(made))]


def led(event: str, content: str, url: str = HERE, **more: object) -> list[tuple[str, str]]:
    body = f"<Response>{content}</Response>".encode()
    made = hop(event, answer(body), asking(url), **more)
    return links(made)


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("/next", NEXT),
        ("next", "https://shop.example.com/a/next"),
        ("../next", NEXT),
        ("?y=2", "https://shop.example.com/a/hook?y=2"),
        (" \n/next\t", NEXT),
        ("//other.example.com/b", "https://other.example.com/b"),
        ("http://other.example.com/b?c=d&amp;e=f", "http://other.example.com/b?c=d&e=f"),
        ("", HERE),
        ("  ", HERE),
    ],
)
def test_an_address_is_relative_to_the_document(target: str, url: str) -> None:
    assert led("sms", f"<Redirect>{target}</Redirect>") == [(url, "POST")]
    assert led("voice", f"<Redirect>{target}</Redirect>") == [(url, "POST")]


@pytest.mark.parametrize(
    ("attribute", "method"),
    [
        ("", "POST"),
        ("method='POST'", "POST"),
        ("method='GET'", "GET"),
        ("method='get'", "GET"),
        ("method='Get'", "GET"),
        ("method='PUT'", "POST"),
        ("method=''", "POST"),
    ],
)
def test_it_is_asked_by_post_unless_it_says_get(attribute: str, method: str) -> None:
    assert led("sms", f"<Redirect {attribute}>/next</Redirect>") == [(NEXT, method)]


@pytest.mark.parametrize("event", ["sms", "voice"])
@pytest.mark.parametrize(
    "before",
    ["<Nope/>", "<nope><Redirect>/inner</Redirect></nope>", "<Say>a</Say>", "<Message>a</Message>"],
)
def test_what_twilio_skips_or_runs_first_changes_nothing(event: str, before: str) -> None:
    assert led(event, f"{before}<Redirect>/next</Redirect>") == [(NEXT, "POST")]


@pytest.mark.parametrize("end", ["<Hangup/>", "<Reject/>", "<Leave/>"])
def test_nothing_is_asked_after_the_end_of_a_call(end: str) -> None:
    assert led("voice", f"{end}<Redirect>/next</Redirect>") == []
    # A message knows no such verb.
    assert led("sms", f"{end}<Redirect>/next</Redirect>") == [(NEXT, "POST")]


@pytest.mark.parametrize("event", ["sms", "voice"])
def test_the_first_redirect_is_the_last_verb(event: str) -> None:
    two = "<Redirect>/next</Redirect><Redirect>/never</Redirect>"
    assert led(event, two) == [(NEXT, "POST")]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<Message>a</Message>",
        "<redirect>/next</redirect>",
        "<Gather><Redirect>/next</Redirect></Gather>",
        "<Redirect>ftp://example.com/</Redirect>",
        "<Redirect>javascript:alert(1)</Redirect>",
        "<Redirect>https://</Redirect>",
        "<Redirect>/next",
    ],
)
def test_documents_that_lead_nowhere(content: str) -> None:
    assert led("voice", content) == []


@pytest.mark.parametrize("root", [b"<response>%s</response>", b"<Response>%s", b"%s"])
def test_what_is_not_understood_leads_nowhere(root: bytes) -> None:
    made = hop("sms", answer(root % b"<Redirect>/next</Redirect>"), asking(HERE))
    assert links(made) == []


def test_what_is_not_taken_as_twiml_leads_nowhere() -> None:
    body = b"<Response><Redirect>/next</Redirect></Response>"
    assert links(hop("sms", answer(body, "text/plain"), asking(HERE))) == []
    assert links(hop("sms", answer(body, status=500), asking(HERE))) == []
    assert links(hop("sms", answer(body), asking(HERE))) == [(NEXT, "POST")]
