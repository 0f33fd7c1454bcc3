"""How the response to each kind of event is judged, as a shell sees it.

The responses are those that handlers of these webhooks give: nothing, `ok`, JSON, TwiML, errors.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.commands.calling import call, valid
from tests.servers import Connection, Received, Script, http_reply, serving, web
from twiml_check.vocabulary.events import EVENTS

JSON = "application/json"
ANSWERS: dict[str, bytes] = {
    "empty": http_reply(b"", content_type=None),
    "empty-html": http_reply(b"", content_type="text/html; charset=utf-8"),
    "empty-json": http_reply(b"", content_type=JSON),
    "created": http_reply(b"", content_type=None, status="201 Created"),
    "no-content": http_reply(b"", content_type=None, status="204 No Content"),
    "ok": http_reply(b"ok", content_type="text/plain"),
    "ok-html": http_reply(b"OK", content_type="text/html; charset=utf-8"),
    "object": http_reply(b"{}", content_type=JSON),
    "received": http_reply(b'{"received": true}', content_type=JSON),
    "success": http_reply(b'{"success":true,"message":"saved"}', content_type=f"{JSON};charset=x"),
    "page": http_reply(b"<html><body>Thanks</body></html>", content_type="text/html"),
    "twiml": http_reply(b"<Response><Say>Hello</Say></Response>"),
    "empty-twiml": http_reply(b"<Response/>"),
    "accept": http_reply(b'{"instruction": "accept"}', content_type=JSON),
    "accept-text": http_reply(b'{"instruction": "accept"}', content_type="text/plain"),
    "change": http_reply(b'{"body": "b***", "author": "Robin"}', content_type=JSON),
    "refused": http_reply(b"no", content_type="text/plain", status="403 Forbidden"),
    "missing": http_reply(b"Not Found", content_type="text/plain", status="404 Not Found"),
    "crashed": http_reply(b"<h1>Oops</h1>", content_type="text/html", status="500 Server Error"),
}  # fmt: skip
RIGHT = (
    *("empty", "empty-html", "empty-json", "created", "no-content", "ok", "ok-html", "object"),
    *("received", "success", "page", "twiml", "empty-twiml", "accept", "change"),
)
"""To a callback whose body Twilio ignores."""
WRONG = ("refused", "missing", "crashed")
ACTIONS = [name for name, event in EVENTS.items() if event.group and not event.callback]
IGNORED = [name for name, event in EVENTS.items() if event.callback and not event.reply]


def judged(event: str, *answers: bytes, options: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """What the tool says of these responses to an event, in one call."""

    def page(received: Received) -> bytes:
        return answers[int(received.path[1:])]

    with serving(web(page)) as server:
        urls = [server.url(f"/{number}") for number in range(len(answers))]
        result = call(*urls, "--event", event, "--format", "json", *options)
    assert result.err == ""
    return list(valid(result.out)["targets"])


def said(target: dict[str, Any]) -> list[tuple[str, str, int | None]]:
    """The findings of a target, in short."""
    return [(each["level"], each["rule"], each["twilio_code"]) for each in target["findings"]]


@pytest.mark.parametrize("event", IGNORED)
def test_every_2xx_is_right_for_a_callback(event: str) -> None:
    targets = judged(event, *(ANSWERS[name] for name in RIGHT))
    for name, target in zip(RIGHT, targets, strict=True):
        assert (target["verdict"], said(target)) == ("pass", []), name
        assert target["would"] == "Twilio would accept this response."


@pytest.mark.parametrize("event", IGNORED)
def test_a_callback_that_fails_is_lost_and_nobody_hears_of_it(event: str) -> None:
    row = EVENTS[event]
    for target in judged(event, *(ANSWERS[name] for name in WRONG)):
        assert (target["verdict"], target["would"]) == ("fail", "Twilio would log the failure.")
        assert said(target) == [("error", "http-error", row.failure_code)]
        [finding] = target["findings"]
        assert "caller" not in finding["message"] + finding["help"] + target["would"]
        assert finding["note"].endswith(row.lost)


@pytest.mark.parametrize("event", ACTIONS)
def test_an_action_wants_twiml(event: str) -> None:
    names = ("twiml", "empty-twiml", "ok", "empty", "no-content", "object", "crashed")
    targets = dict(zip(names, judged(event, *(ANSWERS[name] for name in names)), strict=True))
    assert targets["twiml"]["verdict"] == "pass"
    assert targets["twiml"]["would"] == "Twilio would run Say."
    assert targets["ok"]["verdict"] == "pass"
    assert (targets["empty-twiml"]["verdict"], said(targets["empty-twiml"])) == ("pass", [])
    assert targets["empty-twiml"]["would"] == "Twilio would hang up."
    codes = {"empty": 12100, "no-content": 11200, "object": 12300, "crashed": 11200}
    for name, code in codes.items():
        assert targets[name]["verdict"] == "fail"
        assert [each[2] for each in said(targets[name])] == [code]
        assert "an application error has occurred" in targets[name]["would"]


@pytest.mark.parametrize(
    ("event", "own"),
    [
        ("record", "Digits=hangup"),
        ("enqueue", "QueueResult=hangup"),
        ("connect", "SessionStatus=completed"),
        ("pay", "Result=caller-hung-up"),
    ],
)
def test_nobody_runs_what_comes_when_the_caller_is_gone(event: str, own: str) -> None:
    names = ("empty", "no-content", "ok", "object", "crashed")
    *right, wrong = judged(event, *(ANSWERS[name] for name in names), options=("--param", own))
    assert [(each["verdict"], said(each)) for each in right] == [("pass", [])] * 4
    assert (wrong["verdict"], said(wrong)) == ("fail", [("error", "http-error", 11200)])
    assert wrong["would"] == "Twilio would log the failure."


EMPTY = [("info", "not-json", None)]
PENDING = "TaskRouter would leave the reservation pending until the app accepts or rejects it."
FALLBACK = "TaskRouter would send the request to the fallback URL of the workflow, if there is one."


@pytest.mark.parametrize(
    ("name", "verdict", "findings", "would"),
    [
        ("empty", "pass", EMPTY, PENDING),
        ("empty-html", "pass", EMPTY, PENDING),
        ("empty-json", "pass", [], PENDING),
        ("no-content", "pass", EMPTY, PENDING),
        ("created", "pass", EMPTY, PENDING),
        ("object", "pass", [], PENDING),
        ("accept", "pass", [], 'TaskRouter would follow the instruction "accept".'),
        ("accept-text", "fail", [("error", "not-json", 40000)], FALLBACK),
        ("ok", "fail", [("error", "not-json", 40000)], FALLBACK),
        ("twiml", "fail", [("error", "not-json", 40000)], FALLBACK),
        ("page", "fail", [("error", "not-json", 40000)], FALLBACK),
        ("received", "fail", [("error", "bad-instruction", 40005)], PENDING),
        ("success", "fail", [("error", "bad-instruction", 40005)], PENDING),
        ("missing", "fail", [("error", "http-error", 11200)], FALLBACK),
        ("crashed", "fail", [("error", "http-error", 11200)], FALLBACK),
    ],
)
def test_the_assignment_of_a_task(
    name: str, verdict: str, findings: list[tuple[str, str, int | None]], would: str
) -> None:
    [target] = judged("task-assignment", ANSWERS[name])
    assert (target["verdict"], said(target), target["would"]) == (verdict, findings, would)


def test_json_can_be_expected_and_compared(tmp_path: Path) -> None:
    """--expect-text looks into the JSON, and a snapshot keeps it."""
    answers = [ANSWERS["accept"]]
    with serving(web(lambda _: answers[-1])) as server:
        common = (server.url(), "--event", "task-assignment")
        kept = tmp_path / "snapshot.json"
        told = call(*common, "--expect-text", '"instruction": "accept"', "--save", kept)
        assert told.status == 0
        assert call(*common, "--expect-text", "reject").status == 1
        assert call(*common, "--compare", kept).status == 0
        answers.append(http_reply(b'{"instruction":"reject"}', content_type=JSON))
        changed = call(*common, "--compare", kept)
    assert changed.status == 1
    assert '+  "instruction": "reject"' in changed.out


def test_a_suite_names_every_event(tmp_path: Path) -> None:
    with serving(web(lambda _: ANSWERS["object"])) as server:
        checks = "".join(f'[[check]]\ntarget = "/"\nevent = "{name}"\n' for name in IGNORED)
        suite = tmp_path / "twiml-check.toml"
        suite.write_text(f'base_url = "{server.url("")}"\n{checks}')
        result = call("run", suite, "--format", "json")
    report = valid(result.out)
    assert [each["event"] for each in report["targets"]] == IGNORED
    assert report["verdict"] == "pass"


AS_IT_IS = "Conversations would publish the message or the change as it is."
CHANGED = "Conversations would publish the message or the change with the {} of the response."
REJECTED = "Conversations would reject the message or the change, and publish nothing."


@pytest.mark.parametrize(
    ("name", "verdict", "findings", "would"),
    [
        ("empty", "pass", [], AS_IT_IS),
        ("empty-html", "pass", [], AS_IT_IS),
        ("no-content", "pass", [], AS_IT_IS),
        ("object", "pass", [], AS_IT_IS),
        ("received", "pass", [], AS_IT_IS),
        ("success", "pass", [], AS_IT_IS),
        ("change", "pass", [], CHANGED.format("body and author")),
        ("ok", "pass", EMPTY, AS_IT_IS),
        ("ok-html", "pass", EMPTY, AS_IT_IS),
        ("twiml", "pass", [("warning", "not-json", None)], AS_IT_IS),
        ("empty-twiml", "pass", [("warning", "not-json", None)], AS_IT_IS),
        ("refused", "fail", [("error", "http-error", 11200)], REJECTED),
        ("crashed", "fail", [("error", "http-error", 11200)], REJECTED),
    ],
)
def test_before_a_message_is_published(
    name: str, verdict: str, findings: list[tuple[str, str, int | None]], would: str
) -> None:
    [target] = judged("conversation-pre", ANSWERS[name])
    assert (target["verdict"], said(target), target["would"]) == (verdict, findings, would)


def silent(connection: Connection) -> None:
    """Read the request and do not respond."""
    connection.read_request()
    connection.wait()


def late(event: str, script: Script = silent) -> dict[str, Any]:
    with serving(script) as server:
        result = call(f"{server.url()}#tt=100&rc=0", "--event", event, "--format", "json")
    [target] = valid(result.out)["targets"]
    return dict(target)


@pytest.mark.parametrize("event", ["recording-status", "call-progress", "task-assignment"])
def test_a_callback_that_is_late(event: str) -> None:
    [finding] = late(event)["findings"]
    assert (finding["rule"], finding["twilio_code"]) == ("answer-timeout", 11203)
    assert finding["help"] == "respond at once, and do the slow work afterwards"


def test_a_message_is_published_when_the_webhook_does_not_respond() -> None:
    target = late("conversation-pre")
    said = "Conversations would publish the message or the change as it is, after 5 seconds"
    assert target["would"] == f"{said}."
    assert target["findings"][0]["note"] == said


def test_the_names_of_events_are_found_by_what_people_call_them() -> None:
    for word, event in (
        *(("taskrouter", "task-assignment"), ("conversations", "conversation-pre")),
        *(("recording", "recording-status"), ("participant", "conference"), ("relay", "connect")),
        *(("Transcribe", "transcription"), ("gahter", "gather")),
        ("post-webhook", "conversation-post"),
    ):
        result = call("http://127.0.0.1:1/", "--event", word)
        assert result.status == 2
        assert f"did you mean {event}?" in result.err


def test_an_event_that_nobody_knows() -> None:
    result = call("http://127.0.0.1:1/", "--event", "xylophone")
    assert (result.status, "twiml-check --event list shows all events" in result.err) == (2, True)


@pytest.mark.parametrize("event", ["task-assignment", "conversation-pre"])
def test_no_fallback_for_what_reads_json(event: str) -> None:
    result = call("http://127.0.0.1:1/", "--event", event, "--fallback", "http://127.0.0.1:2/")
    assert result.status == 2
    assert f"--fallback does not apply to {event}" in result.err
