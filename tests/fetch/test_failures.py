"""Every way in which a server can fail has its cause, and none of them raises or hangs."""

import re
import socket

import pytest

from tests.fetch.asking import ask, cause, post
from tests.servers import Connection, Script, http_reply, once, serving, web
from twiml_check.fetch import Fetcher
from twiml_check.model.exchange import Answer
from twiml_check.vocabulary.codes import CODES
from twiml_check.vocabulary.failures import FAILURES

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def close(connection: Connection) -> None:
    connection.read_request()


def reset(connection: Connection) -> None:
    connection.read_request()
    connection.reset()


def reset_in_body(connection: Connection) -> None:
    connection.read_request()
    connection.send(OK + b"Content-Length: 100\r\n\r\n<Resp")
    connection.server.stopped.wait(0.2)
    connection.reset()


def flood(data: bytes, start: bytes = b"") -> Script:
    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(start)
        connection.flood(data)

    return script


SCRIPTS: dict[str, tuple[str, Script]] = {
    "closes at once": ("connection-closed", close),
    "resets": ("connection-reset", reset),
    "resets in the body": ("connection-reset", reset_in_body),
    "stops in the status line": ("short-head", once(b"HTTP/1.1 2")),
    "stops in the headers": ("short-head", once(b"HTTP/1.1 200 OK\r\nContent-Type: text/x")),
    "speaks SSH": ("not-http", once(b"SSH-2.0-OpenSSH_9.2\r\n")),
    "speaks HTTP/0.9": ("not-http", once(b"<Response/>\n")),
    "speaks HTTP/2": ("not-http", once(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\r\n")),
    "sends NULs": ("not-http", once(b"\0" * 50 + b"\r\n")),
    "sends a NUL in a header": ("not-http", once(OK + b"X-A: a\0b\r\nContent-Length: 0\r\n\r\n")),
    "sends a line without a colon": ("not-http", once(OK + b"what\r\nContent-Length: 0\r\n\r\n")),
    "sends two lengths": (
        "not-http",
        once(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    ),
    "sends a status of letters": ("not-http", once(b"HTTP/1.1 abc OK\r\n\r\n")),
    "speaks TLS": ("plain-http-to-tls-port", once(b"\x15\x03\x01\x00\x02\x02\x16")),
    "knows that it is a TLS port": (
        "plain-http-to-tls-port",
        once(
            http_reply(b"The plain HTTP request was sent to HTTPS port", status="400 Bad Request")
        ),
    ),
    "sends too many headers": ("too-many-headers", once(OK + b"X: y\r\n" * 200 + b"\r\n")),
    "sends a huge header": ("header-too-large", once(OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n")),
    "sends an endless header": ("header-too-large", flood(b"y" * 4_096, OK + b"X: ")),
    "sends endless headers": ("too-many-headers", flood(b"X-A: b\r\n" * 50, OK)),
    "says continue for ever": ("header-too-large", flood(b"HTTP/1.1 100 Continue\r\n\r\n" * 50)),
    "gives hints for ever": ("header-too-large", flood(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50)),
    "sends too little": ("short-body", once(OK + b"Content-Length: 50\r\n\r\n<Response/>")),
    "forgets the last chunk": ("short-body", once(CHUNKED + b"b\r\n<Response/>\r\n")),
    "sends a broken chunk": ("short-body", once(CHUNKED + b"zz\r\n<Response/>\r\n0\r\n\r\n")),
    "sends a negative length": ("not-http", once(OK + b"Content-Length: -5\r\n\r\n<Response/>")),
    "sends two lengths in one": (
        "not-http",
        once(OK + b"Content-Length: 11, 12\r\n\r\n<Response/>"),
    ),
    "sends a length in words": ("not-http", once(OK + b"Content-Length: abc\r\n\r\n<Response/>")),
    "sends a chunk of a negative size": (
        "not-http",
        once(CHUNKED + b"-1\r\n<Response/>\r\n0\r\n\r\n"),
    ),
    "sends a chunk longer than it says": (
        "not-http",
        once(CHUNKED + b"b\r\n<Response/>XX0\r\n\r\n"),
    ),
    "sends an endless chunk mark": ("not-http", flood(b"1" * 4_096, CHUNKED)),
    "sends no chunk": ("empty-chunked", once(CHUNKED + b"0\r\n\r\n")),
    "names no cookie": ("bad-cookie", once(http_reply(b"", "Set-Cookie: =value; Path=/"))),
    "breaks a cookie": ("bad-cookie", once(http_reply(b"", "Set-Cookie: a=b\tc"))),
    "compresses in brotli": (
        "bad-compression",
        once(http_reply(b"\x8b\x05", "Content-Encoding: br")),
    ),
    "only claims to compress": (
        "bad-compression",
        once(http_reply(b"<Response/>", "Content-Encoding: gzip")),
    ),
}


@pytest.mark.parametrize(("expected", "script"), SCRIPTS.values(), ids=SCRIPTS.keys())
def test_a_server_that(expected: str, script: Script) -> None:
    with serving(script) as server:
        answer = ask(server.url("/#rc=0"))
    assert cause(answer) == expected
    fit_to_show(answer)


def fit_to_show(answer: Answer) -> None:
    """A detail is one line in plain words, without what libraries say of themselves."""
    assert answer.failure
    assert not re.search(
        r"<[a-z]+[.\w]+ |0x[0-9a-f]+|urllib3|Connection\(|[\x00-\x1f]|secret|[a-z](Error|Header)\b",
        answer.failure.detail,
    )


def test_refused() -> None:
    answer = ask(f"http://127.0.0.1:{closed_port()}/")
    assert cause(answer) == "connection-refused"
    assert (answer.status, answer.headers, answer.body, answer.address) == (None, (), b"", None)
    fit_to_show(answer)


def test_a_name_that_dns_does_not_know() -> None:
    answer = ask("http://user:secret@no-such-host.invalid/")
    assert cause(answer) == "dns-failure"
    fit_to_show(answer)


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "xn--a.example", "ü" * 70 + ".example"])
def test_a_name_that_is_none(host: str) -> None:
    assert cause(ask(f"http://{host}/")) in ("dns-failure", "unusable-url")


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://x/", "http://", "http://a b/", "http://[/"])
def test_a_url_that_cannot_be_used(url: str) -> None:
    answer = ask(url)
    assert cause(answer) == "unusable-url"
    fit_to_show(answer)


@pytest.mark.parametrize("connect", ["", "ftp://x/", "http://x:y/"])
def test_a_place_that_cannot_be_connected_to(connect: str) -> None:
    with Fetcher() as fetcher:
        request = post("https://hooks.example/", connect=connect or "nowhere")
        assert cause(fetcher.send(request)) == "unusable-url"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001"])
def test_public_only_refuses_before_a_byte_is_sent(host: str) -> None:
    with serving(once(http_reply())) as server:
        answer = ask(server.url(host=host), public_only=True)
        assert cause(answer) == "private-address"
        assert (server.connections, server.requests) == (0, [])


def test_public_only_refuses_a_connection_that_was_kept() -> None:
    with serving(web(lambda _: http_reply())) as server, Fetcher() as fetcher:
        assert fetcher.send(post(server.url())).status == 200
        assert cause(fetcher.send(post(server.url()), public_only=True)) == "private-address"
    assert len(server.requests) == 1


def test_short_body_keeps_what_came() -> None:
    with serving(once(OK + b"Content-Length: 50\r\n\r\n<Response/>")) as server:
        answer = ask(server.url())
    assert (answer.status, answer.body) == (200, b"<Response/>")


def test_empty_chunks_are_only_wrong_in_a_200() -> None:
    reply = b"HTTP/1.1 302 Found\r\nLocation: /\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    with serving(once(reply)) as server:
        assert cause(ask(server.url())) is None


def test_one_fetcher_survives_them_all() -> None:
    with serving(web(lambda _: http_reply())) as good, Fetcher() as fetcher:
        for expected, script in SCRIPTS.values():
            with serving(script) as bad:
                assert cause(fetcher.send(post(bad.url("/#rc=0")))) == expected
        assert fetcher.send(post(good.url())).body == b"<Response/>"


def test_every_row_has_a_number_of_twilio_and_words() -> None:
    for name, row in FAILURES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
        assert row.code in CODES
        assert row.meaning
        assert row.advice
        assert row.sentence("") == row.meaning
        assert row.sentence("so") == f"{row.meaning}: so"
