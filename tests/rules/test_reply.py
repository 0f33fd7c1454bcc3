"""The JSON that TaskRouter and Conversations read in a response."""

import json
from typing import Any

import pytest

from tests.rules.telling import answer, hop, kind, of_module, place, said_of
from twiml_check.model.finding import Finding
from twiml_check.rules.reply import outcome
from twiml_check.vocabulary.events import EVENTS

RULES = of_module("reply")
JSON = "application/json"
TASK, MESSAGE = "task-assignment", "conversation-pre"


def found(event: str, body: bytes, content_type: str | None = JSON, **more: Any) -> list[Finding]:
    return said_of(hop(event, answer(body, content_type, **more)), RULES)


def would(event: str, body: bytes, content_type: str | None = JSON, **more: Any) -> str:
    reply = EVENTS[event].reply
    assert reply
    return outcome(hop(event, answer(body, content_type, **more)), reply)


RIGHT = [
    {"instruction": "accept"},
    {"instruction": "reject", "activity_sid": "WA" + "0" * 32},
    {"instruction": "reject"},
    {"instruction": "dequeue"},
    {"instruction": "dequeue", "from": "+12025550143", "post_work_activity_sid": "WA1"},
    {"instruction": "call", "from": "+12025550143", "url": "https://example.com/agent"},
    {"instruction": "redirect", "call_sid": "CA1", "url": "https://example.com/go"},
    {"instruction": "conference", "from": "+12025550143"},
    {"instruction": "supervise"},
]


@pytest.mark.parametrize("value", RIGHT)
def test_an_instruction(value: dict[str, str]) -> None:
    body = json.dumps(value).encode()
    assert found(TASK, body) == []
    assert found(TASK, body, "Application/JSON; charset=utf-8") == []
    assert would(TASK, body) == f'follow the instruction "{value["instruction"]}"'


@pytest.mark.parametrize("body", [b"{}", b" {}\n", b"null", b"[]", b'""', b""])
def test_an_empty_response_leaves_the_reservation_pending(body: bytes) -> None:
    assert found(TASK, body) == []
    assert would(TASK, body).startswith("leave the reservation pending")


@pytest.mark.parametrize(
    ("body", "code", "at"),
    [
        (b'{"ok": true}', 40005, (1, 1)),
        (b'{"status": "success"}', 40005, (1, 1)),
        (b'{"Instruction": "accept"}', 40005, (1, 1)),
        (b'[{"instruction": "accept"}]', 40005, (1, 1)),
        (b"1", 40005, (1, 1)),
        (b"true", 40005, (1, 1)),
        (b'{"instruction": null}', 40005, (1, 1)),
        (b'{"instruction": "pickup"}', 55555, (1, 17)),
        (b'{"instruction": ""}', 55555, (1, 17)),
        (b'{"instruction": "acept"}', 55555, (1, 17)),
        (b'{"instruction": 1}', 55555, (1, 17)),
        (b'{"instruction": ["accept"]}', 55555, (1, 17)),
        (b'{"instruction": "enqueue"}', 55555, (1, 17)),
        (b'{"instruction": "call", "url": "https://example.com/a"}', 40111, (1, 17)),
        (b'{"instruction": "call", "from": "+12025550143"}', 40112, (1, 17)),
        (b'{"instruction": "call", "from": "+12025550143", "url": ""}', 40112, (1, 17)),
        (b'{"instruction": "redirect", "call_sid": "CA1"}', 40120, (1, 17)),
        (b'{"instruction": "redirect", "url": "https://example.com/a"}', 40121, (1, 17)),
    ],
)
def test_a_wrong_instruction(body: bytes, code: int, at: tuple[int, int]) -> None:
    [error] = found(TASK, body)
    assert kind(error) == ("bad-instruction", "error", code)
    assert place(error) == at


def test_an_instruction_that_lacks_two_values() -> None:
    codes = [each.twilio_code for each in found(TASK, b'{"instruction": "call"}')]
    assert codes == [40111, 40112]


@pytest.mark.parametrize("word", ["Accept", "REJECT", "Dequeue", "CALL", "Redirect"])
def test_the_case_of_an_instruction_is_not_documented(word: str) -> None:
    [warning] = found(TASK, json.dumps({"instruction": word}).encode())
    assert kind(warning) == ("bad-instruction", "warning", None)
    assert warning.help == f'write "{word.lower()}"'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{'instruction': 'accept'}", "single quotes"),
        (b'{"instruction": "accept",}', "comma"),
        (b'{"instruction": accept}', "accept is"),
        (b'{\\"instruction\\": \\"accept\\"}', "its quotes are escaped"),
        (b'"{\\"instruction\\": \\"accept\\"}"', "in quotes"),
        (b"accept", "accept is"),
        (b'{"instruction": "accept"', "its object"),
        (b"<Response/>", "not valid JSON"),
        (b"\xff\xff", "not valid JSON"),
    ],
)
def test_what_is_not_json(body: bytes, words: str) -> None:
    [error] = found(TASK, body)
    assert kind(error) == ("not-json", "error", 40001)
    assert words in error.message
    assert error.help
    assert would(TASK, body).startswith("send the request to the fallback URL")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "text/html", "text/xml", "application/x-json", None]
)
def test_another_content_type(content_type: str | None) -> None:
    [error] = found(TASK, b'{"instruction": "accept"}', content_type)
    assert kind(error) == ("not-json", "error", 40000)
    assert (content_type or "missing") in error.message
    assert would(TASK, b'{"instruction": "accept"}', content_type).startswith("send the request")


def test_what_the_server_sends_is_cut() -> None:
    [error] = found(TASK, json.dumps({"instruction": "x" * 60_000 + "\x1b[2J"}).encode())
    assert len(error.message) < 120
    [error] = found(TASK, b"x", "text/" + "y" * 9000)
    assert len(error.message) < 140


def test_deep_json_is_not_judged() -> None:
    assert found(TASK, b"[" * 5000 + b"]" * 5000) == []


CHANGES = [
    ({}, ""),
    ({"body": "Hello"}, "body"),
    ({"body": "", "author": "Robin"}, "body and author"),
    ({"attributes": '{"key": "value"}'}, "attributes"),
    ({"friendly_name": "Shop"}, "friendly_name"),
    ({"body": None}, ""),
    ({"ok": True, "status": "done"}, ""),
    ({"message": "saved"}, ""),
]


@pytest.mark.parametrize(("value", "names"), CHANGES)
def test_changes_of_a_message(value: dict[str, Any], names: str) -> None:
    body = json.dumps(value).encode()
    assert found(MESSAGE, body) == []
    assert found(MESSAGE, body, None) == []
    said = f"with the {names} of the response" if names else "as it is"
    assert would(MESSAGE, body) == f"publish the message or the change {said}"


@pytest.mark.parametrize(
    ("value", "message", "at"),
    [
        ({"Body": "Hello"}, 'Conversations does not read "Body"', (1, 2)),
        ({"autor": "Robin"}, 'Conversations does not read "autor"', (1, 2)),
        ({"Attributes": "{}"}, 'Conversations does not read "Attributes"', (1, 2)),
        ({"friendlyName": "Shop"}, 'Conversations does not read "friendlyName"', (1, 2)),
        ({"attributes": {"a": 1}}, '"attributes" is not a string', (1, 16)),
        ({"body": 1}, '"body" is not a string', (1, 10)),
        ({"body": ["Hello"]}, '"body" is not a string', (1, 10)),
        (["Hello"], "the JSON is not an object", (1, 1)),
        ("Hello", "the JSON is not an object", (1, 1)),
    ],
)
def test_changes_that_do_nothing(value: Any, message: str, at: tuple[int, int]) -> None:
    [warning] = found(MESSAGE, json.dumps(value).encode())
    assert kind(warning) == ("bad-change", "warning", None)
    assert (warning.message, place(warning)) == (message, at)


@pytest.mark.parametrize(
    ("body", "level"),
    [
        (b"ok", "info"),
        (b"OK\n", "info"),
        (b"<html>Thanks</html>", "info"),
        (b"{'body': 'Hello'}", "info"),
        (b"Success", "info"),
        (b"<Response/>", "warning"),
        (b"<Response><Message>Hi</Message></Response>", "warning"),
    ],
)
def test_other_text_before_a_message_is_published(body: bytes, level: str) -> None:
    [hint] = found(MESSAGE, body, "text/plain")
    assert kind(hint) == ("not-json", level, None)
    assert "Hello" not in hint.help


@pytest.mark.parametrize("event", [TASK, MESSAGE])
@pytest.mark.parametrize("status", [302, 403, 500])
def test_an_error_is_not_read(event: str, status: int) -> None:
    assert found(event, b"Oops", "text/plain", status=status) == []


@pytest.mark.parametrize("event", ["voice", "sms", "task-events", "conversation-post", "amd"])
def test_other_events_read_no_json(event: str) -> None:
    assert found(event, b'{"instruction": "pickup"}') == []
