"""Twilio's time limits, with shorter ones from the URL so that the tests are quick."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Event

import pytest

from tests.certificates import Certificates
from tests.fetch.asking import ask, cause, post
from tests.servers import Connection, http_reply, serving, web
from twiml_check.fetch import Fetcher

SOON = 9_000
"""ms: less than the times of Twilio's that would hold, and more than a busy machine needs."""
PATIENT = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 90\r\n\r\n" + b" " * 90


def silent(connection: Connection) -> None:
    connection.read_request()
    connection.wait()


def drips(connection: Connection) -> None:
    connection.read_request()
    connection.drip(PATIENT, 0.05)


def drips_body(connection: Connection) -> None:
    connection.read_request()
    connection.send(PATIENT[:-90])
    connection.drip(PATIENT[-90:], 0.05)


def drips_continue(connection: Connection) -> None:
    connection.read_request()
    connection.drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 50, 0.01)


@pytest.mark.parametrize("script", [silent, drips, drips_body, drips_continue])
@pytest.mark.parametrize("secure", [False, True])
def test_the_total_time_is_hard(
    script: object, secure: bool, certificates: Certificates, tls: ssl.SSLContext
) -> None:
    assert callable(script)
    with serving(script, tls if secure else None) as server:
        answer = ask(server.url("/#tt=700"), ca_bundle=certificates.authority)
    assert answer.failure
    assert (answer.failure.cause, answer.failure.code) == ("answer-timeout", 11203)
    assert 690 < answer.elapsed_ms < SOON


def test_time_that_redirects_have_taken_is_gone() -> None:
    with serving(silent) as server:
        answer = ask(server.url(), spent_ms=14_500)
    assert answer.failure
    assert (answer.failure.cause, answer.failure.code) == ("answer-timeout", None)
    assert 490 < answer.elapsed_ms < SOON


def test_when_no_time_is_left_nothing_is_sent() -> None:
    with serving(silent) as server:
        assert cause(ask(server.url(), spent_ms=15_000)) == "answer-timeout"
        assert server.requests == []


def test_a_long_total_time_cannot_be_had() -> None:
    with serving(silent) as server:
        answer = ask(server.url("/#tt=60000&rt=60000"), spent_ms=14_700)
    assert cause(answer) == "answer-timeout"
    assert answer.elapsed_ms < SOON


def test_the_wait_for_a_packet() -> None:
    with serving(silent) as server:
        answer = ask(server.url("/#rt=200&tt=9000"))
    assert answer.failure
    assert (answer.failure.cause, answer.failure.code) == ("answer-timeout", None)
    assert "200 ms" in answer.failure.detail
    assert answer.elapsed_ms < SOON


def test_every_packet_has_the_wait_for_itself() -> None:
    def slowly(connection: Connection) -> None:
        connection.read_request()
        connection.drip(http_reply(), 0.025)

    with serving(slowly) as server:
        answer = ask(server.url("/#rt=1500"))
    assert (answer.status, answer.body) == (200, b"<Response/>")
    assert answer.elapsed_ms > 1_500


def test_a_big_request_that_nobody_reads() -> None:
    with serving(Connection.wait) as server, Fetcher() as fetcher:
        answer = fetcher.send(post(server.url("/#tt=500"), b"x" * 30_000_000))
    assert cause(answer) == "answer-timeout"
    assert answer.elapsed_ms < SOON


@pytest.fixture
def full_port() -> Iterator[int]:
    """A port whose queue is full, so that connecting gets no answer (Linux drops the SYN)."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        probe = stack.enter_context(socket.socket())
        probe.settimeout(0.3)
        if probe.connect_ex(listener.getsockname()) == 0:
            pytest.skip("this system takes connections beyond the backlog")
        yield int(listener.getsockname()[1])


def test_connecting_is_tried_twice_for_ct(full_port: int) -> None:
    answer = ask(f"http://127.0.0.1:{full_port}/#ct=300")
    assert cause(answer) == "connect-timeout"
    assert 590 < answer.elapsed_ms < SOON


@pytest.mark.parametrize("host", ["web.example.com1", "x.localhost", "hooks.example", "1.2.3.4.5"])
def test_a_dns_server_that_is_dead(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    over = Event()

    def getaddrinfo(*_: object, **__: object) -> None:
        over.wait(10)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    answer = ask(f"http://{host}/#tt=300")
    over.set()
    assert cause(answer) == "dns-failure"
    assert answer.elapsed_ms < SOON


def test_a_handshake_has_the_time_of_a_connection() -> None:
    with serving(Connection.wait) as server:
        answer = ask(server.url("/#ct=300").replace("http:", "https:"))
        assert server.connections == 2
        ask(server.url("/#ct=300&rc=0").replace("http:", "https:"))
        assert server.connections == 3
    assert cause(answer) == "tls-handshake"
    assert 590 < answer.elapsed_ms < SOON


@pytest.mark.parametrize(
    ("fragment", "asked"),
    [("", 1), ("#rp=5xx", 2), ("#rp=5xx&rc=3", 4), ("#rp=4xx", 1), ("#rp=all&rc=0", 1)],
)
def test_the_retry_policy(fragment: str, asked: int) -> None:
    with serving(web(lambda _: http_reply(status="503 Busy"))) as server:
        assert ask(server.url("/" + fragment)).status == 503
    assert len(server.requests) == asked


def test_a_retry_that_helps() -> None:
    def second_time(connection: Connection) -> None:
        connection.read_request()
        if connection.number == 1:
            connection.wait()
        connection.send(http_reply())

    with serving(second_time) as server:
        assert ask(server.url("/#rp=rt&rt=1000")).status == 200
    assert len(server.requests) == 2
