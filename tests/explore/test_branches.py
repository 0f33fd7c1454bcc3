"""What a document leads to off the main line: whispers and waiting music, asked for and checked."""

from typing import Any
from urllib.parse import parse_qs

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.explore.test_explorer import TOKEN, moved, run, site, via, visit
from tests.servers import Received, http_reply
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop
from twiml_check.verdict import would

SAY = "<Response><Say>x</Say></Response>"
Brief = list[tuple[str, str, int | None, int]]


def brief(findings: tuple[Finding, ...]) -> Brief:
    return [(each.rule, each.level, each.twilio_code, each.hop) for each in findings]


def asked(
    first: str, branch: str | bytes = SAY, **options: Any
) -> tuple[tuple[Hop, ...], Brief, list[Received]]:
    """Walk from a document with these verbs; every other address answers `branch`."""
    seen: list[Received] = []

    def pages(received: Received) -> bytes | str:
        main = received.path.partition("?")[0] == "/"
        return f"<Response>{first}</Response>" if main else branch

    hops, findings, _ = visit(pages, "/", "voice", seen=seen, **options)
    return hops, brief(findings), seen


def form(received: Received) -> dict[str, str]:
    fields = parse_qs(received.body.decode(), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def dial(noun: str) -> str:
    return f"<Dial>{noun}</Dial>"


NUMBER = dial('<Number url="/w">+12125550100</Number>')
QUEUE = dial('<Queue url="/w">support</Queue>')
ROOM = dial('<Conference waitUrl="/w">r</Conference>')
LINE = '<Enqueue waitUrl="/w">support</Enqueue>'


@pytest.mark.parametrize(
    ("verbs", "way"),
    [
        (NUMBER, "whisper"),
        (dial('<Client url="/w">joey</Client>'), "whisper"),
        (dial('<Sip url="/w">sip:joey@sip.example.com</Sip>'), "whisper"),
        (dial('<Client url="/w"><Identity>joey</Identity></Client>'), "whisper"),
        (QUEUE, "whisper"),
        (ROOM, "wait"),
        (LINE, "wait"),
    ],
)
def test_what_hangs_on_a_document_is_asked_for(verbs: str, way: str) -> None:
    hops, findings, seen = asked(verbs)
    assert via(hops) == ["webhook", way]
    assert [(each.method, each.path) for each in seen] == [("POST", "/"), ("POST", "/w")]
    assert findings == []


@pytest.mark.parametrize(
    "verbs",
    [
        # The caller must do something first.
        '<Gather action="/g"/><Say>Goodbye</Say>',
        '<Record action="/r"/>',
        '<Dial action="/d">+12125550100</Dial>',
        '<Enqueue action="/e">support</Enqueue>',
        # Nothing is asked for.
        dial('<Conference waitUrl="">r</Conference>'),
        '<Enqueue waitUrl=" ">support</Enqueue>',
        dial('<Number statusCallback="/s">+12125550100</Number>'),
        # Nobody is called.
        dial('<Number url="/w"> </Number>'),
        dial('<Client url="/w"/>'),
        # Only http and https are ever opened.
        dial('<Number url="file:///etc/passwd">+12125550100</Number>'),
        '<Enqueue waitUrl="ftp://example.com/x">support</Enqueue>',
        dial('<Conference waitUrl="javascript:1">r</Conference>'),
        # It never runs.
        f"<Hangup/>{NUMBER}",
        f'<Dial action="/d">+12125550100</Dial>{LINE}',
        '<Dial action="/d">+12125550100</Dial><Redirect>/w</Redirect>',
        '<Gather action="/g" actionOnEmptyResult="true"/><Redirect>/w</Redirect>',
    ],
)
def test_what_is_not_asked_for(verbs: str) -> None:
    hops, _, _ = asked(verbs)
    assert via(hops) == ["webhook"]


@pytest.mark.parametrize(
    "verbs", ["<Dial>+12125550100</Dial>", '<Gather action="/g"/>', '<Record action="/r"/>']
)
def test_a_redirect_that_may_be_reached_is_followed(verbs: str) -> None:
    hops, _, _ = asked(f"{verbs}<Redirect>/w</Redirect>")
    assert via(hops) == ["webhook", "twiml-redirect"]


@pytest.mark.parametrize(
    ("verbs", "method"),
    [
        (dial('<Number url="/w" method="GET">+12125550100</Number>'), "GET"),
        (dial('<Conference waitUrl="/w" waitMethod="GET">r</Conference>'), "GET"),
        (dial('<Conference waitUrl="/w" method="GET">r</Conference>'), "POST"),
        ('<Enqueue waitUrl="/w" waitUrlMethod="get">q</Enqueue>', "GET"),
        ('<Enqueue waitUrl="/w" method="GET">q</Enqueue>', "POST"),
    ],
)
def test_each_has_a_method_of_its_own(verbs: str, method: str) -> None:
    _, _, seen = asked(verbs)
    assert seen[1].method == method


@pytest.mark.parametrize(
    ("verbs", "branch", "expected"),
    [
        (NUMBER, "<Dial>+12125550100</Dial>", [("dial-in-whisper", "error", 13201, 2)]),
        (QUEUE, "<Dial>+12125550100</Dial>", [("dial-in-whisper", "error", 13201, 2)]),
        (NUMBER, "<Record action='/r'/>", [("wrong-aside-verb", "info", None, 2)]),
        (QUEUE, "<Gather/>", [("wrong-aside-verb", "warning", None, 2)]),
        (ROOM, "<Gather/>", [("wrong-aside-verb", "error", 13238, 2)]),
        (ROOM, "<Say>x</Say><Hangup/>", [("wrong-aside-verb", "error", 13238, 2)]),
        (ROOM, "<Dial>+12125550100</Dial>", [("wrong-aside-verb", "error", 13238, 2)]),
        (LINE, "<Dial>+12125550100</Dial>", [("wrong-aside-verb", "warning", None, 2)]),
        (LINE, "<Sya/>", [("unknown-element", "error", 12200, 2)]),
        # What is fine where it stands.
        (NUMBER, "<Gather><Say>Press 1</Say></Gather><Hangup/>", []),
        (NUMBER, "<Gather><Say>Press 1</Say></Gather>", []),
        (NUMBER, "", []),
        (QUEUE, "<Say>Hello</Say><Pause/><Play>/a</Play>", []),
        (ROOM, "<Say>x</Say><Play>/a</Play><Pause/><Redirect/>", []),
        (LINE, "<Say>x</Say><Gather/><Leave/>", []),
        (LINE, "<Play>/a</Play>", []),
    ],
)
def test_its_verbs_are_checked(verbs: str, branch: str, expected: Brief) -> None:
    _, findings, _ = asked(verbs, f"<Response>{branch}</Response>")
    assert findings == expected


def test_a_circle_in_silence_is_named_and_waiting_music_is_not() -> None:
    _, silent, _ = asked(LINE, "<Response><Redirect/></Response>")
    assert silent == [("redirect-loop", "warning", None, 3)]
    _, music, _ = asked(LINE, "<Response><Play>/a.mp3</Play><Redirect/></Response>")
    assert music == []


def test_music_that_is_shuffled_or_counts_never_ends_and_is_no_fault() -> None:
    def endless(redirect: str) -> tuple[int, Brief, str]:
        count = iter(range(1, 100))

        def pages(received: Received) -> str:
            if received.path == "/":
                return f"<Response>{LINE}</Response>"
            number = next(count)
            lead = redirect.format(number)
            return f"<Response><Play>/{number}.mp3</Play><Redirect>{lead}</Redirect></Response>"

        hops, findings, undecided = visit(pages, "/", "voice")
        return len(hops), brief(findings), undecided

    assert endless("") == (2, [], "")
    assert endless("/w?n={}") == (11, [], "")


def test_a_verb_behind_a_redirect_is_found_too() -> None:
    pages: dict[str, bytes | str] = {
        "/": f"<Response>{ROOM}</Response>",
        "/w": moved(307, "/w2"),
        "/w2": "<Response><Say>x</Say><Redirect>/w3</Redirect></Response>",
        "/w3": "<Response><Record action='/r'/></Response>",
    }
    hops, findings, _ = visit(pages, "/", "voice")
    assert via(hops) == ["webhook", "wait", "http-redirect", "twiml-redirect"]
    assert brief(findings) == [("wrong-aside-verb", "error", 13238, 4)]


def test_music_itself_is_a_fine_answer() -> None:
    music = http_reply(b"ID3" + b"\0" * 100_000, content_type="audio/mpeg")
    for verbs in (ROOM, LINE):
        hops, findings, _ = asked(verbs, music)
        assert (hops[1].handling, findings) == ("audio", [])


def test_a_missing_document_is_an_error_of_its_own_hop() -> None:
    gone = http_reply(b"", status="404 Not Found")
    _, findings, _ = asked(NUMBER, gone)
    assert findings == [("http-error", "error", 11200, 2)]


def test_one_address_is_asked_once() -> None:
    numbers = '<Number url="/w">+12125550100</Number>' * 10
    hops, _, _ = asked(dial(numbers))
    assert via(hops) == ["webhook", "whisper"]


def test_the_main_line_comes_first() -> None:
    hops, findings, _ = asked(f"{NUMBER}{LINE}<Redirect>/next</Redirect>")
    assert via(hops) == ["webhook", "twiml-redirect", "whisper", "wait"]
    assert findings == []
    assert would(hops) == "Twilio would run Dial, Enqueue, Say."


def test_what_hangs_on_what_hangs_on_it_is_left_alone() -> None:
    hops, _, _ = asked(LINE, f"<Response>{NUMBER}</Response>")
    assert via(hops) == ["webhook", "wait"]


def test_a_document_may_ask_for_itself() -> None:
    verbs = dial('<Number url="/">+12125550100</Number>')
    hops, findings, _ = asked(verbs)
    assert via(hops) == ["webhook", "whisper"]
    assert findings == [("dial-in-whisper", "error", 13201, 2)]


def test_the_other_party_has_a_call_of_its_own() -> None:
    _, _, seen = asked(NUMBER)
    main, whisper = form(seen[0]), form(seen[1])
    assert whisper["ParentCallSid"] == main["CallSid"] != whisper["CallSid"]
    assert whisper["Direction"] == "outbound-dial"
    assert whisper["CallStatus"] == "in-progress"


def test_the_waiting_caller_is_told_of_the_queue() -> None:
    _, _, seen = asked(LINE)
    waiting = form(seen[1])
    assert waiting["QueuePosition"] == "1"
    assert waiting["QueueSid"].startswith("QU")
    assert waiting["CallSid"] == form(seen[0])["CallSid"]


def test_what_the_user_sets_holds_there_too() -> None:
    _, _, seen = asked(LINE, set_params=(("QueuePosition", "7"),), drop_params=("QueueTime",))
    waiting = form(seen[1])
    assert waiting["QueuePosition"] == "7"
    assert "QueueTime" not in waiting


def test_each_is_signed_for_itself() -> None:
    hops, _, _ = asked(f"{NUMBER}{LINE}", token=TOKEN)
    for hop in hops:
        assert hop.request is not None
        signature = dict(hop.request.headers)["X-Twilio-Signature"]
        fields = dict(hop.request.params)
        assert RequestValidator(TOKEN).validate(hop.request.url.text, fields, signature)


def test_our_limit_holds_for_them_too() -> None:
    numbers = "".join(f'<Number url="/w{n}">+12125550100</Number>' for n in range(9))

    def pages(received: Received) -> str:
        return f"<Response>{dial(numbers)}</Response>" if received.path == "/" else SAY

    with site(pages) as origin:
        hops, _, undecided = run(f"{origin}/", "voice", max_documents=4)
        all_of_them, _, decided = run(f"{origin}/", "voice", max_documents=10)
    assert (len(hops), undecided) == (4, "stopped after 4 documents (--max-hops)")
    assert (len(all_of_them), decided) == (10, "")


def test_a_public_webhook_whose_whisper_is_on_this_machine_is_an_error() -> None:
    with site(lambda _: SAY) as inside:
        noun = f'<Number url="{inside}/w">+12125550100</Number>'
        hops, findings, _ = visit(
            f"<Response>{dial(noun)}</Response>",
            "/",
            "voice",
            public_url="https://shop.example.com/",
        )
    assert via(hops) == ["webhook", "whisper"]
    assert brief(findings) == [("private-address", "error", 11205, 2)]
