"""URLs in attributes and texts: whatever holds one, the same is wrong with it."""

from typing import Any

import pytest

from tests.rules.telling import answer, asking, hop, kind, place, said, said_of
from tests.servers import http_reply, serving, web
from twiml_check.explore.explorer import explore
from twiml_check.explore.lint import lint
from twiml_check.fetch import Fetcher
from twiml_check.model.finding import Finding
from twiml_check.model.run import Mode
from twiml_check.request.session import new_session
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.url import Url

OURS = {"private-url", "bad-percent-encoding", "functions-over-http"}
RULES = {"bad-redirect-url", "bad-media-url", "bad-stream-url", "bad-value", *OURS}
DESK = "http://127.0.0.1:5000/voice"
HOLDERS = [
    ("voice", "<Play>{}</Play>", 11100),
    ("voice", "<Redirect>{}</Redirect>", 11100),
    ("sms", "<Redirect>{}</Redirect>", 11100),
    ("sms", "<Message><Media>{}</Media></Message>", 21620),
    ("voice", '<Gather action="{}"/>', 11100),
    ("voice", '<Gather partialResultCallback="{}"/>', 11100),
    ("voice", '<Dial action="{}">+12025550143</Dial>', 11100),
    ("voice", '<Dial referUrl="{}">+12025550143</Dial>', 11100),
    ("voice", '<Dial><Number statusCallback="{}">+12025550143</Number></Dial>', 21609),
    ("voice", '<Dial><Number url="{}">+12025550143</Number></Dial>', 11100),
    ("voice", '<Dial><Client clientNotificationUrl="{}">joe</Client></Dial>', 13806),
    ("voice", '<Dial><Conference waitUrl="{}">r</Conference></Dial>', 13233),
    ("voice", '<Dial><Queue url="{}">q</Queue></Dial>', 14211),
    ("voice", '<Enqueue waitUrl="{}">q</Enqueue>', 14202),
    ("voice", '<Record recordingStatusCallback="{}"/>', 13256),
    ("voice", '<Record transcribe="true" transcribeCallback="{}"/>', 13257),
    ("voice", '<Connect action="{}"><Room>r</Room></Connect>', 11100),
    ("voice", '<Start><Transcription statusCallbackUrl="{}"/></Start><Pause/>', 32650),
    ("voice", '<Pay statusCallback="{}"/>', 11100),
    ("sms", '<Message action="{}">Hi</Message>', 11100),
    ("sms", '<Message statusCallback="{}">Hi</Message>', 14105),
]
SOCKETS = [
    ('<Connect><Stream url="{}"/></Connect>', {}),
    ('<Start><Stream url="{}"/></Start><Pause/>', {}),
    ('<Connect><ConversationRelay url="{}"/></Connect>', {"two-schemes": 64101, "host": 64102}),
]
BROKEN = [
    "https://https://example.com/a",
    "https:/example.com/a",
    "198.51.100.7:1337/a",
    "example.com:8080/a",
    "https://undefined/a",
    "http://web:5000/a",
]


def levels(found: list[Finding]) -> list[tuple[str, int | None]]:
    return [(each.level, each.twilio_code) for each in found]


def in_answer(body: str, url: str = "https://shop.example.com/voice", **more: Any) -> list[Finding]:
    """Return what our rules find in what this webhook answers."""
    given = answer(f"<Response>{body}</Response>".encode())
    return said_of(hop("voice", given, asking(url), **more), OURS)


@pytest.mark.parametrize(("event", "holder", "number"), HOLDERS)
@pytest.mark.parametrize("url", BROKEN)
def test_each_place_has_each_fault(event: str, holder: str, number: int, url: str) -> None:
    document = f"<Response>{holder.format(url)}</Response>"
    assert levels(said(event, document, RULES)) == [("error", number)]


@pytest.mark.parametrize(("event", "holder", "number"), HOLDERS)
@pytest.mark.parametrize(
    "url",
    [
        *("http//example.com/a", "192.168.1.4/a", "None/a", "https://example.com/100%"),
        *("http://192.168.1.4:1337/a", "http://localhost/a", "http://shop-1.twil.io/a"),
    ],
)
def test_each_place_has_each_doubt(event: str, holder: str, number: int, url: str) -> None:
    document = f"<Response>{holder.format(url)}</Response>"
    found = said(event, document, RULES)
    # A <Media> cannot be relative.
    sure = "Media" in holder and Url.parse(url).is_relative
    assert levels(found) == [("error", number) if sure else ("warning", None)]


@pytest.mark.parametrize(("event", "holder", "number"), HOLDERS)
@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://example.com/a%20b%2F",
            "https://shop-1.twil.io/a",
            "https://198.51.100.7:1337/a",
        ),
        *("http://twil.io.example.com/a", "http://example.com/?next=http://localhost/"),
    ],
)
def test_each_place_holds_what_is_right(event: str, holder: str, number: int, url: str) -> None:
    assert said(event, f"<Response>{holder.format(url)}</Response>", RULES) == []


@pytest.mark.parametrize(("holder", "numbers"), SOCKETS)
@pytest.mark.parametrize(
    ("url", "level", "number"),
    [
        ("wss://https://example.com/ws", "error", 11100),
        ("wss://wss://example.com/ws", "error", 11100),
        ("wss://undefined/ws", "error", 31904),
        ("wss://relay/ws", "error", 31904),
        ("wss://192.168.1.4/ws", "warning", None),
        ("wss://localhost:8080/ws", "warning", None),
        ("wss://example.com/w%s", "warning", None),
    ],
)
def test_a_websocket(
    holder: str, numbers: dict[str, int], url: str, level: str, number: int | None
) -> None:
    document = f"<Response>{holder.format(url)}</Response>"
    relay = {11100: numbers.get("two-schemes"), 31904: numbers.get("host")}
    expected = relay.get(number or 0) or number
    assert levels(said("voice", document, RULES)) == [(level, expected)]


def test_the_place_and_the_text_to_write() -> None:
    document = '<Response>\n <Gather\n  action="https://https://ann:pw@example.com/a"/></Response>'
    [finding] = said("voice", document, RULES)
    assert place(finding) == (3, 3)
    assert finding.help == 'write "https://***@example.com/a"'


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://shop.example.com/voice", ["warning"]),
        ("http://127.0.0.1:5000/voice", []),
        ("http://localhost:5000/voice", []),
        ("http://front:5000/voice", []),
        ("http://[::1]/voice", []),
    ],
)
def test_only_a_webhook_at_the_desk_may_name_the_desk(url: str, found: list[str]) -> None:
    body = "<Play>http://192.168.1.4/a.mp3</Play>"
    assert [each.level for each in in_answer(body, url)] == found


def test_a_public_name_of_this_machine_is_at_the_desk() -> None:
    given = answer(b"<Response><Play>http://192.168.1.4/a.mp3</Play></Response>")
    request = asking("http://shop.test:5000/voice")
    assert said_of(hop("voice", given._replace(address="127.0.0.1"), request), OURS) == []
    tunnelled = request._replace(connect=Url.parse(DESK))
    found = said_of(hop("voice", given._replace(address="127.0.0.1"), tunnelled), OURS)
    assert [kind(each) for each in found] == [("private-url", "warning", None)]


def test_what_is_requested_anyway_is_reported_there() -> None:
    redirect = "<Redirect>http://localhost/a</Redirect>"
    whisper = '<Dial><Number url="http://localhost/w">+12025550143</Number></Dial>'
    gather = '<Gather action="http://localhost/a"/>'
    assert in_answer(redirect) == in_answer(whisper) == []
    assert in_answer("<Play>http://localhost/a</Play>", mode=Mode(probe=True)) == []
    assert in_answer(gather, mode=Mode(explored=True)) == []
    assert len(in_answer(gather)) == 1
    _, found = lint("-", f"<Response>{redirect}</Response>".encode(), EVENTS["voice"])
    assert [kind(each) for each in found] == [("private-url", "warning", None)]


@pytest.mark.parametrize(
    "body",
    [
        '<Gather action="http://127.0.0.1:5000/next"><Say>x</Say></Gather><Say>y</Say>',
        '<Connect><Stream url="wss://localhost:8080/ws"/></Connect>',
        '<Dial><Number statusCallback="http://10.1.2.3/s">+12025550143</Number></Dial>',
        '<Say>x</Say><Record recordingStatusCallback="http://172.16.0.9/r" action="/x"/>',
    ],
)
def test_behind_a_tunnel(body: str) -> None:
    with serving(web(lambda _: http_reply(f"<Response>{body}</Response>".encode()))) as server:
        for public, expected in (("https://shop.example.com/v", ["private-url"]), ("", [])):
            options: dict[str, Any] = {"public_url": public} if public else {}
            session = new_session(EVENTS["voice"], server.url("/v"), **options)
            with Fetcher() as fetcher:
                _, findings, _ = explore(session, fetcher.send)
            assert [each.rule for each in findings if each.level != "info"] == expected


@pytest.mark.parametrize("body", ["<Play>http://{{host}}/a%</Play>", "<Play>{{a}}%</Play>"])
def test_what_is_filled_in_later_is_no_warning(body: str) -> None:
    found = said("voice", f"<Response>{body}</Response>", RULES)
    assert {each.level for each in found} <= {"info"}


@pytest.mark.parametrize(
    ("url", "more", "level"),
    [
        ("http://shop-1.twil.io/voice", {}, "warning"),
        ("http://SHOP-1.TWIL.IO/voice", {"via": "http-redirect", "came_from": 1}, "warning"),
        ("http://shop-1.twil.io/voice", {"via": "twiml-redirect", "came_from": 1}, "info"),
        ("http://nottwil.io/voice", {}, "info"),
    ],
)
def test_a_webhook_on_functions(url: str, more: dict[str, Any], level: str) -> None:
    found = said_of(hop("voice", answer(), asking(url), **more), {"plain-http"})
    assert levels(found) == [(level, None)]
    assert ("HTTPS" in found[0].message) == ("nottwil" not in url)


def test_a_webhook_on_functions_over_https() -> None:
    secure = hop("voice", answer(), asking("https://shop-1.twil.io/voice"))
    assert said_of(secure, {"plain-http"}) == []
