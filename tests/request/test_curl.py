"""The curl line, run by a shell against a real server, sends what the request says."""

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.request.test_session import after_http
from tests.servers import Connection, Server, once, serving
from twiml_check.model.exchange import Request
from twiml_check.request.curl import curl
from twiml_check.request.session import first, new_session
from twiml_check.vocabulary.events import EVENTS

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
LOGIN = (
    b'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="x"\r\n'
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)
TOKEN = "0123456789abcdef0123456789abcdef"
NASTY = 'it\'s "$HOME" `id` $(id) \\ \n & ; | é 👋 @x'


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(once(OK)) as served:
        yield served


def run(line: str) -> str:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    shell = ["sh", "-c", line]
    # No proxy and no .curlrc of whoever runs the tests.
    clean = {"PATH": os.environ["PATH"]}
    done = subprocess.run(shell, capture_output=True, text=True, timeout=30, env=clean, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def on_the_wire(request: Request) -> tuple[str, list[str], bytes]:
    path = "/" + (request.connect or request.target).text.split("/", 3)[3]
    headers = [f"{name}: {value}" for name, value in request.headers]
    if request.method == "POST":
        headers.append(f"Content-Length: {len(request.body)}")
    return f"{request.method} {path} HTTP/1.1", sorted(headers), request.body


def taken_apart(received: bytes) -> tuple[str, list[str], bytes]:
    head, _, body = received.partition(b"\r\n\r\n")
    start, *headers = head.decode("ascii").split("\r\n")
    return start, sorted(headers), body


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("event", EVENTS)
def test_the_line_sends_the_request(server: Server, event: str, method: str) -> None:
    url = f"{server.url()}a/../b;[1]{{x}}?q='$HOME'&[]=*"
    session = new_session(EVENTS[event], url, method=method, body=NASTY, sender=NASTY, token=TOKEN)
    request = first(session)
    assert run(curl(request, show_secrets=True)) == "ok"
    assert list(map(taken_apart, server.requests)) == [on_the_wire(request)]


def test_the_line_connects_to_the_local_end(server: Server) -> None:
    session = new_session(
        EVENTS["sms"], server.url("/sms"), public_url="https://x.example/hooks/sms"
    )
    request = first(session)
    assert run(curl(request)) == "ok"
    start, headers, _ = taken_apart(server.requests[0])
    assert start == "POST /sms HTTP/1.1"
    assert "Host: x.example" in headers
    assert "X-Forwarded-Proto: https" in headers


def test_an_empty_post_is_still_a_post(server: Server) -> None:
    names = tuple(name for name, _ in EVENTS["sms"].params)
    request = first(new_session(EVENTS["sms"], server.url(), drop_params=names))
    assert run(curl(request)) == "ok"
    assert taken_apart(server.requests[0]) == on_the_wire(request)


def test_a_get_after_an_http_redirect(server: Server) -> None:
    session = new_session(EVENTS["sms"], server.url())
    request = after_http(session, first(session), server.url("/next"), 302)
    assert run(curl(request)) == "ok"
    assert taken_apart(server.requests[0]) == on_the_wire(request)


def test_credentials_answer_a_challenge() -> None:
    def challenge(connection: Connection) -> None:
        connection.read_request()
        connection.send(LOGIN if connection.number == 1 else OK)

    with serving(challenge) as server:
        request = first(new_session(EVENTS["sms"], server.url().replace("//", "//jo:p%40s's@")))
        assert run(curl(request, show_secrets=True)) == "ok"
        asked, again = server.requests
    assert b"Authorization" not in asked
    assert b"Authorization: Basic " + base64.b64encode(b"jo:p@s's") in again


def test_no_secret_shows_unless_asked_for() -> None:
    session = new_session(EVENTS["sms"], "https://jo:hunter2@example.com/", token=TOKEN)
    request = first(session)
    line = curl(request)
    secrets = ("hunter2", "jo:", TOKEN, dict(request.headers)["X-Twilio-Signature"])
    assert not [secret for secret in secrets if secret in line]
    assert line.endswith("\n# X-Twilio-Signature left out\n# secrets masked")
    shown = curl(request, show_secrets=True)
    assert "jo:hunter2" in shown
    assert dict(request.headers)["X-Twilio-Signature"] in shown
    assert "#" not in shown


def test_nothing_is_said_to_be_left_out_when_nothing_is() -> None:
    request = first(new_session(EVENTS["sms"], "https://example.com/"))
    assert curl(request) == curl(request, show_secrets=True)


def test_the_line_is_plain_ascii_whatever_was_given() -> None:
    url = "http://h.example/\x1b[31m\r\n\u202e\udcff"
    session = new_session(EVENTS["sms"], url, body="\x1b[31m\x00", sender="\u202e", method="GET")
    assert curl(first(session)).replace("\n", "").isprintable()
    assert curl(first(session)).isascii()
