"""Redirects of Actions on real servers: to URLs, to tasks, five of them, in circles, nowhere."""

import errno
import json
from typing import Any

import pytest

from tests.autopilot.talking import (
    JSON,
    Bot,
    acting,
    bot,
    collecting,
    only,
    run_file,
    schema,
    talk,
    told,
    vias,
)
from tests.fetch.asking import Lacking, os_error
from tests.servers import Connection, http_reply, serving, web
from twiml_check.autopilot.dialogue import Outcome
from twiml_check.fetch import Fetcher
from twiml_check.model.exchange import Answer, Request

SAY = {"say": "Hello."}
LISTEN = {"listen": True}


def steps(bot: Bot, count: int) -> dict[str, Any]:
    """/0 leads to /1 and so on; the last one listens."""
    leads = {f"/{n}": [{"redirect": bot.url(f"/{n + 1}")}] for n in range(count)}
    return {**leads, f"/{count}": [SAY, LISTEN]}


def test_a_url_is_followed_in_its_forms() -> None:
    def routes(bot: Bot) -> dict[str, Any]:
        return {
            "/": [SAY, {"redirect": bot.url("/text")}],
            "/text": [{"redirect": {"uri": bot.url("/object")}}],
            "/object": [{"redirect": {"uri": bot.url("/get"), "method": "GET"}}],
            "/get": [{"redirect": {"uri": bot.url("/post"), "method": "post"}}],
            "/post": [SAY, LISTEN],
        }

    with bot(routes) as served:
        outcome = talk(served.url())
    assert served.paths == ["POST /", "POST /text", "POST /object", "GET /get", "POST /post"]
    assert vias(outcome) == ["webhook", *["actions-redirect"] * 4]
    assert [hop.came_from for hop in outcome.hops] == [None, 1, 2, 3, 4]
    assert outcome.hops[0].verbs == ("say", "redirect")
    assert (told(outcome), outcome.ended, outcome.undecided) == ([], "listen", "")


def test_a_task_is_found_in_the_schema() -> None:
    with bot(lambda bot: {"/": [{"redirect": "task://tea"}], "/next": [SAY]}) as served:
        model = schema(tea=[SAY, {"redirect": {"uri": served.url("/next"), "method": "POST"}}])
        outcome = talk(served.url(), model=model)
    assert [hop.name for hop in outcome.hops] == [served.url(), "task://tea", served.url("/next")]
    assert vias(outcome) == ["webhook", "actions-redirect", "actions-redirect"]
    assert told(outcome) == []
    assert served.sent()["CurrentTask"] == "tea"


def test_five_redirects_are_taken() -> None:
    with bot(lambda bot: steps(bot, 5)) as served:
        outcome = talk(served.url("/0"))
    assert (told(outcome), outcome.ended) == ([], "listen")
    assert len(served.received) == 6


def test_the_sixth_fails() -> None:
    with bot(lambda bot: steps(bot, 6)) as served:
        outcome = talk(served.url("/0"))
    assert len(served.received) == 6
    finding = only(outcome)
    assert (finding.rule, finding.level, finding.hop) == ("actions-redirect-limit", "error", 6)
    assert finding.location
    assert finding.location.path == ("actions", "0", "redirect")
    assert outcome.ended == "broken"


def test_tasks_count_like_urls() -> None:
    tasks = {f"t{n}": [{"redirect": f"task://t{n + 1}"}] for n in range(6)}
    model = schema(**tasks, t6=[SAY])
    outcome = run_file({"actions": [{"redirect": "task://t1"}]}, model=model)
    assert told(outcome) == [("actions-redirect-limit", "error")]
    assert [hop.name for hop in outcome.hops][1:] == [f"task://t{n}" for n in range(1, 6)]


def test_tasks_in_a_circle_are_a_loop_of_their_own_name() -> None:
    model = schema(a=[{"redirect": "task://b"}], b=[SAY, {"redirect": "task://a"}])
    outcome = run_file({"actions": [{"redirect": "task://a"}]}, model=model)
    finding = only(outcome)
    assert (finding.rule, finding.level) == ("actions-loop", "error")
    assert "task://a → task://b → task://a" in finding.message
    assert finding.location
    assert finding.location.path == ("tasks", "0", "actions", "actions", "0", "redirect")
    assert len(outcome.hops) == 4


def test_a_url_with_the_same_answer_is_a_loop() -> None:
    def routes(bot: Bot) -> dict[str, Any]:
        return {"/a": [{"redirect": bot.url("/b")}], "/b": [SAY, {"redirect": bot.url("/a")}]}

    with bot(routes) as served:
        outcome = talk(served.url("/a"))
    finding = only(outcome)
    assert (finding.rule, finding.level, finding.hop) == ("actions-loop", "error", 3)
    assert finding.location
    assert finding.location.path == ("actions", "0", "redirect")
    assert served.paths == ["POST /a", "POST /b", "POST /a"]


def test_a_url_that_answers_differently_is_no_loop() -> None:
    said: list[str] = []

    def counting(bot: Bot) -> dict[str, Any]:
        def answer(_: object) -> bytes:
            said.append("")
            last = len(said) == 4
            return acting({"say": str(len(said))}, LISTEN if last else {"redirect": bot.url()})

        return {"/": answer}

    with bot(counting) as served:
        outcome = talk(served.url())
    assert (told(outcome), len(outcome.hops), outcome.ended) == ([], 4, "listen")


def test_a_url_that_is_told_something_new_is_no_loop() -> None:
    """The same answer a second time: but by then the memory is another."""

    def routes(bot: Bot) -> dict[str, Any]:
        def remembering(_: object) -> bytes:
            if "been_here" in bot.sent()["Memory"]:
                return acting(SAY, LISTEN)
            return acting({"remember": {"been_here": True}}, {"redirect": bot.url("/a")})

        return {"/a": [{"redirect": bot.url("/b")}], "/b": remembering}

    with bot(routes) as served:
        outcome = talk(served.url("/a"))
    assert (told(outcome), outcome.ended) == ([], "listen")
    assert served.paths == ["POST /a", "POST /b"] * 2


def test_a_url_that_counts_in_a_cookie_is_no_loop() -> None:
    def routes(bot: Bot) -> dict[str, Any]:
        def counting(request: Any) -> bytes:
            count = int((request.header("Cookie") or "n=0").removeprefix("n="))
            body = {"actions": [LISTEN if count == 3 else {"redirect": bot.url()}]}
            cookie = f"Set-Cookie: n={count + 1}"
            return http_reply(json.dumps(body).encode(), cookie, content_type=JSON)

        return {"/": counting}

    with bot(routes) as served:
        outcome = talk(served.url())
    assert (told(outcome), outcome.ended, len(served.received)) == ([], "listen", 4)


def test_a_task_between_two_answers_is_no_loop() -> None:
    said: list[str] = []

    def counting(_: Bot) -> dict[str, Any]:
        def answer(_: object) -> bytes:
            said.append("")
            return acting({"say": str(len(said))}, LISTEN if len(said) == 2 else again)

        return {"/": answer}

    again = {"redirect": "task://a"}
    with bot(counting) as served:
        outcome = run_file({"actions": [again]}, model=schema(a=[{"redirect": served.url()}]))
    assert (told(outcome), len(outcome.hops), outcome.ended) == ([], 5, "listen")


@pytest.mark.parametrize(
    ("action", "rule", "level", "path"),
    [
        ({"redirect": ""}, "empty-redirect", "error", "redirect"),
        ({"redirect": "  "}, "empty-redirect", "error", "redirect"),
        ({"redirect": {"uri": "", "method": "POST"}}, "empty-redirect", "error", "redirect/uri"),
        ({"redirect": "task://"}, "empty-redirect", "error", "redirect"),
        ({"redirect": "task://nobody"}, "missing-task", "error", "redirect"),
        ({"redirect": {"uri": "task://Tea"}}, "missing-task", "error", "redirect/uri"),
        ({"redirect": "ftp://example.com/"}, "bad-actions-url", "error", "redirect"),
        ({"redirect": "file:///etc/passwd"}, "bad-actions-url", "error", "redirect"),
        ({"redirect": "next step"}, "bad-actions-url", "error", "redirect"),
        ({"redirect": "/next"}, "bad-actions-url", "error", "redirect"),
        ({"redirect": "tea.twil.io/say"}, "bad-actions-url", "warning", "redirect"),
        ({"redirect": {"uri": 7}}, "wrong-json-type", "error", "redirect/uri"),
        ({"redirect": None}, "wrong-json-type", "error", "redirect"),
        ({"redirect": {}}, "missing-property", "error", "redirect"),
    ],
)
def test_a_redirect_to_nowhere(action: Any, rule: str, level: str, path: str) -> None:
    with bot({"/": [SAY, action]}) as served:
        outcome = talk(served.url(), model=schema(tea=[SAY]))
    finding = only(outcome)
    assert (finding.rule, finding.level, outcome.ended) == (rule, level, "broken")
    assert finding.location
    assert "/".join(finding.location.path) == f"actions/1/{path}"
    assert len(served.received) == 1


@pytest.mark.parametrize("method", ["PUT", "", "HEAD", "get it", "GET\r\nX: y"])
def test_an_unknown_method_is_told_and_not_used(method: str) -> None:
    target = {"uri": "http://127.0.0.1:1/", "method": method}
    outcome = run_file({"actions": [{"redirect": target}]})
    assert told(outcome) == [("unknown-method", "error")]
    assert len(outcome.hops) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'<?xml version="1.0"?>\n<Response><Say>Hello</Say></Response>', "XML"),
        (b"\xef\xbb\xbf <Response/>", "XML"),
        (b"<!DOCTYPE html><html><body>Oh no</body></html>", "a web page"),
    ],
)
@pytest.mark.parametrize("content_type", ["text/xml", JSON, None])
def test_xml_in_the_answer(body: bytes, kind: str, content_type: str | None) -> None:
    with bot({"/": http_reply(body, content_type=content_type)}) as served:
        outcome = talk(served.url())
    finding = only(outcome)
    assert (finding.rule, finding.level, finding.twilio_code) == ("xml-for-actions", "error", 90100)
    assert kind in finding.message
    assert finding.location is not None
    assert outcome.ended == "broken"


@pytest.mark.parametrize(
    ("answer", "rule", "code"),
    [
        (http_reply(b"", content_type=JSON), "broken-json", 90100),
        (http_reply(b"", status="204 No Content", content_type=None), "broken-json", 90100),
        (http_reply(b"[1, 2", content_type=JSON), "broken-json", 90100),
        (http_reply(b"[]", content_type=JSON), "wrong-json-type", 90100),
        (http_reply(b"{}", content_type=JSON), "missing-property", 90100),
        (http_reply(b"no", status="500 Oh No"), "http-error", 11200),
        (http_reply(b"no", status="404 Not Found"), "http-error", 11200),
        (
            http_reply(b"", status="308 Permanent", content_type=None),
            "invalid-http-redirect",
            11216,
        ),
    ],
)
def test_an_answer_without_actions(answer: bytes, rule: str, code: int) -> None:
    with bot({"/": answer}) as served:
        outcome = talk(served.url())
    finding = only(outcome)
    assert (finding.rule, finding.twilio_code, outcome.ended) == (rule, code, "broken")


def test_nobody_listens() -> None:
    with bot({}) as served:
        url = served.url()
    outcome = talk(url)
    assert told(outcome) == [("connection-refused", "error")]


def test_ten_seconds_are_the_limit() -> None:
    def late(connection: Connection) -> None:
        connection.read_request()
        connection.wait()

    with serving(late) as server:
        outcome = talk_in_a_hurry(server.url())
    finding = only(outcome)
    assert finding.rule == "answer-timeout"
    assert "0.5 s" in finding.message


def talk_in_a_hurry(url: str) -> Outcome:
    """Ask as `talk` does, with a twentieth of the time for each answer."""
    with Fetcher() as fetcher:

        def send(request: Request, **more: Any) -> Answer:
            assert request.limit_ms == 10_000
            return fetcher.send(request._replace(limit_ms=500), **more)

        return talk(url, send=send)


def test_http_redirects_share_the_ten_seconds() -> None:
    def slow(connection: Connection) -> None:
        connection.read_request()
        connection.server.stopped.wait(0.2)
        location = f"Location: {connection.server.url(f'/{connection.number}')}"
        connection.send(http_reply(b"", location, "Connection: close", status="307 Later"))

    with serving(slow) as server:
        outcome = talk_in_a_hurry(server.url())
    assert vias(outcome) == ["webhook", "http-redirect", "http-redirect"]
    assert ("answer-timeout", "error") in told(outcome)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (15_999, []),
        (16_000, []),
        (16_001, [("actions-too-large", "warning")]),
        (16_384, [("actions-too-large", "warning")]),
        (16_385, [("actions-too-large", "error")]),
        (70_000, [("actions-too-large", "error")]),
    ],
)
def test_sixteen_kilobytes_are_the_limit(size: int, expected: list[tuple[str, str]]) -> None:
    frame = len(b'{"actions": [{"say": ""}]}')
    body = b'{"actions": [{"say": "%b"}]}' % (b"a" * (size - frame))
    with bot({"/": http_reply(body, content_type=JSON)}) as served:
        outcome = talk(served.url())
    assert told(outcome) == expected


def test_an_http_redirect_is_followed_and_named() -> None:
    moved = http_reply(b"", "Location: /there", status="307 Temporary", content_type=None)
    with bot({"/": moved, "/there": [SAY, LISTEN]}) as served:
        outcome = talk(served.url())
    assert served.paths == ["POST /", "POST /there"]
    assert vias(outcome) == ["webhook", "http-redirect"]
    assert (told(outcome), outcome.ended) == ([("undocumented-redirect", "info")], "listen")
    assert served.sent(0) == served.sent(1)


def test_http_redirects_without_end() -> None:
    def onward(request: Any) -> bytes:
        location = f"Location: {request.path}x"
        return http_reply(b"", location, status="307 Temporary", content_type=None)

    with serving(web(onward)) as server:
        outcome = talk(server.url())
    assert ("too-many-http-redirects", "error") in told(outcome)
    assert len(outcome.hops) == 11


def test_a_file_of_ones_own_may_lead_to_loopback() -> None:
    with bot({"/": [SAY]}) as inside:
        outcome = run_file({"actions": [{"redirect": inside.url()}]})
        assert len(inside.received) == 1  # a file of one's own may
    assert told(outcome) == []


@pytest.mark.parametrize("place", ["on_complete", "digits"])
def test_a_word_of_the_user_begins_the_count_anew(place: str) -> None:
    def routes(bot: Bot) -> dict[str, Any]:
        asked = collecting(bot.url("/0"))
        heard = {"listen": {"voice_digits": {"redirects": {"1": bot.url("/0")}, "num_digits": 1}}}
        first = {"a": [{"redirect": bot.url("/b")}], "b": [asked if place != "digits" else heard]}
        return {**{f"/{name}": actions for name, actions in first.items()}, **steps(bot, 4)}

    with bot(routes) as served:
        outcome = talk(served.url("/a"), answers={"kind": "green"}, digits="1")
    assert (told(outcome), outcome.ended) == ([], "listen")
    assert len(served.received) == 7
    assert served.sent(2)["CurrentInput"] == ("green" if place != "digits" else "1")


def test_documents_are_bounded_by_the_caller() -> None:
    with bot(lambda bot: steps(bot, 4)) as served:
        outcome = talk(served.url("/0"), max_documents=3)
    assert len(served.received) == 3
    assert outcome.undecided == "stopped after 3 documents (--max-hops)"


def test_answers_to_the_same_questions_again_and_again_end() -> None:
    with bot(lambda bot: {"/": [collecting(bot.url())]}) as served:
        outcome = talk(served.url(), answers={"kind": "green"}, max_documents=12)
    assert len(served.received) == 12
    assert outcome.undecided


def test_a_limit_of_ours_ends_it_and_is_no_finding() -> None:
    lacking = Lacking(os_error(errno.EMFILE), port=1)
    actions = [SAY, {"redirect": "http://localhost:1/"}]
    with bot({"/": actions}) as served, Fetcher(app=lacking) as fetcher:
        outcome = talk(served.url(), send=fetcher.send)
    assert vias(outcome) == ["webhook", "actions-redirect"]
    assert told(outcome) == []
    assert "raise `ulimit -n`" in outcome.undecided
    assert outcome.would == ""
