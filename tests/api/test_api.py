"""The Python API: what `--format json` prints, with names for its parts."""

import re
from pathlib import Path
from typing import Any

import pytest
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

import twiml_check
from tests.commands.calling import MISSPELT, REPLY, SCHEMA, json_report, webhook
from tests.inprocess.apps import flask_app
from tests.report.explored import AGAIN, cut_short
from tests.report.samples import run
from tests.servers import http_reply
from twiml_check.api.results import Result

PARTS: dict[str, Any] = {
    "hop": twiml_check.Hop,
    "finding": twiml_check.Finding,
    "expectation": twiml_check.Expected,
    "node": twiml_check.Node,
    "coverage": twiml_check.Coverage,
    "map": twiml_check.Map,
}


def test_a_result_is_what_json_says() -> None:
    with webhook(lambda _: http_reply(MISSPELT)) as hook:
        url = hook.url("/voice")
        told = json_report("--event", "voice", url, status=1)
        result = twiml_check.check(url, event="voice")
    assert result.verdict == "fail"
    names = twiml_check.Finding._fields
    assert [finding._asdict() for finding in result.findings] == [
        {name: {"more": 0, "way": (), "ways": 0, "again": "", **each}[name] for name in names}
        for each in told["targets"][0]["findings"]
    ]
    assert result.hops[0].verbs == ["Say"]


@pytest.mark.parametrize("part", PARTS)
def test_the_parts_have_the_names_of_the_schema(part: str) -> None:
    only_here = {"body", "document"}
    assert set(PARTS[part]._fields) - only_here <= set(SCHEMA["$defs"][part]["properties"])


def test_expectations_add_up_and_change_nothing() -> None:
    result = twiml_check.lint(REPLY)
    unmet = result.expect("Message").expect("Dial")
    assert result.passed
    assert not unmet.passed
    assert [each.met for each in unmet.expectations] == [True, False]
    assert result.expectations == ()
    assert not unmet
    assert repr(unmet) == "<FAIL document; unmet: Dial>"


@pytest.mark.parametrize("kind", [str, bytes, Path, "path", "twilio"])
def test_what_can_be_linted(kind: Any, tmp_path: Path) -> None:
    path = tmp_path / "answer.xml"
    path.write_bytes(REPLY)
    said = VoiceResponse()
    said.say("Hello")
    documents = {str: REPLY.decode(), bytes: REPLY, Path: path, "path": str(path), "twilio": said}
    assert twiml_check.lint(documents[kind]).passed


@pytest.mark.parametrize(
    ("target", "options", "said"),
    [
        ("/sms", {}, "there is no file /sms; a path of a webhook needs an app or a base_url"),
        ("/sms", {"app": 3}, "cannot be called"),
        ("/sms", {"app": flask_app(), "event": "voce"}, "did you mean voice"),
        ("/sms", {"app": flask_app(), "ignore": ["nothing"]}, 'there is no rule "nothing"'),
        ("/sms", {"app": flask_app(), "expect": ["//Say["]}, "the XPath ends too early"),
        ("nowhere.xml", {}, "no such file"),
        ("http://", {}, "it has no host"),
    ],
)
def test_a_wrong_call_is_a_value_error(target: str, options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        twiml_check.check(target, **options)


def test_an_unknown_option_is_no_parameter() -> None:
    options: dict[str, Any] = {"evnt": "voice"}
    with pytest.raises(TypeError, match='no option "evnt"; did you mean event'):
        twiml_check.check("/sms", app=flask_app(), **options)


def test_a_path_below_a_base_url() -> None:
    with webhook(lambda _: http_reply(REPLY)) as hook:
        assert twiml_check.check("/sms", base_url=hook.url("/v1"), From="+15005550006").passed
        assert hook.received[0].path == "/v1/sms"
        assert b"From=%2B15005550006" in hook.received[0].body


def test_a_login_is_hidden() -> None:
    with webhook(lambda _: http_reply(REPLY)) as hook:
        url = hook.url("/sms").replace("//", "//ali:open-sesame@")
        result = twiml_check.check(url)
    for shown in (repr(result), str(result), str(result.to_dict()), str(result.hops)):
        assert "open-sesame" not in shown


def test_an_app_answers_in_the_callers_thread() -> None:
    import threading

    seen: list[int] = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(threading.get_ident())
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [b"<Response/>"]

    assert twiml_check.check("/", app=app).passed
    assert seen == [threading.get_ident()]


def test_a_result_of_an_explored_call() -> None:
    result = Result(run(cut_short()), "error")
    assert (result.verdict, result.passed) == ("undecided", False)
    assert result.map
    assert result.map.node(3).way == ("1", "busy")
    assert result.map.node(3).verbs == ("Say", "Record")
    assert (result.map.calls, result.map.requests, result.map.again) == (22, 70, AGAIN)
    assert result.map.edges[0] == twiml_check.Edge(
        1, 2, "keys", "1", ("1",), "answered", "POST /menu", announced=True, certain=True, repeats=1
    )
    assert result.ways == (("2",), ("1", "busy", "recorded"), ("silence",))
    assert result.coverage == twiml_check.Coverage(11, 9, {"budget": 1, "host": 1})
    assert result.findings[0].way == ("1",)


def test_a_plain_check_has_no_map() -> None:
    result = twiml_check.lint(REPLY)
    assert (result.map, result.ways, result.coverage) == (None, (), None)


UMLAUT = "<Response><Say>Grüße</Say><Redirect>/next</Redirect></Response>"


def test_the_texts_of_a_hop() -> None:
    replies = {
        "/latin": http_reply(
            f"<?xml version='1.0' encoding='iso-8859-1'?>{UMLAUT}".encode("latin-1")
        ),
        "/next": http_reply(b"Bye\xfc", content_type="text/plain; charset=latin-1"),
    }
    with webhook(lambda received: replies[received.path]) as hook:
        result = twiml_check.check(hook.url("/latin"), event="sms")
    first, second = result.hops
    assert first.body == first.document
    assert first.body.endswith(UMLAUT)
    assert (second.body, second.document) == ("Byeü", None)


def test_the_text_of_a_result() -> None:
    documents = {
        "/sms": b"<Response><Message>One\n  two</Message><Redirect>/b</Redirect></Response>",
        "/b": b"<Response><Redirect>/c</Redirect></Response>",
        "/c": b"<Response><Message>Three</Message><Message>four</Message></Response>",
    }
    with webhook(lambda received: http_reply(documents[received.path])) as hook:
        result = twiml_check.check(hook.url("/sms"))
    assert result.text == "One two\nThree four"
    assert result.expect_text("One two").passed
    assert not result.expect_text("Three").passed
    assert result.expect_text("Three four", any_hop=True).passed
    assert '"Five" is said in any response: hop 1 has "One two"' in str(
        result.expect_text("Five", any_hop=True)
    )


def test_a_body_that_is_not_twiml() -> None:
    broken = b"<Response><Say>Hello"
    with webhook(lambda _: http_reply(broken, status="500 Oops")) as hook:
        result = twiml_check.check(hook.url("/sms"))
    assert (result.hops[0].body, result.text) == (broken.decode(), "")


def test_a_file_has_a_document_and_no_body(tmp_path: Path) -> None:
    path = tmp_path / "answer.xml"
    path.write_text(UMLAUT, encoding="utf-8")
    linted, again = twiml_check.lint(path), twiml_check.lint(UMLAUT)
    assert (linted.hops[0].document, linted.hops[0].body) == (UMLAUT, "")
    assert (again.hops[0].document, again.text) == (UMLAUT, "Grüße")


def test_a_body_is_complete_and_a_report_masks_it() -> None:
    secret = "open-sesame-please"
    reply = f"<Response><Message>{secret}</Message></Response>".encode()
    with webhook(lambda _: http_reply(reply)) as hook:
        result = twiml_check.check(hook.url("/sms"), auth_token=secret, Body="hi")
    assert secret in result.hops[0].body
    assert secret in result.text
    assert secret not in str(result.expect("Dial").expect_text("Bye"))
