"""A program's own output in a response: one finding, at the place and with the number of Twilio."""

import pytest

from tests.read.printed import (
    ASP_NET,
    DJANGO,
    EXPRESS,
    NODE,
    PHP_FATAL,
    PHP_FATAL_HTML,
    PHP_WARNING_HTML,
    PRINTED,
    PYTHON,
    RUBY,
    XDEBUG,
)
from tests.rules.telling import answer, hop, kind, place
from twiml_check.explore.lint import lint
from twiml_check.model.finding import Finding
from twiml_check.rules.engine import check
from twiml_check.vocabulary.events import EVENTS

OUTPUT = "program-output"
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
SAY = "<Say>Hello</Say>"


def of_file(text: str, event: str = "voice") -> list[Finding]:
    return list(lint("-", text.encode(), EVENTS[event])[1])


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        # The document was cut off: where it was never closed.
        (f"{DECLARED}\n<Response>\n{SAY}\n{PHP_FATAL_HTML}", 12100, 2, 1),
        (f"{DECLARED}\n<Response>\n{SAY}{PHP_FATAL}", 12100, 2, 1),
        (f"<Response>\n<Say>Hello{PHP_FATAL}", 12100, 2, 1),
        # In front of the document.
        (f"{PHP_FATAL.lstrip()}<Response>{SAY}</Response>", 12100, 1, 1),
        (f"{PHP_WARNING_HTML}{DECLARED}<Response>{SAY}</Response>", 12100, 1, 1),
        (f"{PYTHON}<Response/>", 12100, 1, 1),
        # Behind it.
        (f"<Response>{SAY}</Response>\n{PHP_WARNING_HTML}", 12100, 2, 1),
        (f"<Response/>\n{NODE}", 12100, 2, 1),
        # In place of it.
        (PHP_FATAL, 12100, 2, 1),
        (PHP_FATAL_HTML, 12100, 1, 1),
        (PYTHON, 12100, 1, 1),
        (RUBY, 12100, 1, 1),
        (EXPRESS, 12100, 1, 1),
        (ASP_NET, 12100, 1, 1),
        (DJANGO, 12100, 1, 1),
        (f"<html><body><pre>{RUBY}</pre></body></html>", 12102, 1, 1),
        # Among the verbs: it is XML, and its elements are unknown.
        (f"<Response>\n{PHP_WARNING_HTML}{SAY}</Response>", 12200, 2, 1),
        (f"<Response>{SAY}\n{PHP_WARNING_HTML * 3}</Response>", 12200, 2, 1),
        (f"<Response>\n{XDEBUG}{SAY}</Response>", 12200, 2, 1),
        (f"<Response>\nNotice: x in /a.php on line 3\n{SAY}</Response>", 12200, 2, 1),
        (f"<Response>\n<Say>{PHP_WARNING_HTML}</Say></Response>", 12200, 2, 6),
        (f"<Response>\n<Gather>\n{PHP_WARNING_HTML}</Gather></Response>", 12200, 3, 1),
    ],
)
def test_it_is_one_finding(text: str, code: int, line: int, column: int) -> None:
    found = [each for each in of_file(text) if each.level != "info"]
    assert [kind(each) for each in found] == [(OUTPUT, "error", code)]
    assert place(found[0]) == (line, column)


@pytest.mark.parametrize("text", PRINTED)
def test_its_own_line_is_quoted(text: str) -> None:
    program, line = PRINTED[text]
    [found] = [each for each in of_file(f"<Response>{SAY}{text}") if each.rule == OUTPUT]
    assert found.message.startswith(f"{program} wrote a")
    assert " ".join(line.split())[:40] in found.message
    assert "to keep it out of responses" in found.help


def test_the_line_of_the_output_is_named_where_the_place_is_another() -> None:
    [found] = of_file(f"<Response>\n{SAY}{PHP_FATAL}")
    assert (place(found), found.note) == ((1, 1), "PHP wrote it on line 3")


@pytest.mark.parametrize(
    ("event", "text", "code"),
    [
        ("sms", PHP_FATAL.lstrip() + "<Response/>", 12200),
        ("sms", f"Notice: x in /a.php on line 3\n{DECLARED}<Response/>", 12200),
        ("voice", PHP_FATAL.lstrip() + "<Response/>", 12100),
        ("sms", f"<Response/>{PHP_FATAL}", 12100),
        ("sms", f"{PHP_FATAL_HTML}<Response/>", 12100),
        ("sms", f"<Response>{PHP_WARNING_HTML}<Message>Hi</Message></Response>", 12200),
    ],
)
def test_the_number_depends_on_the_event(event: str, text: str, code: int) -> None:
    assert kind(of_file(text, event)[0]) == (OUTPUT, "error", code)
    assert kind(check(hop(event, answer(text.encode())))[0]) == (OUTPUT, "error", code)


@pytest.mark.parametrize(
    "content",
    [
        "<Message>Fatal error: Uncaught Exception: x in /srv/a.php on line 4</Message>",
        f"<Message>{PYTHON.replace('<', '&lt;')}</Message>",
        "<Message><Body>Warning: x in /srv/a.php on line 4</Body></Message>",
        f"<Message><Body>{NODE.replace('<', '&lt;')}</Body></Message>",
        "<Message>panic: x\n\ngoroutine 1 [running]:</Message>",
    ],
)
def test_a_message_about_an_error_is_a_message(content: str) -> None:
    assert of_file(f"<Response>{content}</Response>", "sms") == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("<Response><Say>Warning: x in /a.php on line 4</Say><Sya/></Response>", "unknown-element"),
        ("<Response><Say>Warning: x in /a.php on line 4</Say><b/></Response>", "unknown-element"),
        (
            "<Response><Say>Warning: <emphasis>ice</emphasis> on line 4</Say><b/></Response>",
            "unknown-element",
        ),
        (
            "<Response><Say><p>A</p>\nWarning: a<break/> on line 4</Say><b/></Response>",
            "unknown-element",
        ),
        ("<Response><Say>Warning: x in /a.php on line 4</Say>A & B</Response>", "bare-ampersand"),
        ("<Response><Message>Fatal error: x in /a.php:4</Message>", "unclosed-tag"),
        ("<Response>Hello</Response>", "stray-text"),
        ("<html><body>Sign in</body></html>", "wrong-root"),
        ("<Response><Say>Tom & Ann</Say></Response>", "bare-ampersand"),
        ("OK", "not-xml"),
    ],
)
def test_other_faults_stay_what_they_are(text: str, rule: str) -> None:
    assert rule in [each.rule for each in of_file(text)]
    assert OUTPUT not in [each.rule for each in of_file(text)]


def test_other_findings_stay_beside_it() -> None:
    found = of_file(f"<Response>{PHP_WARNING_HTML}<Sya/><Pause length='x'/></Response>")
    assert sorted(each.rule for each in found) == ["bad-value", OUTPUT, "unknown-element"]


def test_a_template_that_is_not_run_is_no_output() -> None:
    text = "<?php echo 1 ?><Response>\nWarning: x in /a.php on line 3</Response>"
    assert OUTPUT not in [each.rule for each in of_file(text)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"statusCode": 200, "body": "<Response/>"}', "Lambda proxy integration"),
        ('{"statusCode": 200, "headers": {}, "isBase64Encoded": true, "body": "PD9"}', "Lambda"),
        ('"<?xml version=\\"1.0\\"?><Response/>"', "XML itself"),
        ('<string xmlns="http://tempuri.org/">&lt;Response/&gt;</string>', "Content(twiml"),
        ("<string><![CDATA[<Response/>]]></string>", "Content(twiml"),
    ],
)
def test_twiml_that_was_wrapped(body: str, words: str) -> None:
    [found] = of_file(body)
    assert words in found.help


@pytest.mark.parametrize("kind_of_text", ["application/json", "text/json; charset=utf-8"])
def test_a_lambda_result_as_json(kind_of_text: str) -> None:
    given = answer(b'{"statusCode": 200, "body": "<Response/>"}', kind_of_text)
    [found] = check(hop("voice", given))
    assert (kind(found), "Lambda" in found.help) == (("wrong-content-type", "error", 12300), True)
