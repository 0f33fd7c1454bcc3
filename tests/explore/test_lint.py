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
    "document",
    [
        *(b"<project/>", b"<rss><channel/></rss>", b"<!DOCTYPE html><p>"),
        b'<project xmlns="http://maven.apache.org/POM/4.0.0"><name>a</name></project>',
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>',
        b'<LinearLayout xmlns:a="http://schemas.android.com/apk/res/android"><Button/></LinearLayout>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
        b'<resources><string name="a">x</string></resources>',
        b"<Messages><Message>a</Message><Message>b</Message></Messages>",
        b"<Recordset><Record>a</Record></Recordset>",
        b"<Playlist><Play>a.mp3</Play><Pause/></Playlist>",
        b"<form><Say>a</Say><field/><field/></form>",
        b'<response><lst name="responseHeader"/><result numFound="0"/></response>',
        b"<response><status>ok</status></response>",
        b"<TwilioResponse><Call><Sid>CA</Sid></Call></TwilioResponse>",
        b'<p:Response xmlns:p="urn:a"><p:Status>a</p:Status></p:Response>',
    ],
)
def test_what_was_only_found_and_is_no_twiml_is_passed_over(document: bytes) -> None:
    _, found = lint("a.xml", document, searched=True)
    assert [kind(each) for each in found] == [("foreign-xml", "info", None)]
    _, named = lint("a.xml", document)
    assert [each.level for each in named] == ["error"]


@pytest.mark.parametrize(
    "document",
    [
        b"<response/>",
        b"<Responce/>",
        b"<Response>",
        b"<Say>a</Say>",
        b"<response><say>a</say></response>",
        b"<Responce><Mesage>a</Mesage></Responce>",
        b"<response><code>0</code><Hangup/></response>",
    ],
)
def test_what_might_be_meant_as_twiml_is_not(document: bytes) -> None:
    _, found = lint("a.xml", document, searched=True)
    assert [each.level for each in found] == ["error"]


@pytest.mark.parametrize(
    ("document", "help_"),
    [
        (b"<Twiml><Say>a</Say></Twiml>", "write <Response> in place of <Twiml>"),
        (b"<TwiML><say>a</say></TwiML>", "write <Response> in place of <TwiML>"),
        (b"<twilio/>", "write <Response> in place of <twilio>"),
        (b"<xml><Say>a</Say><Hangup/></xml>", "write <Response> in place of <xml>"),
        (b"<Call><Gather/><Redirect>/a</Redirect></Call>", "write <Response> in place of <Call>"),
        (b"<root><Response><Say>a</Say></Response></root>", "remove <root>"),
        (b"<response><Message>a</Message></response>", "write <Response>: names are case"),
        (b"<Resposne><Dial>+12025550143</Dial></Resposne>", "write <Response>"),
        (b"<Reply><Message>a</Message><Sms>b</Sms></Reply>", "write <Response> in place of"),
    ],
)
def test_twiml_inside_a_wrong_root_is_not_passed_over(document: bytes, help_: str) -> None:
    _, found = lint("a.xml", document, searched=True)
    assert [kind(each) for each in found] == [("wrong-root", "error", 12102)]
    assert found[0].help.startswith(help_)


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
