"""When a document fails Twilio asks the fallback URL, on a real HTTP server."""

from urllib.parse import parse_qs

import pytest

from tests.explore.test_explorer import MESSAGE, moved, run, site, typed, via
from tests.servers import Received, http_reply, serving
from twiml_check.verdict import would

FAILED = http_reply(b"", status="500 Oh")


def fields(received: Received) -> dict[str, str]:
    said = received.body.decode() or received.path.partition("?")[2]
    return {name: value[-1] for name, value in parse_qs(said, keep_blank_values=True).items()}


@pytest.mark.parametrize(
    ("failure", "event", "code"),
    [
        (FAILED, "sms", "11200"),
        (FAILED, "voice", "11200"),
        ("<Response><Message>", "sms", "12100"),
        ("<Reply/>", "voice", "12102"),
        (typed("application/json", b"{}"), "sms", "12300"),
        (moved(308, "/elsewhere"), "voice", "11216"),
        (moved(307, "/sms"), "sms", "11215"),
    ],
)
def test_it_is_told_what_failed(failure: bytes | str, event: str, code: str) -> None:
    seen: list[Received] = []
    pages: dict[str, bytes | str] = {"/sms": failure, "/fallback": "<Response/>"}
    with site(pages, seen) as origin:
        hops, findings, _ = run(f"{origin}/sms", event, fallback=f"{origin}/fallback")
    assert via(hops)[-1] == "fallback"
    assert hops[-1].came_from == len(hops) - 1
    first, last = fields(seen[0]), fields(seen[-1])
    assert (last["ErrorCode"], last["ErrorUrl"]) == (code, f"{origin}/sms")
    assert {name: last[name] for name in first} == first
    assert int(code) in [finding.twilio_code for finding in findings]


def test_a_refused_connection_is_a_failure() -> None:
    with serving(lambda _: None) as gone:
        dead = gone.url("/sms")
    with site({"/fallback": MESSAGE}) as origin:
        hops, _, _ = run(dead, fallback=f"{origin}/fallback")
    assert [hop.answer.failure.cause for hop in hops if hop.answer and hop.answer.failure] == [
        "connection-refused"
    ]
    assert via(hops) == ["webhook", "fallback"]
    assert dict(hops[1].request.params if hops[1].request else ())["ErrorCode"] == "11202"
    assert would(hops) == "Twilio would send one reply, after a request to the fallback."


def test_its_redirects_are_followed() -> None:
    pages: dict[str, bytes | str] = {
        "/sms": FAILED,
        "/fallback": "<Response><Redirect>/next</Redirect></Response>",
        "/next": MESSAGE,
    }
    with site(pages) as origin:
        hops, _, _ = run(f"{origin}/sms", fallback=f"{origin}/fallback")
    assert via(hops) == ["webhook", "fallback", "twiml-redirect"]


def test_it_saves_a_later_document_and_says_which() -> None:
    seen: list[Received] = []
    pages: dict[str, bytes | str] = {
        "/sms": "<Response><Message>one</Message><Redirect>/next</Redirect></Response>",
        "/next": moved(302, "/broken"),
        "/broken": FAILED,
        "/fallback": MESSAGE,
    }
    with site(pages, seen) as origin:
        hops, _, _ = run(f"{origin}/sms", fallback=f"{origin}/fallback", fallback_method="get")
    assert via(hops) == ["webhook", "twiml-redirect", "http-redirect", "fallback"]
    assert (seen[3].method, fields(seen[3])["ErrorUrl"]) == ("GET", f"{origin}/next")
    assert fields(seen[3])["Body"] == fields(seen[0])["Body"]
    assert would(hops) == "Twilio would send 2 replies, after a request to the fallback."


@pytest.mark.parametrize("fallback", ["/fallback", "/moved"])
def test_nothing_catches_the_fallback(fallback: str) -> None:
    pages: dict[str, bytes | str] = {
        "/sms": FAILED,
        "/fallback": FAILED,
        "/moved": moved(307, "/fallback"),
    }
    with site(pages) as origin:
        hops, _, _ = run(f"{origin}/sms", fallback=f"{origin}{fallback}")
    assert via(hops).count("fallback") == 1
    assert would(hops) == "Twilio would log an error and send no reply."


def test_a_fallback_that_leads_back_goes_round_once() -> None:
    pages: dict[str, bytes | str] = {
        "/voice": FAILED,
        "/fallback": "<Response><Say>Sorry</Say><Redirect>/voice</Redirect></Response>",
    }
    with site(pages) as origin:
        hops, _, undecided = run(f"{origin}/voice", "voice", fallback=f"{origin}/fallback")
    assert via(hops) == ["webhook", "fallback", "twiml-redirect", "fallback"]
    assert (hops[-1].repeats, undecided) == (2, "")


@pytest.mark.parametrize(
    ("event", "page"),
    [
        ("sms", MESSAGE),
        ("sms", "<Response/>"),
        ("sms", '<Response><Message bogus="1">one</Message></Response>'),
        ("sms", http_reply(b"", status="204 No", content_type=None)),
        ("sms", typed("text/plain", b"Hello")),
        ("voice", typed("audio/mpeg", b"ID3")),
        ("call-status", FAILED),
        ("message-status", FAILED),
    ],
)
def test_it_is_not_asked_without_need(event: str, page: bytes | str) -> None:
    with site({"/sms": page}) as origin:
        hops, _, _ = run(f"{origin}/sms", event, fallback=f"{origin}/fallback")
    assert via(hops) == ["webhook"]


def test_a_whisper_that_fails_is_no_failure_of_the_call() -> None:
    pages: dict[str, bytes | str] = {
        "/voice": '<Response><Dial><Number url="/whisper">+12025550143</Number></Dial></Response>',
        "/whisper": FAILED,
    }
    with site(pages) as origin:
        hops, _, _ = run(f"{origin}/voice", "voice", fallback=f"{origin}/fallback")
    assert via(hops) == ["webhook", "whisper"]


def test_the_users_limit_holds_for_it_too() -> None:
    with site({"/sms": FAILED}) as origin:
        hops, _, undecided = run(f"{origin}/sms", fallback=f"{origin}/x", max_documents=1)
    assert via(hops) == ["webhook"]
    assert undecided == "stopped after 1 document (--max-hops)"


def test_what_the_user_set_holds_for_it_too() -> None:
    seen: list[Received] = []
    pages: dict[str, bytes | str] = {"/sms": FAILED, "/fallback": MESSAGE}
    with site(pages, seen) as origin:
        run(
            f"{origin}/sms",
            fallback=f"{origin}/fallback",
            set_params=(("ErrorCode", "11205"),),
            drop_params=("ErrorUrl",),
        )
    assert fields(seen[1])["ErrorCode"] == "11205"
    assert "ErrorUrl" not in fields(seen[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "[::1]"])
def test_urls_that_are_set_at_twilio_must_be_public(host: str) -> None:
    with site({"/sms": MESSAGE, "/fallback": MESSAGE}) as origin:
        origin = origin.replace("127.0.0.1", host)
        hops, findings, _ = run(f"{origin}/sms", fallback=f"{origin}/fallback", public_only=True)
    assert [finding.rule for finding in findings] == ["private-address", "private-address"]
    assert via(hops) == ["webhook", "fallback"]
