"""A document as a whole: its root, its version, and what makes it unreadable."""

import pytest

from tests.rules.telling import answer, hop, kind, place, said, said_of
from twiml_check.explore.lint import lint

DOCUMENT = {"wrong-root", "bad-value"}


@pytest.mark.parametrize(
    ("document", "line", "column", "words"),
    [
        ("<response/>", 1, 1, "write <Response>: names are case-sensitive"),
        ("<RESPONSE><Say>a</Say></RESPONSE>", 1, 1, "write <Response>: names are case-sensitive"),
        ("\n <Responce/>", 2, 2, "write <Response>"),
        ("<html><body>Sign in</body></html>", 1, 1, "respond with TwiML: this is a web page"),
        ("<HTML/>", 1, 1, "respond with TwiML: this is a web page"),
        ("<Twiml><Response/></Twiml>", 1, 1, "remove <Twiml>"),
        ("<Say>Hello</Say>", 1, 1, "put everything between <Response> and </Response>"),
        ("<!-- a --><Dial/>", 1, 11, "put everything between <Response> and </Response>"),
    ],
)
@pytest.mark.parametrize("event", ["voice", "sms"])
def test_a_root(event: str, document: str, line: int, column: int, words: str) -> None:
    [error] = said(event, document, DOCUMENT)
    assert kind(error) == ("wrong-root", "error", 12102)
    assert place(error) == (line, column)
    assert error.help.startswith(words)


@pytest.mark.parametrize("document", ["<Response/>", "<Response>a</Response>", "\n<Response/>\n"])
def test_the_right_root(document: str) -> None:
    assert said("voice", document, DOCUMENT) == []


@pytest.mark.parametrize("version", ["1.0", "", "2010-04-02", "2010"])
def test_a_version(version: str) -> None:
    [error] = said("voice", f'<Response version="{version}"/>', DOCUMENT)
    assert kind(error) == ("bad-value", "error", 12101)
    assert error.location is not None
    assert error.location.line == 1


@pytest.mark.parametrize("version", ["2010-04-01", "2008-08-01"])
def test_the_right_version(version: str) -> None:
    assert said("voice", f'<Response version="{version}"/>', DOCUMENT) == []


@pytest.mark.parametrize(("event", "code"), [("voice", 12100), ("sms", 11200), ("whatsapp", 11200)])
def test_an_empty_body(event: str, code: int) -> None:
    [error] = said_of(hop(event, answer(b"")), {"empty-body"})
    assert kind(error) == ("empty-body", "error", code)
    assert "<Response/>" in error.help


@pytest.mark.parametrize(
    ("body", "rule", "level", "code"),
    [
        (b"OK", "not-xml", "error", 12100),
        (b'{"a": 1}', "json-body", "error", 12100),
        (b"<Response><Say>a & b</Say></Response>", "bare-ampersand", "error", 12100),
        (b"\xef\xbb\xbf<Response/>", "byte-order-mark", "info", None),
        (b'<?xml version="1.0" encoding="latin1"?><Response/>', "other-encoding", "info", None),
    ],
)
def test_what_the_reader_notices(body: bytes, rule: str, level: str, code: int | None) -> None:
    assert kind(said_of(hop("voice", answer(body)), {rule})[0]) == (rule, level, code)


FLOW = b'{"description": "x", "states": [], "initial_state": "Trigger"}'
MODEL = b'{"uniqueName": "x", "tasks": [{"uniqueName": "a", "actions": {"actions": []}}]}'
ACTIONS = b'{"actions": [{"say": "Hello"}]}'
PACKAGE = b'{"name": "shop", "version": "1.0.0", "scripts": {"test": "jest"}}'


@pytest.mark.parametrize(
    ("raw", "answered", "in_file"),
    [
        (FLOW, "twiml-check studio FLOW.json", "twiml-check studio FLOW.json"),
        (MODEL, "twiml-check autopilot checks it", "twiml-check autopilot checks it"),
        (ACTIONS, "twiml-check autopilot checks it", "twiml-check autopilot checks it"),
        (
            PACKAGE,
            "respond with TwiML, as text/xml",
            "name a TwiML file; for JSON, use twiml-check",
        ),
        (b'"<Response/>"', "respond with the XML itself", "respond with the XML itself"),
    ],
)
def test_which_command_is_for_this_json(raw: bytes, answered: str, in_file: str) -> None:
    [error] = said_of(hop("voice", answer(raw)), {"json-body"})
    assert answered in error.help
    _, [error] = lint("package.json", raw, None)
    assert (error.rule, error.location and error.location.line) == ("json-body", 1)
    assert in_file in error.help
    assert "\n" not in error.help
