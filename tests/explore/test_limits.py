"""Where a walk ends, and what it counts on the way: documents, redirects, time, circles."""

import errno
from collections.abc import Callable

import pytest

from tests.explore.test_explorer import MESSAGE, counting, moved, names, run, site, via, visit
from tests.fetch.asking import Lacking, os_error
from tests.rules.telling import kind
from tests.servers import Received, http_reply, serving, web
from twiml_check.explore.explorer import explore
from twiml_check.fetch import Fetcher
from twiml_check.model.exchange import Answer, Request
from twiml_check.model.run import Send
from twiml_check.request.session import new_session
from twiml_check.verdict import judge, would
from twiml_check.vocabulary.events import EVENTS

AGAIN = b"<Response><Redirect/></Response>"
PUBLIC = "93.184.216.34"


def each_after_a_redirect(received: Received) -> bytes | str:
    """A chain of documents without end, an HTTP redirect before every one."""
    if received.path.endswith("/in"):
        number = int(received.path.split("/")[1])
        return f"<Response><Redirect>/{number + 1}</Redirect></Response>"
    return moved(307, f"{received.path}/in")


def three(received: Received) -> str:
    return MESSAGE if received.path == "/3" else counting(received)


def test_http_redirects_are_no_documents_of_our_limit() -> None:
    hops, findings, undecided = visit(each_after_a_redirect, "/1", max_documents=3)
    assert via(hops).count("http-redirect") == 3
    assert len(hops) == 6
    assert findings == ()
    assert undecided == "stopped after 3 documents (--max-hops)"


def test_http_redirects_are_no_documents_of_twilios_limit() -> None:
    def pages(received: Received) -> bytes | str:
        few = received.path.endswith("/in") or int(received.path[1:]) <= 5
        return each_after_a_redirect(received) if few else counting(received)

    hops, findings, undecided = visit(pages, "/1", max_documents=1000)
    assert len(hops) == 55
    assert [hop.handling for hop in hops].count("twiml") == 50
    assert [kind(each) for each in findings] == [("document-limit", "error", 14106)]
    assert (hops[-1].cut_off, undecided) == (True, "")


def test_one_document_is_no_plural() -> None:
    _, _, undecided = visit(counting, "/1", max_documents=1)
    assert undecided == "stopped after 1 document (--max-hops)"


def test_the_last_document_in_the_limit_is_no_reason_to_stop() -> None:
    hops, findings, undecided = visit(three, "/1", max_documents=3)
    assert (len(hops), findings, undecided) == (3, (), "")


def changing_cookie() -> Callable[[Received], bytes]:
    """The same document again and again, each time with another cookie."""
    visits: list[str] = []

    def page(received: Received) -> bytes:
        visits.append(received.path)
        return http_reply(AGAIN, f"Set-Cookie: visits={len(visits)}")

    return page


def test_at_twilios_limit_a_circle_is_called_one_though_cookies_change() -> None:
    hops, findings, undecided = visit(changing_cookie(), "/a", max_documents=1000)
    assert (len(hops), undecided) == (50, "")
    assert [kind(each) for each in findings] == [("redirect-loop", "error", 14106)]
    assert findings[0].message.endswith(": /a → /a")


@pytest.mark.parametrize(("event", "level"), [("sms", "error"), ("voice", "warning")])
def test_so_it_is_at_ours(event: str, level: str) -> None:
    hops, findings, undecided = visit(changing_cookie(), "/a", event, max_documents=4)
    assert (len(hops), undecided) == (4, "")
    assert [(each.rule, each.level) for each in findings] == [("redirect-loop", level)]
    assert hops[-1].repeats is not None


def test_another_status_is_another_answer() -> None:
    visits: list[str] = []

    def pages(received: Received) -> bytes | str:
        visits.append(received.path)
        return http_reply(AGAIN, status=f"20{len(visits)} So") if len(visits) < 3 else MESSAGE

    hops, findings, _ = visit(pages, "/a")
    assert [hop.answer.status for hop in hops if hop.answer] == [201, 202, 200]
    assert findings == ()


def test_another_method_is_another_request() -> None:
    def pages(received: Received) -> str:
        if received.method == "POST":
            return '<Response><Redirect method="GET"/></Response>'
        return MESSAGE

    hops, findings, _ = visit(pages, "/a")
    assert (len(hops), findings) == (2, ())


def test_the_way_round_is_named_with_its_queries() -> None:
    pages: dict[str, bytes | str] = {
        "/a": "<Response><Redirect>/b?step=2&amp;x=y</Redirect></Response>",
        "/b": "<Response><Redirect>/a?step=1</Redirect></Response>",
    }
    hops, findings, _ = visit(pages, "/a?step=1")
    assert len(hops) == 3
    assert findings[0].message.endswith(": /a?step=1 → /b?step=2&x=y → /a?step=1")


def test_hosts_are_named_where_they_differ() -> None:
    there: list[str] = []
    with (
        site(lambda _: f"<Response><Redirect>{there[0]}/a</Redirect></Response>") as one,
        site(lambda _: f"<Response><Redirect>{one}/b</Redirect></Response>") as other,
    ):
        there.append(other)
        hops, findings, _ = run(f"{one}/b")
    assert names(findings) == ["redirect-loop"]
    assert f": /b → {there[0]}/a → /b" in findings[0].message
    assert hops[-1].repeats == 1


def test_a_circle_of_http_redirects_is_named_after_ten() -> None:
    hops, findings, _ = visit({"/a": moved(307, "/b"), "/b": moved(307, "/a")}, "/a")
    assert len(hops) == 11
    assert [kind(each) for each in findings] == [("too-many-http-redirects", "error", 11215)]
    assert "/a → " in findings[0].message


def test_no_tree_is_kept() -> None:
    hops, _, _ = visit(
        lambda received: MESSAGE if received.path == "/3" else counting(received), "/1"
    )
    documents = [hop.document for hop in hops]
    assert len(documents) == 3
    assert [each.root for each in documents if each] == [None] * 3
    assert [each.source.raw.startswith(b"<Response>") for each in documents if each] == [True] * 3


def test_redirects_spend_the_time_of_one_answer() -> None:
    """All redirects of a chain wait 0.4 s; the third address allows 1 s for everything."""
    with serving(web(lambda _: b"")) as pause:

        def pages(received: Received) -> bytes | str:
            pause.stopped.wait(0.4)
            number = int(received.path[1:])
            limit = "#tt=1000" if number == 2 else ""
            return moved(307, f"/{number + 1}{limit}") if number < 3 else MESSAGE

        hops, findings, _ = visit(pages, "/1")
    assert via(hops) == ["webhook", "http-redirect", "http-redirect"]
    assert [kind(each) for each in findings] == [("answer-timeout", "error", 11203)]


def test_a_new_document_has_all_its_time() -> None:
    spent: list[float] = []

    def pages(received: Received) -> bytes | str:
        if received.path == "/1":
            return moved(307, "/2")
        if received.path == "/2":
            return moved(307, "/3")
        return "<Response><Redirect>/4</Redirect></Response>" if received.path == "/3" else MESSAGE

    def noting(send: Send) -> Send:
        def noted(request: Request, *, spent_ms: float = 0.0, public_only: bool = False) -> Answer:
            spent.append(spent_ms)
            return send(request, spent_ms=spent_ms, public_only=public_only)

        return noted

    with site(pages) as origin, Fetcher() as fetcher:
        hops, _, _ = explore(new_session(EVENTS["sms"], f"{origin}/1"), noting(fetcher.send))
    took = [hop.answer.elapsed_ms for hop in hops if hop.answer]
    assert spent == [0.0, took[0], took[0] + took[1], 0.0]


def seen_from_outside(send: Send) -> Send:
    """The exchanges, the first of them as if its server had a public address."""

    def exchange(request: Request, *, spent_ms: float = 0.0, public_only: bool = False) -> Answer:
        answer = send(request, spent_ms=spent_ms, public_only=public_only)
        first = request.target.text.endswith("/first")
        return answer._replace(address=PUBLIC) if first else answer

    return exchange


@pytest.mark.parametrize("by", ["TwiML", "HTTP"])
def test_a_public_server_leads_to_no_private_address(by: str) -> None:
    with serving(web(lambda _: http_reply(MESSAGE.encode()))) as inside:
        target = inside.url("/x")
        lead = f"<Response><Redirect>{target}</Redirect></Response>"
        page: bytes | str = lead if by == "TwiML" else moved(307, target)
        with site(lambda _: page) as origin, Fetcher() as fetcher:
            session = new_session(EVENTS["sms"], f"{origin}/first")
            hops, findings, _ = explore(session, seen_from_outside(fetcher.send))
        assert inside.connections == 0
    assert len(hops) == 2
    assert [kind(each) for each in findings] == [("private-address", "error", 11205)]
    assert findings[0].hop == 2


def test_a_private_server_leads_wherever_it_likes() -> None:
    with site(lambda _: MESSAGE) as inside:
        lead = f"<Response><Redirect>{inside}/x</Redirect></Response>"
        hops, findings, _ = visit(lead, "/a")
    assert (len(hops), findings) == (2, ())


def test_replies_are_counted_over_the_whole_way() -> None:
    pages: dict[str, bytes | str] = {
        "/1": "<Response><Message>a</Message><Sms>b</Sms><Redirect>/2</Redirect></Response>",
        "/2": moved(307, "/3"),
        "/3": "<Response><Redirect>/4</Redirect><Message>never</Message></Response>",
        "/4": MESSAGE,
    }
    hops, _, _ = visit(pages, "/1")
    assert [hop.sent for hop in hops] == [0, 2, 2, 2]
    assert [hop.replies for hop in hops] == [2, 0, 0, 1]


def test_a_thousand_findings_of_one_target_and_one_of_each_kind() -> None:
    many = " ".join(f"a{number}=''" for number in range(150))

    def pages(received: Received) -> str:
        number = int(received.path[1:])
        onward = f"<Redirect>/{number + 1}</Redirect>" if number < 12 else "<Nope/><Nope/>"
        return f"<Response><Message {many}>a</Message>{onward}</Response>"

    _, findings, _ = visit(pages, "/1")
    counts = {each.rule: 0 for each in findings}
    for each in findings:
        counts[each.rule] += 1 + each.more
    assert len(findings) == 1000 + len(counts) - 1
    assert [each.rule for each in findings].count("unknown-attribute") == 1000
    assert counts["unknown-attribute"] == 12 * 150
    assert counts["unknown-element"] == 2


def test_a_chain_is_followed_to_its_end_before_what_hangs_on_it() -> None:
    pages: dict[str, bytes | str] = {
        "/1": "<Response><Enqueue waitUrl='/wait'>q</Enqueue><Redirect>/2</Redirect></Response>",
        "/2": "<Response><Redirect>/3</Redirect></Response>",
        "/3": "<Response><Say>Hello</Say></Response>",
        "/wait": "<Response><Say>Please hold</Say></Response>",
    }
    with site(pages) as origin:
        hops, _, _ = run(f"{origin}/1", "voice")
    assert [hop.name.removeprefix(origin) for hop in hops] == ["/1", "/2", "/3", "/wait"]


@pytest.mark.parametrize(
    ("beside", "fallback"), [("", ""), ("<Message>Hi</Message>", "http://localhost:1/help")]
)
def test_a_limit_of_ours_ends_it_and_is_no_finding(beside: str, fallback: str) -> None:
    page = f"<Response>{beside}<Redirect>http://localhost:1/next</Redirect></Response>"
    lacking = Lacking(os_error(errno.EMFILE), port=1)
    with site(page) as origin, Fetcher(app=lacking) as fetcher:
        session = new_session(EVENTS["sms"], origin, fallback=fallback)
        hops, findings, undecided = explore(session, fetcher.send)
    assert [(hop.via, bool(hop.own_limit)) for hop in hops] == [
        ("webhook", False),
        ("twiml-redirect", True),
    ]
    assert findings == ()
    assert "raise `ulimit -n`" in undecided
    assert lacking.asked == 1  # what could not be asked has no fallback
    assert judge(findings, undecided) == "undecided"
    assert "log an error" not in would(hops)


def test_what_was_found_before_a_limit_of_ours_counts() -> None:
    page = "<Response><Messsage>Hi</Messsage><Redirect>http://localhost:1/</Redirect></Response>"
    with site(page) as origin, Fetcher(app=Lacking(MemoryError(), port=1)) as fetcher:
        _, findings, undecided = explore(new_session(EVENTS["sms"], origin), fetcher.send)
    assert "no memory left" in undecided
    assert judge(findings, undecided) == "fail"


def test_nothing_is_known_where_the_first_could_not_be_asked() -> None:
    with Fetcher(app=Lacking(MemoryError())) as fetcher:
        session = new_session(EVENTS["voice"], "http://hooks.example/")
        hops, findings, undecided = explore(session, fetcher.send)
    assert (len(hops), findings) == (1, ())
    assert undecided
    assert would(hops) == ""
