"""--probe: WebSockets are opened as Twilio opens them, on real servers with and without TLS."""

import re
import ssl
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha1

import pytest

from tests.certificates import Certificates
from tests.explore.test_probe import document, missing, moved, probed, told
from tests.servers import Connection, http_reply, serving, web


def acceptance(key: str) -> str:
    return b64encode(sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()).decode()


def handshake(connection: Connection) -> None:
    """What a WebSocket server does first; then it waits for a frame or the end."""
    request = connection.read_request() or b""
    found = re.search(rb"Sec-WebSocket-Key: (\S+)", request)
    key = acceptance(found[1].decode() if found else "")
    connection.send(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + key.encode() + b"\r\n\r\n"
    )
    connection.socket.recv(1)


def wrong_key(connection: Connection) -> None:
    connection.read_request()
    connection.send(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: bm9uc2Vuc2U=\r\n\r\n"
    )


def replying(reply: bytes) -> Callable[[Connection], None]:
    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(reply)

    return script


def stream(url: str, noun: str = "Stream") -> bytes:
    return document(f'<Connect><{noun} url="{url}"/></Connect>')


@pytest.mark.parametrize(
    ("script", "certificate", "code"),
    [
        (handshake, "good", None),
        (wrong_key, "good", 31920),
        (replying(missing("404 Not Found")), "good", 31920),
        (replying(moved("/elsewhere")), "good", 31920),
        (replying(http_reply()), "good", 31920),
        (Connection.reset, "good", 31920),
        (handshake, "expired", 31910),
        (handshake, "wrong-name", 31910),
        (handshake, "self-signed", 31910),
        (handshake, "", 31910),
    ],
)
@pytest.mark.parametrize("noun", ["Stream", "ConversationRelay"])
def test_a_stream(
    script: Callable[[Connection], None],
    certificate: str,
    code: int | None,
    noun: str,
    certificates: Certificates,
) -> None:
    context = certificates.server(certificate) if certificate else None
    with serving(script, context) as far, serving(web(lambda _: pages[0])) as server:
        fragment = "" if certificate else "#ct=300"  # a server without TLS never answers
        pages = [stream(f"wss://127.0.0.1:{far.port}/{fragment}", noun)]
        hops, findings, _ = probed(server.url(), ca_bundle=certificates.authority)
    expected = code and (64102 if noun == "ConversationRelay" else code)
    found = tuple(each for each in findings if each.rule == "unreachable-stream")
    assert told(found) == ([("unreachable-stream", expected, 1, 22 + len(noun))] if code else [])
    assert not any("http://" in each.help for each in found)
    assert hops[1].name.startswith("wss://")


def test_a_stream_where_nothing_listens_or_no_host_is(certificates: Certificates) -> None:
    with serving(handshake) as gone:
        pass
    urls = {f"wss://127.0.0.1:{gone.port}/": 31902, "wss://no-such-host.invalid/": 31904}
    for url, code in urls.items():
        with serving(web(lambda _, url=url: stream(url))) as server:  # type: ignore[misc]
            _, findings, _ = probed(server.url(), ca_bundle=certificates.authority)
        assert [each.twilio_code for each in findings if each.level == "error"] == [code]


def test_a_stream_that_says_nothing_in_its_time(
    tls: ssl.SSLContext, certificates: Certificates
) -> None:
    def silent(connection: Connection) -> None:
        connection.read_request()
        connection.wait()

    with serving(silent, tls) as far:
        url = f"wss://127.0.0.1:{far.port}/#rt=200&amp;rc=0"
        with serving(web(lambda _: stream(url))) as server:
            _, findings, _ = probed(server.url(), ca_bundle=certificates.authority)
    [found] = [each for each in findings if each.rule == "unreachable-stream"]
    assert found.twilio_code == 31901
    assert "the handshake was not completed" in found.message
    assert found.help.startswith("let the server complete the WebSocket handshake")


def test_two_streams_on_one_server_get_a_connection_each(
    tls: ssl.SSLContext, certificates: Certificates
) -> None:
    with serving(handshake, tls) as far:
        one, two = (f'<Start><Stream url="wss://127.0.0.1:{far.port}/{n}"/></Start>' for n in "ab")
        with serving(web(lambda _: document(f"{one}{two}<Say>Hi</Say>"))) as server:
            _, findings, _ = probed(server.url(), ca_bundle=certificates.authority, token="12345")
    assert "unreachable-stream" not in [each.rule for each in findings]
    assert far.connections == 2
    assert all(b"X-Twilio-Signature: " in request for request in far.requests)
