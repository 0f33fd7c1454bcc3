"""Error pages of real apps in debug mode, and routes that are there for GET only."""

from typing import Any

import pytest
from flask import Flask, Response, request

from tests.calls.exploring import explored
from tests.explore.test_explorer import run, site
from tests.inprocess.apps import django_app
from tests.servers import Received, http_reply, serving_app
from twiml_check.model.finding import Finding

PAGE = "<html><title>Error</title><body><pre>Cannot POST {}</pre></body></html>"
MESSAGE = "<Response><Message>Hi</Message></Response>"
ON = "<Response><Redirect>/next</Redirect></Response>"


def error_of(findings: tuple[Finding, ...]) -> Finding:
    [found] = [each for each in findings if each.rule == "http-error"]
    return found


def django_error(path: str, hosts: list[str], **settings: Any) -> Finding:
    """Return what is said of a page of Django's, in debug mode."""
    django_app()
    from django.core.wsgi import get_wsgi_application  # type: ignore[import-untyped]
    from django.test import override_settings  # type: ignore[import-untyped]

    with (
        override_settings(DEBUG=True, ALLOWED_HOSTS=hosts, **settings),
        serving_app(get_wsgi_application()) as origin,
    ):
        return error_of(run(f"{origin}{path}", "voice")[1])


COMMON = ["django.middleware.common.CommonMiddleware"]


def test_a_field_that_a_view_of_django_misses() -> None:
    found = django_error("/sms", ["127.0.0.1"])
    assert found.message == "the webhook responded with 500"
    assert found.note.startswith("Django says \"MultiValueDictKeyError: 'Body'\"")
    assert found.help == "give --param Body=…, or --event sms: this request has no Body"


def test_an_exception_in_a_view_of_django() -> None:
    found = django_error("/boom", ["127.0.0.1"])
    assert found.note.startswith('Django says "LookupError: no order"')
    assert found.help == "fix this error in the app"


def test_a_host_that_django_does_not_know() -> None:
    found = django_error("/sms", ["shop.example.com"], MIDDLEWARE=COMMON)
    assert found.message == "the webhook responded with 400"
    assert found.help.startswith('add "127.0.0.1" to ALLOWED_HOSTS in the settings')


def flask_error(path: str, event: str = "voice") -> Finding:
    """Return what is said of a page of Flask's, under the debugger of Werkzeug."""
    from werkzeug.debug import DebuggedApplication

    app = Flask("shop")
    app.debug = True

    @app.post("/field")
    def field() -> str:
        return request.form["Digits"]

    @app.post("/boom")
    def boom() -> str:
        raise LookupError("no order")

    @app.post("/refused")
    def refused() -> tuple[str, int]:
        return "Missing required parameter: Digits", 400

    @app.get("/get")
    def get() -> Response:
        return Response(MESSAGE, mimetype="text/xml")

    with serving_app(DebuggedApplication(app)) as origin:
        return error_of(run(f"{origin}{path}", event)[1])


@pytest.mark.parametrize(
    ("path", "note", "help_"),
    [
        ("/field", "Flask says \"KeyError: 'Digits'\"", "give --param Digits=1"),
        ("/boom", 'Flask says "LookupError: no order"', "fix this error in the app"),
        ("/refused", 'the response says "Missing required', "give --param Digits=1"),
        ("/get", 'the response says "405', "let the route accept POST, or give --method GET"),
    ],
)
def test_a_page_of_flask(path: str, note: str, help_: str) -> None:
    found = flask_error(path)
    assert found.note.startswith(note)
    assert found.help.startswith(help_)


def for_get(seen: Received) -> bytes:
    """Answer as Express does: a route that is there for GET is not found for POST."""
    path = seen.path.partition("?")[0]
    if seen.method == "POST" and path != "/begin":
        return http_reply(PAGE.format(path).encode(), status="404 x", content_type="text/html")
    return http_reply((ON if path == "/begin" else MESSAGE).encode())


def test_a_route_that_is_there_for_get_only() -> None:
    seen: list[Received] = []
    with site(for_get, seen) as origin:
        found = error_of(run(f"{origin}/sms")[1])
    assert [each.method for each in seen] == ["POST", "GET"]
    assert found.help.startswith("let the route accept POST, or give --method GET")
    assert 'says "Cannot POST /sms"; the same URL responds to a GET with TwiML' in found.note


def test_such_a_route_behind_a_redirect() -> None:
    seen: list[Received] = []
    with site(for_get, seen) as origin:
        found = error_of(run(f"{origin}/begin")[1])
    assert [each.method for each in seen] == ["POST", "POST", "GET"]
    assert found.help == 'write method="GET" in <Redirect>, or let the route accept POST'


def nowhere(_: Received) -> bytes:
    return http_reply(PAGE.format("/x").encode(), status="404 x", content_type="text/html")


@pytest.mark.parametrize(
    "page",
    [
        nowhere,
        lambda seen: http_reply(b"<p>Hi</p>") if seen.method == "GET" else nowhere(seen),
    ],
)
def test_a_url_that_has_no_twiml_for_get_either(page: Any) -> None:
    seen: list[Received] = []
    with site(page, seen) as origin:
        found = error_of(run(f"{origin}/sms")[1])
    assert [each.method for each in seen] == ["POST", "GET"]
    assert found.help.startswith("check the path")


@pytest.mark.parametrize(
    ("status", "header"), [("405 x", ("Allow: GET",)), ("500 x", ()), ("403 x", ()), ("410 x", ())]
)
def test_no_second_request_is_made(status: str, header: tuple[str, ...]) -> None:
    seen: list[Received] = []
    with site(lambda _: http_reply(b"", *header, status=status), seen) as origin:
        run(f"{origin}/sms")
        run(f"{origin}/sms", method="GET")
    assert [each.method for each in seen] == ["POST", "GET"]


def test_one_get_for_all_urls_of_a_check() -> None:
    seen: list[Received] = []
    with site(for_get, seen) as origin:
        run(f"{origin}/begin", fallback=f"{origin}/rescue")
    assert [each.method for each in seen].count("GET") == 1


def test_an_explored_call_tries_no_get() -> None:
    app, methods = Flask("shop"), []

    @app.before_request
    def note() -> None:
        methods.append(request.method)

    @app.get("/voice")
    def voice() -> str:
        return MESSAGE

    @app.errorhandler(405)
    def hidden(_: object) -> tuple[str, int]:
        return PAGE, 404

    explored(app, "/voice")
    assert set(methods) == {"POST"}
