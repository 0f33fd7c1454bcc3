"""What breaks where something is missing, empty, long or unusual; and servers that die."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from flask import Request

from tests.drills.apps import XML, app, drilled, echo, found, speak, unmet
from tests.servers import http_reply, serving, web
from twiml_check import Result, drill
from twiml_check.runner.drill_target import Drilling, drill_webhook
from twiml_check.runner.servers import open_fetcher
from twiml_check.runner.settings import Asking, Judging

FAILS = ("error", "http-error")


def absent(reply: Any, event: str = "sms", **options: Any) -> Result:
    return drilled(app(reply), "absent", event=event, **options)


def wants(condition: Any, then: Any = echo) -> Any:
    """A webhook that fails unless the request is so."""
    return lambda given: then(given) if condition(given.values) else ("", 500)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (lambda sent: sent["Body"], "an empty Body"),
        (lambda sent: sent["Body"].split(), "a Body of one space"),
        (lambda sent: not sent["Body"].isdigit(), "a Body of digits alone"),
        (lambda sent: "\n" not in sent["Body"], "a Body of several lines"),
        (lambda sent: len(sent["Body"]) < 1600, "a Body of 1,600 characters"),
        (lambda sent: all(ord(each) < 0xFFFF for each in sent["Body"]), "a Body of emoji"),
        (lambda sent: "ש" not in sent["Body"], "a Body in a script from right to left"),
        (lambda sent: sent["NumMedia"] == "0", "a picture without a text"),
        (lambda sent: len(sent["From"]) > 6, "a short code as the sender"),
        (lambda sent: sent.get("FromCountry", "US") == "US", "a sender abroad"),
    ],
)
def test_messages(condition: Any, words: str) -> None:
    result = absent(wants(condition))
    assert FAILS in found(result)
    assert any(each.message.startswith(words) for each in result.findings)
    assert any(each.startswith(words) for each in unmet(result))
    assert not result.passed


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (lambda sent: sent["From"].startswith("+"), "a withheld number"),
        (lambda sent: sent.get("CallerCity", "x"), "an unknown place of the caller"),
        (lambda sent: sent.get("CallerName") != "", "an empty CallerName"),
        (lambda sent: "StirVerstat" in sent, "a request without StirVerstat"),
        (lambda sent: "CallToken" in sent, "a request without CallToken"),
    ],
)
def test_calls(condition: Any, words: str) -> None:
    result = absent(wants(condition, speak), "voice")
    assert any(each.message.startswith(words) and each.level == "error" for each in result.findings)


@pytest.mark.parametrize(("event", "name"), [("sms", "FromCity"), ("voice", "CalledZip")])
def test_a_place_may_be_absent_and_is_named(event: str, name: str) -> None:
    def reply(given: Request) -> Any:
        return (speak if event == "voice" else echo)(given) if name in given.values else ("", 400)

    result = absent(reply, event)
    warned = [each for each in result.findings if each.level == "warning"]
    assert [each.message for each in warned] == [
        f"a request without {name}: the webhook responded with 400"
    ]
    assert f"--no-param {name} " in warned[0].again


@pytest.mark.parametrize(
    ("event", "scheme"), [("sms", "whatsapp:"), ("voice", "client:"), ("voice", "sip:")]
)
def test_another_channel_is_only_an_info(event: str, scheme: str) -> None:
    def reply(given: Request) -> Any:
        if given.values["From"].startswith(scheme):
            return "", 500
        return (speak if event == "voice" else echo)(given)

    result = absent(reply, event)
    assert (found(result), unmet(result)) == ([("info", "http-error")], [])
    assert scheme in result.findings[0].message


def test_a_reply_that_gets_too_long() -> None:
    def doubled(given: Request) -> Any:
        from xml.sax.saxutils import escape

        text = escape(given.values["Body"] * 2) or "nothing"
        return f"<Response><Message>{text}!</Message></Response>", XML

    result = absent(doubled)
    assert found(result) == [("error", "text-too-long")]
    assert result.findings[0].message.startswith("a Body of 1,600 characters: ")


def test_what_a_check_says_already_is_said_once() -> None:
    def misspelt(_given: Request) -> Any:
        return '<Response><Message acton="/x">Hi</Message></Response>', XML

    result = drilled(app(misspelt))
    assert found(result) == [("error", "unknown-attribute")]
    assert result.findings[0].message.startswith("the plain request: ")


def test_a_webhook_that_fails_has_no_more_drills() -> None:
    result = drilled(app(lambda _given: ("", 500)))
    assert found(result) == [FAILS]
    assert len(result.hops) == 1
    assert [each["name"] for each in result.to_dict()["targets"]] == ["cold"]


def test_nothing_listens() -> None:
    with serving(web(lambda _: http_reply())) as server:
        url = server.url("/sms")
    result = drill(url, no_signature=True)
    assert found(result) == [("error", "connection-refused")]
    assert len(result.to_dict()["targets"]) == 1
    assert "Nothing else was tried." in result.report()


DIES = """
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if sys.argv[2] == "before" and "Body=99999" in body:
            os._exit(1)
        reply = b"<Response><Message>Hi</Message></Response>"
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)
        self.wfile.flush()
        if "Body=99999" in body:
            os._exit(1)
    do_HEAD = lambda self: self.send_error(404)
    log_message = lambda *_: None
HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@contextmanager
def mortal(when: str, lives: int) -> Iterator[str]:
    """A server that dies at one message, and that something starts again, up to so often."""
    with serving(web(lambda _: http_reply())) as free:
        port = free.port  # not used by anybody afterwards
    stopped, running = Event(), list[subprocess.Popen[bytes]]()

    def keep() -> None:
        for _ in range(lives):
            if stopped.is_set():
                return
            running.append(subprocess.Popen([sys.executable, "-c", DIES, str(port), when]))
            running[-1].wait()

    thread = Thread(target=keep)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/sms"
    finally:
        stopped.set()
        running[-1].kill()
        thread.join()


def up(url: str) -> None:
    from twiml_check.runner.servers import ensure_up

    with open_fetcher() as fetcher:
        ensure_up(10.0, fetcher, (url,))


def test_a_server_that_dies_after_its_response() -> None:
    with mortal("after", 9) as url:
        up(url)
        result = drill(url, only=["absent"], no_signature=True)
    assert found(result) == [("error", "dies-after-answer")]
    assert "after a Body of digits alone" in result.findings[0].message
    assert "--param Body=99999" in result.findings[0].again
    assert unmet(result) == ["the server still responds after a Body of digits alone"]


def test_a_server_that_dies_before_its_response() -> None:
    with mortal("before", 9) as url:
        up(url)
        result = drill(url, only=["absent"], no_signature=True)
    assert [each.level for each in result.findings] == ["error"]
    assert result.findings[0].rule.startswith("connection-")
    assert result.findings[0].message.startswith("a Body of digits alone: ")


def test_a_server_that_stays_dead() -> None:
    with mortal("after", 1) as url:
        up(url)
        drilling = Drilling(("absent", "twice"), revival=0.1)
        with open_fetcher() as fetcher:
            asking = Asking(event="sms")
            checks = list(drill_webhook(asking, Judging(), drilling, url, fetcher))
    assert [each.name for each in checks] == ["absent"]
    assert [each.rule for each in checks[0].findings] == ["dies-after-answer"]
    assert "a Body of digits alone" in checks[0].findings[0].message
    untried = [each for each in checks[0].expectations if each.undecided]
    assert untried
    assert all("the server does not accept" in each.undecided for each in untried)
