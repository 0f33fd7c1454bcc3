"""What goes over the wire: the request line, the headers and nothing else."""

from pathlib import Path

import pytest

from tests.fetch.asking import HEADERS, ask, cause, post
from tests.servers import Connection, http_reply, once, serving, web
from twiml_check.fetch import Fetcher


def test_every_byte_of_the_request_is_the_given_one() -> None:
    headers = (("Host", "hooks.example:8080"), ("x-b", "2"), ("X-A", "é"), ("User-Agent", "T/1"))
    with serving(once(http_reply())) as server, Fetcher() as fetcher:
        fetcher.send(post(server.url("/sms"), b"Body=a+b", headers=headers))
    expected = (
        "POST /sms HTTP/1.1\r\nHost: hooks.example:8080\r\nx-b: 2\r\nX-A: é\r\nUser-Agent: T/1\r\n"
        "Content-Length: 8\r\n\r\nBody=a+b"
    )
    assert server.requests == [expected.encode()]


@pytest.mark.parametrize(
    "path",
    ["/a/../b/./c", "/%7e%2f%zz", "/{x}|[y]?q='a'&b=%41&&c", "//double", "/?", "/a?b?c", "/;p=1"],
)
def test_the_request_target_is_not_normalised(path: str) -> None:
    with serving(once(http_reply())) as server:
        ask(server.url(path))
    assert server.requests[0].split(b" ")[1] == path.encode()


def test_letters_beyond_ascii_are_sent_as_utf_8() -> None:
    with serving(once(http_reply())) as server:
        ask(server.url("/grüße?x=日"))
    assert server.requests[0].split(b" ")[1] == b"/gr%C3%BC%C3%9Fe?x=%E6%97%A5"


def test_credentials_and_fragment_are_not_sent() -> None:
    with serving(once(http_reply())) as server:
        ask(server.url("/x#ct=900").replace("http://", "http://user:secret@"))
    assert server.requests[0].startswith(b"POST /x HTTP/1.1\r\n")
    assert b"secret" not in server.requests[0]
    assert b"Authorization" not in server.requests[0]


def test_a_get_has_neither_length_nor_body() -> None:
    with serving(once(http_reply())) as server, Fetcher() as fetcher:
        fetcher.send(post(server.url("/?a=1"), b"", method="GET"))
    head = server.requests[0].decode()
    assert head.split("\r\n") == [
        *("GET /?a=1 HTTP/1.1", "Host: hooks.example", "User-Agent: TwilioProxy/1.1"),
        *("Accept: */*", "", ""),
    ]


def test_an_empty_post_says_that_it_is_empty() -> None:
    with serving(once(http_reply())) as server, Fetcher() as fetcher:
        fetcher.send(post(server.url(), b""))
    assert b"\r\nContent-Length: 0\r\n" in server.requests[0]


def test_a_missing_host_header_is_that_of_the_target() -> None:
    with serving(once(http_reply())) as server, Fetcher() as fetcher:
        fetcher.send(post(server.url(), headers=(("Accept", "*/*"),)))
    assert f"\r\nHost: 127.0.0.1:{server.port}\r\n".encode() in server.requests[0]


def test_connect_leads_elsewhere_but_keeps_the_public_host() -> None:
    with serving(once(http_reply())) as server, Fetcher() as fetcher:
        request = post("https://hooks.example/public?a=1", connect=server.url("/local?b=2"))
        answer = fetcher.send(request)
    assert (answer.status, answer.address) == (200, "127.0.0.1")
    assert server.requests[0].startswith(b"POST /local?b=2 HTTP/1.1\r\nHost: hooks.example\r\n")


def test_nothing_comes_from_netrc_or_proxy_variables(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    with serving(web(lambda _: http_reply(b"", "WWW-Authenticate: Basic", status="401 No"))) as s:
        answer = ask(s.url())
    assert answer.status == 401
    assert len(s.requests) == 1
    assert b"Authorization" not in s.requests[0]


def test_answer_says_what_came_back() -> None:
    reply = http_reply(b"<Response/>", "X-One: 1", "x-one: 2", status="201 Made")
    with serving(once(reply)) as server:
        answer = ask(server.url())
    assert (answer.status, answer.body, answer.failure) == (201, b"<Response/>", None)
    assert answer.header("CONTENT-TYPE") == "text/xml"
    assert [value for name, value in answer.headers if name.lower() == "x-one"] == ["1", "2"]
    assert (answer.address, answer.compressed) == ("127.0.0.1", None)
    assert 0 < answer.elapsed_ms < 5_000


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
def test_redirects_are_left_to_the_caller(status: int) -> None:
    reply = http_reply(b"", "Location: /there", status=f"{status} Go")
    with serving(web(lambda _: reply)) as server:
        answer = ask(server.url())
    assert (answer.status, answer.header("location"), cause(answer)) == (status, "/there", None)
    assert len(server.requests) == 1


def test_connections_are_kept_and_still_say_who_answered() -> None:
    with serving(web(lambda _: http_reply())) as server, Fetcher() as fetcher:
        answers = [fetcher.send(post(server.url(f"/{number}"))) for number in range(3)]
    assert [answer.address for answer in answers] == ["127.0.0.1"] * 3
    assert server.connections == 1


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_kept_connection_that_the_server_drops_is_no_fault(how: str) -> None:
    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(http_reply())
        connection.read_request()
        if connection.number == 1:  # the request has arrived: too late to see it coming
            connection.reset() if how == "reset" else connection.socket.close()
        else:
            connection.send(http_reply())

    with serving(script) as server, Fetcher() as fetcher:
        answers = [fetcher.send(post(server.url(f"/{number}"))) for number in (1, 2, 3)]
    assert [answer.status for answer in answers] == [200] * 3
    assert [request.split()[1] for request in server.requests] == [b"/1", b"/2", b"/2", b"/3"]


@pytest.mark.parametrize("method", ["GE T", "", "PÖST", "A\r\nB: c"])
def test_a_method_that_cannot_be_written_is_a_failure(method: str) -> None:
    with serving(once(http_reply())) as server, Fetcher() as fetcher:
        answer = fetcher.send(post(server.url(), method=method))
    assert answer.status is None
    assert cause(answer) == "unusable-url"


def test_a_header_value_with_a_line_break_is_not_sent() -> None:
    headers = (*HEADERS, ("X-Evil", "a\r\nInjected: yes"))
    with serving(once(http_reply())) as server, Fetcher() as fetcher:
        answer = fetcher.send(post(server.url(), headers=headers))
    assert cause(answer) == "unusable-url"
    assert server.requests == []
