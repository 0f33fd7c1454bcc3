"""Apps in this process: the same walk as over a network, and whatever they do survived."""

import gc
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from time import sleep
from typing import Any

import fastapi
import pytest

import twiml_check
from tests.inprocess.apps import XML, bare, django_app, fastapi_app, flask_app
from tests.servers import http_reply, serving, web
from twiml_check.inprocess.asgi import AppLoop
from twiml_check.inprocess.cause import Cause
from twiml_check.web.url import Origin

APPS = {"flask": flask_app, "django": django_app, "fastapi": fastapi_app}


@pytest.mark.parametrize("name", APPS)
def test_an_app_is_walked_like_a_server(name: str) -> None:
    result = twiml_check.check("/sms", app=APPS[name](), Body="ahoy")
    assert result.expect("Message").expect_text("ahoy").passed
    assert [(hop.via, hop.url) for hop in result.hops] == [
        ("webhook", "http://localhost/sms"),
        ("twiml-redirect", "http://localhost/more"),
    ]


@pytest.mark.parametrize(
    ("name", "raised", "place"),
    [
        ("flask", "KeyError: 'latest'", "in boom)"),
        ("django", "LookupError: no order", "in boom)"),
        ("fastapi", "LookupError: no order", "in boom)"),
    ],
)
def test_an_exception_is_named_with_its_line(name: str, raised: str, place: str) -> None:
    result = twiml_check.check("/boom", app=APPS[name]())
    assert [finding.rule for finding in result.findings] == ["http-error"]
    report = result.report()
    assert f"the app raised {raised} (tests/inprocess/apps.py:" in " ".join(report.split())
    assert place in report
    assert "Traceback" not in report
    [finding] = result.findings
    assert re.fullmatch(r"fix tests/inprocess/apps\.py:\d+, in boom", finding.help)
    for form in ("github", "gitlab", "sarif", "junit", "markdown", "html"):
        assert f"the app raised {raised}" in unescape(result.report(form)), form


@pytest.mark.parametrize(
    ("path", "rule", "said"),
    [
        ("/leave", "http-error", "SystemExit: enough"),
        ("/endless", "body-too-large", "65,536"),
        ("/broken", "short-body", "ValueError: in the middle"),
        ("/hang#tt=1500", "answer-timeout", "the app is still at tests/inprocess/apps.py:"),
        ("/nowhere", "http-error", "404"),
    ],
)
def test_whatever_it_does(path: str, rule: str, said: str) -> None:
    result = twiml_check.check(path, app=flask_app())
    assert not result.passed
    assert result.findings[0].rule == rule
    assert said in " ".join(result.report().split())
    crashed = path in ("/leave", "/broken")
    assert result.findings[0].help.startswith("fix tests/inprocess/apps.py:") == crashed


def test_sys_exit_does_not_end_the_loop() -> None:
    assert "SystemExit: enough" in twiml_check.check("/leave", app=fastapi_app()).report()
    assert twiml_check.check("/more", app=fastapi_app()).passed


def test_a_lifespan_is_begun() -> None:
    assert twiml_check.check("/greet", app=fastapi_app()).expect_text("started").passed


def test_a_lifespan_is_ended() -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def lifespan(app: fastapi.FastAPI) -> AsyncIterator[None]:
        seen.append("begun")
        yield
        seen.append("ended")

    app = fastapi.FastAPI(lifespan=lifespan)

    @app.post("/sms")
    async def sms() -> fastapi.Response:
        seen.append("asked")
        return fastapi.Response("<Response/>", media_type=XML)

    assert twiml_check.check("/sms", app=app).passed
    assert seen == ["begun", "asked", "ended"]


def talking(url: str) -> fastapi.FastAPI:
    """An app that hands a call over to a WebSocket, and has one at /media."""
    app = fastapi.FastAPI()

    @app.post("/voice")
    async def voice() -> fastapi.Response:
        document = f'<Response><Connect><Stream url="{url}"/></Connect></Response>'
        return fastapi.Response(document, media_type=XML)

    @app.websocket("/media")
    async def media(socket: fastapi.WebSocket) -> None:
        await socket.accept()

    return app


def test_a_websocket_of_the_app_is_not_asked_for() -> None:
    app = talking("wss://localhost/media")
    result = twiml_check.check("/voice", app=app, event="voice", probe=True)
    assert result.passed
    assert len(result.hops) == 1
    (info,) = result.findings
    assert (info.rule, info.level, info.line) == ("unreachable-stream", "info", 1)
    assert (
        info.message
        == "the address of <Stream> is in the app itself: twiml-check did not request it"
    )


def test_a_websocket_elsewhere_is_asked_for() -> None:
    result = twiml_check.check(
        "/voice", app=talking("wss://localhost:1/media"), event="voice", probe=True
    )
    assert [(finding.rule, finding.level) for finding in result.findings] == [
        ("unreachable-stream", "error")
    ]
    assert result.hops[1].url == "wss://localhost:1/media"


def test_a_failed_start_is_told() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    with pytest.raises(ValueError, match="start-up of the app failed: no database"):
        twiml_check.check("/sms", app=app)


@pytest.mark.parametrize(
    ("app", "said"),
    [
        (bare("200 OK", ("X", "a\r\nb")), "the header X has a line break in it"),
        (bare("200 OK", ("X Y", "a")), "is not a valid name of a header"),
        (bare("200 OK", ("X", b"a")), "expected a str, got "),
        (bare("fine"), "is not a valid status"),
        (bare("200 OK", ("Content-Type", XML), body="text"), "expected a body of bytes, got str"),
        (bare("200 OK", body=None), "expected a body of bytes, got NoneType"),
    ],
)
def test_what_no_server_sends_on_is_a_500(app: Any, said: str) -> None:
    result = twiml_check.check("/", app=app)
    assert result.hops[0].status == 500
    assert said in " ".join(result.report().split())


def test_another_host_is_asked_over_the_network() -> None:
    with serving(web(lambda _: http_reply())) as server:
        result = twiml_check.check(f"/away?to={server.url('/far')}", app=flask_app())
        assert result.hops[1].url == server.url("/far")
        assert len(server.requests) == 1
    assert result.passed


def test_a_whole_url_is_one_of_the_app() -> None:
    result = twiml_check.check("https://shop.example.com/sms", app=flask_app(), Body="x")
    assert result.passed
    assert {hop.url.rpartition("/")[0] for hop in result.hops} == {"https://shop.example.com"}


def test_the_app_sees_what_twilio_sends() -> None:
    from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

    seen: list[bool] = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        from urllib.parse import parse_qsl

        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        url = f"{environ['wsgi.url_scheme']}://{environ['HTTP_HOST']}{environ['PATH_INFO']}"
        signed = environ["HTTP_X_TWILIO_SIGNATURE"]
        fields = dict(parse_qsl(body, keep_blank_values=True))
        seen.append(RequestValidator("t0ken").validate(url, fields, signed))
        start_response("200 OK", [("Content-Type", XML)])
        return [b"<Response/>"]

    assert twiml_check.check("/sms", app=app, auth_token="t0ken").passed
    assert seen == [True]


def test_an_asgi_app_is_kept_while_it_waits() -> None:
    """What a loop waits for is held weakly, and the garbage collector takes it in the middle."""
    loop = AppLoop(fastapi_app(), 30.0)
    ours, theirs = socket.socketpair()
    with ours:
        loop.serve(theirs, Origin("http", "localhost", 80), Cause(False))
        ours.sendall(b"POST /sms HTTP/1.1\r\n")
        sleep(0.05)  # until it waits for the rest
        gc.collect()
        ours.sendall(b"Host: localhost\r\nContent-Length: 0\r\n\r\n")
        ours.settimeout(10)
        assert ours.recv(1000).startswith(b"HTTP/1.1 ")
    loop.close()
