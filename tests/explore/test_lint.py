"""A document without a server: the limit of size, the product, and what is kept of it."""

import pytest

from tests.rules.telling import kind
from twiml_check.explore.lint import lint
from twiml_check.vocabulary.events import EVENTS

LIMIT = 65_536


def sized(size: int) -> bytes:
    """A good document of so many bytes."""
    frame = b"<Response><Say>%s</Say></Response>"
    return frame % (b"a" * (size - len(frame) + 2))


@pytest.mark.parametrize("size", [LIMIT - 1, LIMIT])
def test_what_twilio_still_reads_is_read(size: int) -> None:
    made, findings = lint("a.xml", sized(size))
    assert made.understood
    assert made.verbs == ("Say",)
    assert "body-too-large" not in [each.rule for each in findings]


@pytest.mark.parametrize("size", [LIMIT + 1, 10 * LIMIT])
def test_what_twilio_does_not_read_is_not_read(size: int) -> None:
    made, findings = lint("a.xml", sized(size))
    assert made.document is None
    assert [kind(each) for each in findings] == [("body-too-large", "error", 11750)]


@pytest.mark.parametrize(
    ("document", "event"),
    [
        (b"<Response><Say>a</Say></Response>", "voice"),
        (b"<Response><Message>a</Message></Response>", "sms"),
        (b"<Response><Body>a</Body><Say>b</Say></Response>", "voice"),
        (b"<Response><Number>1</Number><Message>b</Message></Response>", "sms"),
        (b"<Response><Body>a</Body></Response>", "sms"),
        (b"<Response/>", "voice"),
        (b"no TwiML", "voice"),
    ],
)
def test_the_verbs_tell_the_event(document: bytes, event: str) -> None:
    assert lint("a.xml", document)[0].event.name == event
    assert lint("a.xml", document, EVENTS["whatsapp"])[0].event.name == "whatsapp"


@pytest.mark.parametrize(
    "document", [b"<project/>", b"<rss><channel/></rss>", b"<!DOCTYPE html><p>"]
)
def test_what_was_only_found_and_is_no_twiml_is_passed_over(document: bytes) -> None:
    _, found = lint("a.xml", document, searched=True)
    assert [kind(each) for each in found] == [("foreign-xml", "info", None)]
    _, named = lint("a.xml", document)
    assert [each.level for each in named] == ["error"]


@pytest.mark.parametrize(
    "document", [b"<response/>", b"<Responce/>", b"<Response>", b"<Say>a</Say>"]
)
def test_what_might_be_meant_as_twiml_is_not(document: bytes) -> None:
    _, found = lint("a.xml", document, searched=True)
    assert [each.level for each in found] == ["error"]


def test_the_tree_is_not_kept() -> None:
    made, _ = lint("a.xml", sized(100))
    assert made.document is not None
    assert made.document.root is None
    assert made.document.source.raw == sized(100)


def test_an_error_behind_a_thousand_hints_still_fails() -> None:
    hints = '<Gather enhanced="true"/>' * 1100
    _, findings = lint("long", f"<Response>{hints}<Sya>Hi</Sya></Response>".encode())
    assert len(findings) < 1100
    assert [each.rule for each in findings if each.level == "error"] == ["unknown-element"]
