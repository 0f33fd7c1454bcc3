"""--probe: what documents point at is asked for, on real servers for HTTP, TLS and WebSockets."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.commands.calling import SCHEMA, call
from tests.servers import Received, Server, http_reply, serving, web
from twiml_check.explore.continuations.probe import MOST_PROBES
from twiml_check.explore.explorer import explore
from twiml_check.fetch import Fetcher
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, Mode
from twiml_check.request.session import new_session
from twiml_check.vocabulary.events import EVENTS

Pages = dict[str, bytes]
Place = tuple[str, int | None, int, int]
"""Rule, number, line and column."""
SOUND = http_reply(b"ID3", content_type="audio/mpeg")
PICTURE = http_reply(b"\xff\xd8", content_type="image/jpeg")
NOTHING = http_reply(b"", content_type=None, status="204 No Content")


def missing(status: str) -> bytes:
    return http_reply(b"", status=status)


def moved(location: str, status: str = "302 Found") -> bytes:
    return http_reply(b"", f"Location: {location}", status=status)


def document(content: str) -> bytes:
    return http_reply(f"<Response>{content}</Response>".encode())


@contextmanager
def site(content: str, **pages: bytes) -> Iterator[Server]:
    """A webhook whose document has this content, and what else is on its server.

    Nothing has a body in an answer to HEAD. An unknown page is a fault of the test.
    """

    def page(received: Received) -> bytes:
        name = received.path.partition("?")[0].strip("/")
        here = content.replace("{host}", received.header("Host") or "")
        answer = document(here) if name == "" else pages[name]
        return (
            answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if received.method == "HEAD" else answer
        )

    with serving(web(page)) as server:
        yield server


def probed(
    url: str, event: str = "voice", ca_bundle: str | None = None, **options: Any
) -> tuple[tuple[Hop, ...], tuple[Finding, ...], str]:
    with Fetcher(ca_bundle=ca_bundle) as fetcher:
        session = new_session(EVENTS[event], url, **options)
        return explore(session, fetcher.send, mode=Mode(probe=True))


def told(findings: tuple[Finding, ...]) -> list[Place]:
    """What was found, and where: all of it belongs to the document, the first hop."""
    assert {finding.hop for finding in findings} <= {1}
    return [
        (each.rule, each.twilio_code, each.location.line, each.location.column)
        for each in findings
        if each.location
    ]


def asked(server: Server) -> list[str]:
    """Method and path of each request."""
    return [b" ".join(request.split(b" ")[:2]).decode() for request in server.requests]


@pytest.mark.parametrize(
    ("content", "answer", "expected"),
    [
        ("<Play>/x</Play>", SOUND, []),
        ("<Play>/x</Play>", http_reply(b"<p>", content_type="text/html"), ("not-audio", 13420, 17)),
        ("<Play>/x</Play>", http_reply(b"a", content_type=None), ("not-audio", 13420, 17)),
        ("<Play>/x</Play>", http_reply(b"a", content_type="audio/ogg"), ("not-audio", None, 17)),
        ("<Play>/x</Play>", http_reply(b"a" * 200_000, content_type="audio/x-wav; a=b"), []),
        ("<Play>/x</Play>", missing("404 Not Found"), ("unreachable-target", 11200, 17)),
        ("<Play>/x</Play>", missing("403 No"), ("unreachable-target", 11200, 17)),
        ("<Play>/x</Play>", moved("/y"), []),
        ("<Play>/x</Play>", moved("/y", "308 Moved"), ("unreachable-target", 11216, 17)),
        ("<Play>/x</Play>", moved("/x"), ("unreachable-target", 11215, 17)),
        ("<Play>/x</Play>", moved("ftp://host/"), ("unreachable-target", 11216, 17)),
        ("<Play>/x</Play>", missing("302 Found"), ("unreachable-target", 11216, 17)),
        ("<Gather><Play>/x</Play></Gather>", missing("200 OK"), ("not-audio", 13325, 25)),
        ("<Gather><Play>/x</Play></Gather>", SOUND, []),
    ],
)
def test_a_sound(
    content: str, answer: bytes, expected: tuple[str, int | None, int] | list[Any]
) -> None:
    with site(content, x=answer, y=SOUND) as server:
        hops, findings, undecided = probed(server.url())
    judged = [each for each in findings if each.level != "info"]
    assert told(tuple(judged)) == ([(expected[0], expected[1], 1, expected[2])] if expected else [])
    assert undecided == ""
    assert asked(server)[:2] == ["POST /", "GET /x"]
    assert {hop.via for hop in hops[1:]} == {"probe"}


@pytest.mark.parametrize(
    ("event", "content", "pages", "expected"),
    [
        ("sms", "<Message><Media>http://{host}/a</Media></Message>", {"a": PICTURE}, []),
        (
            "sms",
            "<Message><Media>http://{host}/a</Media></Message>",
            {"a": http_reply(b"{}", content_type="application/json")},
            [("unsendable-media", 12300, 1, 27)],
        ),
        ("sms", "<Message><Media>http://{host}/a</Media></Message>",
         {"a": missing("404 Not Found")}, [("unreachable-target", 11200, 1, 27)]),
        ("sms", "<Message><Media>http://{host}/a</Media>\n<Media>http://{host}/b</Media></Message>",
         {"a": http_reply(b"a" * 3_000_000, content_type="image/png"), "b": PICTURE}, []),
        (
            "sms",
            "<Message><Media>http://{host}/a</Media>\n<Media>http://{host}/b</Media></Message>",
            {
                "a": http_reply(b"a" * 3_000_000, content_type="image/png"),
                "b": http_reply(b"b" * 2_300_000, content_type="image/png"),
            },
            [("media-too-large", 11751, 2, 8)],
        ),
        ("whatsapp", "<Message><Media>http://{host}/a</Media></Message>",
         {"a": http_reply(b"a" * 5_300_000, content_type="image/png")}, []),
        (
            "sms",
            "<Message><Media>http://{host}/a</Media></Message><Message><Media>http://{host}/b</Media></Message>",
            {
                "a": http_reply(b"a" * 3_000_000, content_type="image/png"),
                "b": http_reply(b"b" * 3_000_000, content_type="image/png"),
            },
            [],
        ),
    ],
)  # fmt: skip
def test_files(event: str, content: str, pages: Pages, expected: list[Place]) -> None:
    with site(content, **pages) as server:
        hops, findings, _ = probed(server.url(), event)
    assert told(findings) == expected
    assert all(hop.answer is None or hop.answer.body == b"" for hop in hops[1:])


CALLBACK = '<Gather action="/x" method="{method}"><Say>Hi</Say></Gather>'
Method = str


@pytest.mark.parametrize(
    ("status", "method", "level"),
    [
        ("200 OK", "POST", None),
        ("405 Not Allowed", "POST", None),
        ("401 Login", "POST", None),
        ("403 No", "GET", None),
        ("501 What", "POST", None),
        ("404 Not Found", "POST", "info"),
        ("500 Oops", "POST", "info"),
        ("500 Oops", "GET", "info"),
        ("404 Not Found", "GET", "warning"),
        ("410 Gone", "GET", "warning"),
        ("410 Gone", "POST", "info"),
        ("401 Login", "GET", None),
        ("405 Not Allowed", "GET", None),
        ("502 Bad Gateway", "POST", "error"),
        ("503 Down", "POST", "error"),
    ],
)
def test_a_callback_is_asked_with_head(status: str, method: Method, level: str | None) -> None:
    with site(CALLBACK.format(method=method), x=missing(status)) as server:
        _, findings, _ = probed(server.url())
    found = [each for each in findings if each.rule == "unreachable-target"]
    assert [each.level for each in found] == ([level] if level else [])
    assert told(tuple(found)) == (
        [("unreachable-target", 11200 if level == "error" else None, 1, 19)] if level else []
    )
    assert asked(server) == ["POST /", "HEAD /x"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('<Dial><Client clientNotificationUrl="{}x">joe</Client></Dial>', 13807),
        ('<Dial><Conference statusCallback="/x">a</Conference></Dial>', 16011),
        ('<Dial><Number statusCallback="/x">+12025550143</Number></Dial>', 15003),
        ('<Record action="/" transcribe="true" transcribeCallback="/x"/>', 94100),
        ('<Record action="/" recordingStatusCallback="/x"/>', 11200),
        ('<Gather partialResultCallback="/x" action="/"><Say>Hi</Say></Gather>', 11200),
    ],
)
def test_each_callback_has_its_number(content: str, code: int) -> None:
    pages: Pages = {}

    def page(received: Received) -> bytes:
        return pages.get(received.path, missing("503 Down"))

    with serving(web(page)) as server:
        pages["/"] = document(content.replace("{}", server.url()))
        _, findings, _ = probed(server.url())
    found = [each.twilio_code for each in findings if each.rule == "unreachable-target"]
    assert found == [code]


def test_nothing_listens_and_no_such_host() -> None:
    with serving(lambda _: None) as gone:
        pass
    content = f"<Play>{gone.url()}a.mp3</Play>\n<Play>http://no-such-host.invalid/</Play>"
    with site(content) as server:
        _, findings, _ = probed(server.url())
    found = tuple(each for each in findings if each.rule == "unreachable-target")
    assert told(found) == [
        ("unreachable-target", 11202, 1, 17),
        ("unreachable-target", 11210, 2, 7),
    ]
    assert "connections" in found[0].message


def test_each_address_is_asked_once_and_no_document_again() -> None:
    content = '<Play>/x</Play><Play>/x</Play><Gather action="/"><Play>/x</Play></Gather>'
    with site(content, x=SOUND) as server:
        _, findings, _ = probed(server.url())
    assert [each.rule for each in findings] == ["silent-end"]
    assert asked(server) == ["POST /", "GET /x"]


def test_what_never_runs_what_is_filled_in_and_other_schemes_are_left_alone() -> None:
    content = (
        '<Play>file:///etc/passwd</Play><Gather action="/{CallSid}"/>'
        '<Connect><Stream url="https://127.0.0.1:1/"/></Connect><Hangup/><Play>/x</Play>'
    )
    with site(content) as server:
        hops, _, _ = probed(server.url())
    assert asked(server) == ["POST /"]
    assert [hop.via for hop in hops] == ["webhook"]


def test_at_most_a_hundred_are_asked() -> None:
    content = "".join(f"<Play>/{number}</Play>" for number in range(MOST_PROBES + 5))
    with site(content, **{str(number): SOUND for number in range(MOST_PROBES)}) as server:
        hops, findings, undecided = probed(server.url())
    assert (len(hops), told(findings)) == (MOST_PROBES + 1, [])
    assert undecided == "stopped after 100 probes"


def test_a_probe_is_signed_and_carries_no_fields() -> None:
    seen: list[Received] = []

    def page(received: Received) -> bytes:
        seen.append(received)
        return SOUND if received.path == "/x?a=1" else document("<Play>/x?a=1</Play>")

    with serving(web(page)) as server:
        probed(server.url(), token="12345")
        signature = seen[1].header("X-Twilio-Signature")
        assert RequestValidator("12345").validate(server.url("/x?a=1"), {}, signature)
    assert (seen[1].body, seen[1].header("User-Agent")) == (b"", "TwilioProxy/1.1")


def test_from_a_public_server_no_private_address_is_opened() -> None:
    with site("", x=SOUND) as near:
        content = f"<Play>{near.url('/x')}</Play>"
        with site(content) as server:
            _, findings, _ = probed(server.url(), public_url="https://shop.example.com/")
        assert asked(near) == []
    assert told(findings) == [("unreachable-target", 11205, 1, 17)]


def test_a_body_after_head_spoils_nothing() -> None:
    content = '<Gather action="/x"/><Gather action="/y"/>'

    def page(received: Received) -> bytes:
        return document(content)  # to HEAD as well, against the rules

    with serving(web(page)) as server:
        _, findings, _ = probed(server.url())
    assert "unreachable-target" not in [each.rule for each in findings]
    assert asked(server) == ["POST /", "HEAD /x", "HEAD /y"]


def test_nothing_is_probed_unless_asked_for() -> None:
    with site("<Play>/x</Play>") as server:
        result = call("--event", "voice", server.url())
        assert (result.status, asked(server)) == (0, ["POST /"])


def test_the_report_shows_probes_and_the_place_in_the_document() -> None:
    with site("<Play>/x</Play>", x=missing("404 Not Found")) as server:
        result = call("--probe", "--event", "voice", server.url())
    assert result.status == 1
    assert "probe" in result.out
    assert "error[unreachable-target]: the address in <Play> responds with 404" in result.out
    assert "Twilio would run Play." in result.out


def test_a_file_is_probed_but_for_its_relative_addresses(tmp_path: Any) -> None:
    with site("", x=http_reply(b"<p>", content_type="text/html")) as server:
        content = f'<Play>{server.url("/x")}</Play><Gather action="/a"/><Gather action="/b"/>'
        file = tmp_path / "call.twiml"
        file.write_bytes(f"<Response>{content}</Response>".encode())
        result = call("--probe", "--format", "json", file)
        assert asked(server) == ["GET /x"]
    assert result.status == 1
    Draft202012Validator(SCHEMA).validate(json.loads(result.out))
    assert result.out.count('"rule": "relative-target"') == 1
    assert '"rule": "not-audio"' in result.out
    assert '"via": "probe"' in result.out


def test_where_a_file_redirects_to_is_asked_without_doing_anything(tmp_path: Any) -> None:
    with site("", x=document("<Hangup/>"), gone=missing("404 Not Found")) as server:
        for name, method in (("x", "POST"), ("gone", "GET"), ("gone", "POST")):
            redirect = f'<Redirect method="{method}">{server.url(f"/{name}")}</Redirect>'
            (tmp_path / f"{name}-{method}.twiml").write_text(f"<Response>{redirect}</Response>")
        ran = call("--probe", "--format", "json", "--event", "voice", tmp_path)
        assert sorted(asked(server)) == ["HEAD /gone", "HEAD /gone", "HEAD /x"]
    found = {each["target"]: each["findings"] for each in json.loads(ran.out)["targets"]}
    levels = {
        Path(name).stem: [each["level"] for each in found[name] if each["rule"] != "private-url"]
        for name in found
    }
    assert levels == {"x-POST": [], "gone-GET": ["warning"], "gone-POST": ["info"]}


def test_where_a_webhook_redirects_to_is_followed_and_not_probed() -> None:
    with site("<Redirect>/x</Redirect>", x=document("<Hangup/>")) as server:
        probed(server.url())
    assert asked(server) == ["POST /", "POST /x"]
