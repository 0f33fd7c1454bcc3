"""The frame of an answer: what comes before it, and how its end is told."""

import pytest

from tests.fetch.asking import ask, cause, post
from tests.servers import Received, http_reply, once, serving, web
from twiml_check.fetch.client import Fetcher

BODY = b"<Response/>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
CHUNKS = b"b\r\n<Response/>\r\n0\r\n\r\n"


@pytest.mark.parametrize("status", ["100 Continue", "102 Processing", "103 Early Hints", "199 Odd"])
@pytest.mark.parametrize("final", ["200 OK", "500 Oops"])
def test_what_is_said_before_the_answer_is_skipped(status: str, final: str) -> None:
    before = f"HTTP/1.1 {status}\r\nLink: </a.css>\r\n\r\n".encode()
    with serving(once(before * 3 + http_reply(status=final))) as server:
        answer = ask(server.url())
    assert (answer.status, answer.body, cause(answer)) == (int(final[:3]), BODY, None)
    assert answer.header("Link") is None


def test_nothing_but_hints_is_no_answer() -> None:
    with serving(once(b"HTTP/1.1 103 Early Hints\r\n\r\n")) as server:
        assert cause(ask(server.url("/#rc=0"))) == "short-head"


def test_after_switching_protocols_nothing_else_comes() -> None:
    with serving(once(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")) as server:
        answer = ask(server.url())
    assert (answer.status, answer.body) == (101, b"")


@pytest.mark.parametrize(
    "coding", [b"chunked", b"chunked ", b"Chunked\t", b"identity, chunked", b"identity,chunked "]
)
def test_chunks_by_any_spelling(coding: bytes) -> None:
    def handler(_: Received) -> bytes:
        return HEAD + b"Transfer-Encoding: " + coding + b"\r\n\r\n" + CHUNKS

    with serving(web(handler)) as server, Fetcher() as fetcher:
        answers = [fetcher.send(post(server.url())) for _ in range(2)]
    assert [(each.body, cause(each)) for each in answers] == [(BODY, None)] * 2
    assert server.connections == 1


@pytest.mark.parametrize("length", ["11", "+11", "11, 11", "11\r\nContent-Length: 11"])
def test_lengths_that_others_take_too(length: str) -> None:
    reply = HEAD + f"Content-Length: {length}\r\n\r\n".encode() + BODY
    with serving(web(lambda _: reply)) as server, Fetcher() as fetcher:
        answers = [fetcher.send(post(server.url())) for _ in range(2)]
    assert [(each.body, each.failure) for each in answers] == [(BODY, None)] * 2
    assert server.connections == 1


@pytest.mark.parametrize("length", ["", " "])
def test_a_length_that_says_nothing(length: str) -> None:
    with serving(once(HEAD + f"Content-Length: {length}\r\n\r\n".encode() + BODY)) as server:
        answer = ask(server.url())
    assert (answer.body, cause(answer)) == (BODY, None)


def test_a_length_beside_chunks_does_not_count() -> None:
    reply = HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n" + CHUNKS
    with serving(once(reply)) as server:
        assert ask(server.url()).body == BODY


def test_no_chunks_are_awaited_where_there_is_no_body() -> None:
    reply = b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n"
    with serving(web(lambda _: reply)) as server:
        answer = ask(server.url("/#rt=5000&rc=0"))
    assert (answer.status, cause(answer)) == (204, None)


@pytest.mark.parametrize(
    ("sent", "read"),
    [(b"/caf\xc3\xa9", "/caf\u00e9"), (b"/\xe2\x82\xac", "/\u20ac"), (b"/caf\xe9", "/caf\u00e9")],
)
def test_headers_in_utf_8_or_latin_1(sent: bytes, read: str) -> None:
    with serving(once(b"HTTP/1.1 307 Moved\r\nLocation: " + sent + b"\r\n\r\n")) as server:
        assert ask(server.url()).header("Location") == read
