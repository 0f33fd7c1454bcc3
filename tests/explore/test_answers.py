"""What becomes of an answer as a whole: which body counts, and that no refused one passes."""

from itertools import product

import pytest

from tests.explore.test_explorer import MESSAGE, moved, names, run, site, visit
from tests.rules.telling import answer, hop
from tests.servers import Connection, http_reply, once, serving, web
from twiml_check.rules.engine import check
from twiml_check.verdict import judge, would

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
BROKEN = {
    "short": HEAD + b"Content-Length: 50\r\n\r\nOK",
    "brotli": http_reply(b"\x0b\x02\x80hi", "Content-Encoding: br"),
    "too large": http_reply(b"x" * 70_000),
    "chunked and empty": HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("event", ["message-status", "call-status"])
def test_nobody_reads_the_body_of_a_callback(event: str, reply: bytes) -> None:
    with serving(once(reply)) as server:
        hops, findings, _ = run(server.url(), event)
        assert (hops[0].handling, names(findings)) == ("ignored", [])
        assert would(hops) == "Twilio would accept this response."
        assert judge(run(server.url(), "sms")[1], "") == "fail"


def test_the_head_of_a_callback_counts() -> None:
    with serving(once(b"HTTP/1.1 200 OK\r\nwhat\r\n\r\n")) as server:
        assert names(run(server.url(), "call-status")[1]) == ["not-http"]


@pytest.mark.parametrize("body", [b"Content-Length: 9\r\n\r\nx", b"Content-Encoding: br\r\n\r\nx"])
def test_a_redirect_is_followed_whatever_its_body(body: bytes) -> None:
    def script(connection: Connection) -> None:
        if b"/on" in (connection.read_request() or b""):
            connection.send(http_reply(MESSAGE.encode()))
        else:
            connection.send(b"HTTP/1.1 307 On\r\nLocation: /on\r\nConnection: close\r\n" + body)

    with serving(script) as server:
        hops, findings, _ = run(server.url())
    assert ([each.handling for each in hops], findings) == (["redirect", "twiml"], ())


def test_letters_of_a_location_are_asked_for_in_utf_8() -> None:
    def pages(received: object) -> bytes:
        path = getattr(received, "path", "")
        return http_reply() if path == "/caf%C3%A9?a=%E2%82%AC" else moved(307, "/café?a=€")

    with serving(web(pages)) as server:
        hops, findings, _ = run(server.url())
    assert (len(hops), findings) == (2, ())


def test_hints_do_not_hide_the_answer() -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    with site(lambda _: hints + http_reply(b"boom", status="500 Oops")) as origin:
        assert names(run(origin)[1]) == ["http-error"]


def test_changing_the_protocol_is_no_answer() -> None:
    _, findings, _ = visit(b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n")
    assert [(each.rule, each.twilio_code) for each in findings] == [("http-error", 11200)]


TYPES = (None, "", "text/xml", "text/plain", "audio/ogg", "application/json", ";", "x")


@pytest.mark.parametrize("event", ["sms", "voice", "message-status", "call-status", "sms-fallback"])
def test_nothing_that_is_refused_passes(event: str) -> None:
    for status, kind, body in product(range(100, 1000), TYPES, (b"", b"<Response/>")):
        made = hop(event, answer(body, kind, status=status))
        if made.handling in ("refused", "none") and not (status == 204 and event != "voice"):
            assert judge(check(made), "") == "fail", (status, kind, body)


NOTHING = "Twilio would answer the call and hang up."


@pytest.mark.parametrize(
    ("event", "body", "kind", "finding", "then"),
    [
        ("sms", b"", "text/plain", ("blank-text", "warning"), "Twilio would send no reply."),
        ("sms", b" \r\n", "Text/Plain", ("blank-text", "warning"), "Twilio would send no reply."),
        ("sms", b"OK", "text/plain", None, "Twilio would send: OK"),
        ("voice", b"\n", "text/plain", ("blank-text", "warning"), NOTHING),
        ("voice", b"OK", "text/plain", None, "Twilio would say: OK (then it hangs up)"),
        ("voice", b"", "audio/mpeg", ("unplayable-audio", "warning"), NOTHING),
        ("voice", b"", "audio/ogg", ("unplayable-audio", "warning"), NOTHING),
        (
            *("voice", b"OggS", "audio/ogg", ("unplayable-audio", "info")),
            "Twilio would play the audio and hang up.",
        ),
        ("voice", b"RIFF", "audio/x-wav", None, "Twilio would play the audio and hang up."),
    ],
)
def test_answers_that_are_no_twiml(
    event: str, body: bytes, kind: str, finding: tuple[str, str] | None, then: str
) -> None:
    hops, findings, _ = visit(http_reply(body, content_type=kind), event=event)
    assert [(each.rule, each.level) for each in findings] == ([finding] if finding else [])
    assert would(hops) == then
