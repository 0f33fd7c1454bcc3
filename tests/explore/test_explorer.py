"""The main job end to end: real HTTP on 127.0.0.1, real Flask, Twilio's own validator."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, Response, redirect, request
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.rules.telling import kind
from tests.servers import Received, http_reply, serving, serving_app, web
from twiml_check.explore.explorer import explore
from twiml_check.fetch import Fetcher
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.request.session import new_session
from twiml_check.verdict import would
from twiml_check.vocabulary.events import EVENTS

TOKEN = "12345"
Pages = bytes | str | Mapping[str, bytes | str] | Callable[[Received], bytes | str]
Result = tuple[tuple[Hop, ...], tuple[Finding, ...], str]


def run(url: str, event: str = "sms", *, max_documents: int = 50, **options: Any) -> Result:
    with Fetcher() as fetcher:
        session = new_session(EVENTS[event], url, **options)
        return explore(session, fetcher.send, max_documents=max_documents)


@contextmanager
def site(pages: Pages, seen: list[Received] | None = None) -> Iterator[str]:
    """Serve one page, pages by path, or what a function gives; a page given as text is TwiML."""
    noted = [] if seen is None else seen

    def handler(received: Received) -> bytes:
        noted.append(received)
        page = pages(received) if callable(pages) else pages
        found = page if isinstance(page, bytes | str) else page[received.path.partition("?")[0]]
        return found if isinstance(found, bytes) else http_reply(found.encode())

    with serving(web(handler)) as server:
        yield server.url("")


def visit(pages: Pages, path: str = "", event: str = "sms", **more: Any) -> Result:
    """Serve the pages and return what is found from this path on; `seen` gets the requests."""
    with site(pages, more.pop("seen", None)) as origin:
        return run(origin + path, event, **more)


def moved(status: int, location: str) -> bytes:
    return http_reply(b"", f"Location: {location}", status=f"{status} Moved")


def typed(content_type: str, body: bytes = b"<Response/>") -> bytes:
    return http_reply(body, content_type=content_type)


HANGUP = b"<Response><Hangup/></Response>"


def names(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.rule for finding in findings]


def via(hops: tuple[Hop, ...]) -> list[str]:
    return [hop.via for hop in hops]


MESSAGE = "<Response><Message>Hi</Message></Response>"


SENTENCES = [
    ("sms", {"/": "<Message/>"}, "Twilio would send no reply."),
    ("sms", {"/": f"<Message>{'a' * 1601}</Message>"}, "Twilio would send no reply."),
    ("sms", {"/": "<Message/><Message>Hi</Message>"}, "Twilio would send one reply."),
    (
        "sms",
        {"/": "<Message/><Message>Hi</Message><Redirect>/b</Redirect>", "/b": "<Redirect/>"},
        "Twilio would send one reply, then log an error.",
    ),
    (
        "voice",
        {"/": "<Play>/a</Play><Redirect>/b</Redirect>", "/b": "<Gather/><Redirect>/b</Redirect>"},
        "Twilio would run Play, then Gather again and again.",
    ),
]


@pytest.mark.parametrize(("event", "pages", "sentence"), SENTENCES)
def test_what_twilio_would_do(event: str, pages: dict[str, str], sentence: str) -> None:
    answers = {path: f"<Response>{content}</Response>" for path, content in pages.items()}
    assert would(visit(answers, "/", event)[0]) == sentence


def test_a_plain_answer_passes_without_a_word() -> None:
    hops, findings, undecided = visit(MESSAGE, "/sms")
    assert (via(hops), findings, undecided) == (["webhook"], (), "")


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("next", "/a/next"),
        ("/next", "/next"),
        ("../next", "/next"),
        ("?step=2", "/a/b?step=2"),
        ("  /blank  ", "/blank"),
        ("/q?x=1&amp;y=2", "/q?x=1&y=2"),
    ],
)
def test_a_redirect_is_resolved_against_the_current_document(target: str, path: str) -> None:
    seen: list[Received] = []

    def pages(_: Received) -> str:
        lead = f"<Response><Redirect>{target}</Redirect></Response>"
        return lead if len(seen) == 1 else MESSAGE

    hops, findings, _ = visit(pages, "/a/b", seen=seen)
    assert [each.path for each in seen] == ["/a/b", path]
    assert via(hops) == ["webhook", "twiml-redirect"]
    assert findings == ()


def test_an_absolute_redirect_leads_to_another_server() -> None:
    with site(lambda _: MESSAGE) as other:
        hops, findings, _ = visit(f"<Response><Redirect>{other}/x</Redirect></Response>")
    assert hops[1].name == f"{other}/x"
    assert findings == ()


def test_a_redirect_by_get_carries_the_parameters_in_the_query() -> None:
    pages = {"/": '<Response><Redirect method="GET">/g?keep=1</Redirect></Response>', "/g": MESSAGE}
    seen: list[Received] = []
    visit(pages, "/", body="a b", seen=seen)
    assert seen[1].method == "GET"
    assert seen[1].path.startswith("/g?keep=1&")
    assert "Body=a+b" in seen[1].path
    assert seen[1].body == b""


def test_later_requests_of_a_call_say_that_it_is_in_progress() -> None:
    seen: list[Received] = []
    hello = "<Response><Say>Hi</Say>{}</Response>".format
    visit({"/": hello("<Redirect>/2</Redirect>"), "/2": hello("")}, "/", "voice", seen=seen)
    assert b"CallStatus=ringing" in seen[0].body
    assert b"CallStatus=in-progress" in seen[1].body
    assert b"CallToken" not in seen[1].body


def test_a_loop_is_named_once_with_its_path() -> None:
    pages: dict[str, bytes | str] = {
        "/a": "<Response><Redirect>/b</Redirect></Response>",
        "/b": "<Response><Redirect>/a</Redirect></Response>",
    }
    hops, findings, undecided = visit(pages, "/a")
    assert len(hops) == 3
    assert names(findings) == ["redirect-loop"]
    assert "/a → /b → /a" in findings[0].message
    assert findings[0].twilio_code == 14106
    assert undecided == ""


def test_an_empty_redirect_asks_for_the_same_document() -> None:
    with site(lambda _: "<Response><Redirect/></Response>") as origin:
        hops, findings, _ = run(f"{origin}/again")
    assert [hop.name for hop in hops] == [f"{origin}/again"] * 2
    assert "/again → /again" in findings[0].message


@pytest.mark.parametrize(
    ("document", "level"),
    [
        ("<Response><Pause/><Redirect/></Response>", "info"),
        ("<Response><Redirect/></Response>", "warning"),
    ],
)
def test_a_waiting_call_may_go_round(document: str, level: str) -> None:
    _, findings, _ = visit(document, event="voice")
    assert [kind(each) for each in findings] == [("redirect-loop", level, None)]


def test_a_server_that_answers_differently_in_the_end_is_no_loop() -> None:
    visits: list[str] = []

    def pages(received: Received) -> bytes | str:
        visits.append(received.header("Cookie") or "")
        if len(visits) < 5:
            again = b"<Response><Redirect/></Response>"
            return http_reply(again, f"Set-Cookie: visits={len(visits)}")
        return MESSAGE

    hops, findings, _ = visit(pages)
    assert len(hops) == 5
    assert visits == ["", "visits=1", "visits=2", "visits=3", "visits=4"]
    assert findings == ()


def counting(received: Received) -> str:
    number = int(received.path.rpartition("/")[2])
    return f"<Response><Redirect>/{number + 1}</Redirect></Response>"


def test_a_message_ends_after_fifty_documents() -> None:
    hops, findings, undecided = visit(counting, "/1", max_documents=1000)
    assert len(hops) == 50
    assert [kind(each) for each in findings] == [("document-limit", "error", 14106)]
    assert undecided == ""


@pytest.mark.parametrize("event", ["sms", "voice"])
def test_our_own_limit_leaves_it_undecided(event: str) -> None:
    hops, findings, undecided = visit(counting, "/1", event, max_documents=7)
    assert len(hops) == 7
    assert findings == ()
    assert "7 documents" in undecided


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_loses_the_fields_is_said_so(status: int) -> None:
    seen: list[Received] = []
    pages: Pages = {"/sms": moved(status, "/sms/"), "/sms/": MESSAGE}
    hops, findings, _ = visit(pages, "/sms", seen=seen)
    assert via(hops) == ["webhook", "http-redirect"]
    assert (seen[1].method, seen[1].path, seen[1].body) == ("GET", "/sms/", b"")
    assert [(each.rule, each.level) for each in findings] == [("lost-fields", "warning")]


def test_307_keeps_method_and_fields() -> None:
    seen: list[Received] = []
    _, findings, _ = visit({"/a": moved(307, "/b"), "/b": MESSAGE}, "/a", seen=seen)
    assert (seen[1].method, seen[1].body) == ("POST", seen[0].body)
    assert findings == ()


@pytest.mark.parametrize(
    "answer",
    [
        moved(308, "/b"),
        moved(300, "/b"),
        http_reply(b"", status="304 Not Modified"),
        http_reply(b"", status="302 Found"),
        moved(302, "ftp://example.com/"),
        moved(302, "javascript:alert(1)"),
    ],
)
def test_a_redirect_that_twilio_refuses(answer: bytes) -> None:
    hops, findings, _ = visit(answer)
    assert len(hops) == 1
    assert [kind(each) for each in findings] == [("invalid-http-redirect", "error", 11216)]


def test_ten_http_redirects_and_no_more() -> None:
    def pages(received: Received) -> bytes:
        return moved(307, f"/{int(received.path[1:]) + 1}")

    hops, findings, _ = visit(pages, "/1")
    assert len(hops) == 11
    assert [kind(each) for each in findings] == [("too-many-http-redirects", "error", 11215)]


def test_exactly_ten_http_redirects_are_fine() -> None:
    def pages(received: Received) -> bytes | str:
        number = int(received.path[1:])
        return moved(307, f"/{number + 1}") if number < 11 else MESSAGE

    hops, findings, _ = visit(pages, "/1")
    assert len(hops) == 11
    assert findings == ()


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.com/x", "javascript:1", "tel:+15005550006"]
)
def test_nothing_but_http_is_ever_opened(target: str) -> None:
    hops, findings, _ = visit(f"<Response><Redirect>{target}</Redirect></Response>")
    assert len(hops) == 1
    assert [kind(each) for each in findings] == [("bad-redirect-url", "error", 11100)]


def test_a_public_address_that_leads_to_this_machine_is_an_error() -> None:
    with site(lambda _: MESSAGE) as inside:
        lead = f"<Response><Redirect>{inside}/x</Redirect></Response>"
        hops, findings, _ = visit(lead, "/sms", public_url="https://shop.example.com/sms")
    assert len(hops) == 2
    assert [kind(each) for each in findings] == [("private-address", "error", 11205)]


def test_behind_a_tunnel_the_redirects_stay_in_the_tunnel() -> None:
    seen: list[Received] = []
    lead = "<Response><Redirect>https://shop.example.com/hooks/two</Redirect></Response>"
    pages = {"/one": lead, "/two": "<Response/>"}
    public = "https://shop.example.com/hooks/one"
    hops, findings, _ = visit(pages, "/one", public_url=public, token=TOKEN, seen=seen)
    assert [each.path for each in seen] == ["/one", "/two"]
    assert [each.header("Host") for each in seen] == ["shop.example.com"] * 2
    assert [each.header("X-Forwarded-Proto") for each in seen] == ["https"] * 2
    assert [hop.name for hop in hops] == [public, "https://shop.example.com/hooks/two"]
    assert findings == ()


def signed_app(accepted: list[bool]) -> Flask:
    app = Flask(__name__)

    @app.before_request
    def validate() -> None:
        signature = request.headers.get("X-Twilio-Signature", "")
        fields = request.form if request.method == "POST" else {}
        # As asked for: request.url has %27 and the like decoded, which no signature survives.
        url = request.host_url.rstrip("/") + request.environ["RAW_URI"]
        valid = RequestValidator(TOKEN).validate(url, fields, signature)
        accepted.append(bool(valid))

    def twiml(text: str) -> Response:
        return Response(text, content_type="text/xml")

    @app.post("/start")
    def start() -> Response:
        return twiml(
            '<Response><Redirect method="GET">'
            "/got?b=2&amp;a=1&amp;a=0&amp;c=it%27s%3A%40</Redirect></Response>"
        )

    @app.get("/got")
    def got() -> Response:
        return twiml("<Response><Redirect>/temp?x=%C3%A9&amp;y=a+b</Redirect></Response>")

    @app.post("/temp")
    def temp() -> Any:
        return redirect("/kept?z=1", 307)

    @app.post("/kept")
    def kept() -> Response:
        return twiml("<Response><Redirect>/moved</Redirect></Response>")

    @app.post("/moved")
    def moved_on() -> Any:
        return redirect("/end?done=yes", 302)

    @app.get("/end")
    def end() -> Response:
        return twiml("<Response/>")

    return app


@pytest.mark.parametrize("event", ["sms", "voice", "whatsapp"])
def test_twilios_validator_accepts_every_hop_of_a_flask_app(event: str) -> None:
    accepted: list[bool] = []
    with serving_app(signed_app(accepted)) as origin:
        hops, findings, _ = run(f"{origin}/start?x=1&q='a'", event, token=TOKEN, body="café & co")
    assert accepted == [True] * 6
    assert len(hops) == 6
    assert names(findings) == ["lost-fields"]


def test_without_a_token_nothing_is_signed() -> None:
    accepted: list[bool] = []
    with serving_app(signed_app(accepted)) as origin:
        run(f"{origin}/start")
    assert accepted == [False] * 6


@pytest.mark.parametrize(
    ("answer", "event", "rule", "code"),
    [
        (http_reply(b"no", status="403 Forbidden"), "sms", "http-error", 11200),
        (http_reply(b"no", status="500 Oops"), "voice", "http-error", 11200),
        (http_reply(b"no", status="429 Slow down"), "voice", "http-error", 11200),
        (http_reply(b"no", status="404 No"), "call-status", "http-error", 15003),
        (http_reply(b"<Response/>", content_type=None), "sms", "missing-content-type", 11200),
        (http_reply(b"{}", content_type="application/json"), "sms", "wrong-content-type", 12300),
        (http_reply(b"ID3", content_type="audio/mpeg"), "sms", "wrong-content-type", 12300),
        (http_reply(b"x", content_type="image/png"), "voice", "wrong-content-type", 12300),
        (http_reply(b"", content_type="text/xml"), "sms", "empty-body", 11200),
        (http_reply(b"", content_type="text/xml"), "voice", "empty-body", 12100),
        (http_reply(b"", status="204 No Content"), "voice", "no-content", 11200),
        (http_reply(b"<html/>", content_type="text/html"), "voice", "wrong-root", 12102),
        (http_reply(b"a" * 70_000), "voice", "body-too-large", 11750),
    ],
)
def test_an_answer_that_twilio_does_not_take(
    answer: bytes, event: str, rule: str, code: int
) -> None:
    _, findings, _ = visit(answer, event=event)
    assert [kind(each) for each in findings] == [(rule, "error", code)]


@pytest.mark.parametrize(
    ("answer", "event", "handling"),
    [
        (http_reply(b"<Response/>", content_type="TEXT/XML; charset=utf-8"), "sms", "twiml"),
        (typed("application/xml", HANGUP), "voice", "twiml"),
        (http_reply(b"Thanks!", content_type="text/plain"), "sms", "text"),
        (http_reply(b"Hello there", content_type="text/plain"), "voice", "text"),
        (http_reply(b"ID3", content_type="audio/mpeg"), "voice", "audio"),
        (http_reply(b"<Response/>", status="201 Created"), "sms", "twiml"),
        (http_reply(b"", status="204 No Content"), "message-status", "ignored"),
        (http_reply(b'{"a":1}', content_type="application/json"), "call-status", "ignored"),
    ],
)
def test_an_answer_that_twilio_takes(answer: bytes, event: str, handling: str) -> None:
    hops, findings, _ = visit(answer, event=event)
    assert hops[0].handling == handling
    assert findings == ()


@pytest.mark.parametrize(
    ("answer", "event", "rule", "level"),
    [
        (typed("text/html", HANGUP), "voice", "html-content-type", "info"),
        (typed("text/plain", HANGUP), "voice", "twiml-as-text", "info"),
        (typed("text/plain"), "sms", "twiml-as-text", "warning"),
        (http_reply(b"", status="204 No Content"), "sms", "no-content", "info"),
        (
            http_reply(b"<Response><!--" + b"a" * 64_500 + b"--><Hangup/></Response>"),
            "voice", "near-size-limit", "info",
        ),
    ],
)  # fmt: skip
def test_what_twilio_takes_in_silence_is_no_error(
    answer: bytes, event: str, rule: str, level: str
) -> None:
    _, findings, _ = visit(answer, event=event)
    assert [kind(each) for each in findings] == [(rule, level, None)]


def test_a_refused_connection_is_a_finding() -> None:
    with serving(lambda _: None) as server:
        url = server.url("/gone")
    hops, findings, _ = run(url)
    assert hops[0].answer is not None
    assert hops[0].answer.status is None
    assert [kind(each) for each in findings] == [("connection-refused", "error", 11202)]


@pytest.mark.parametrize(
    ("fragment", "code"), [("e=atlantis", 11240), ("rp=3xx", 11243), ("ct=5", None)]
)
def test_an_override_that_twilio_does_not_understand(fragment: str, code: int | None) -> None:
    _, findings, _ = visit(MESSAGE, f"/#{fragment}")
    assert [(each.rule, each.twilio_code) for each in findings] == [("bad-override", code)]


def test_what_is_heard_anywhere_on_the_way_round_makes_it_a_waiting_loop() -> None:
    pages: dict[str, bytes | str] = {
        "/a": "<Response><Redirect>/b</Redirect></Response>",
        "/b": "<Response><Say>Please wait</Say><Redirect>/a</Redirect></Response>",
    }
    _, findings, _ = visit(pages, "/a", "voice")
    assert [(each.rule, each.level) for each in findings] == [("redirect-loop", "info")]


def test_what_is_never_reached_does_not_make_it_a_waiting_loop() -> None:
    _, findings, _ = visit("<Response><Redirect/><Say>x</Say></Response>", event="voice")
    assert ("redirect-loop", "warning") in [(each.rule, each.level) for each in findings]
