"""What a document does as its caller sees it: what is heard, where it waits, how it ends."""

import pytest

from tests.calls.scenes import scene
from tests.servers import http_reply
from twiml_check.calls.script import LONGEST_LINE, MOST_LINES, MOST_STOPS

GATHER = '<Gather action="/a"><Say>Press 1.</Say></Gather>'


@pytest.mark.parametrize(
    ("verbs", "lines"),
    [
        ("<Say>Hello,\n  you.</Say>", ["Hello, you."]),
        ("<Say>Hello <break/>again</Say>", ["Hello again"]),
        ("<Say></Say>", []),
        ("<Play>/a.mp3</Play>", ["♪ /a.mp3"]),
        ('<Play digits="12"/>', ["♪ 12"]),
        ("<Pause/>", ["(1 s pause)"]),
        ('<Pause length="3"/>', ["(3 s pause)"]),
        ("<Gather><Play>/a</Play><Pause/><Say>Press 1.</Say></Gather>",
         ["♪ /a", "(1 s pause)", "Press 1."]),
        ("<Dial>+12025550143</Dial>", ["(dials +12025550143)"]),
        ("<Dial><Number>+12025550143</Number><Client>joey</Client></Dial>",
         ["(dials +12025550143 joey)"]),
        ("<Enqueue>support</Enqueue>", ["(waits in the queue support)"]),
        ("<Record/>", ["(records)"]),
        ("<Pay/>", ["(collects a payment)"]),
        ("<Say>a</Say><Hangup/><Say>b</Say>", ["a"]),
    ],
)  # fmt: skip
def test_what_is_heard(verbs: str, lines: list[str]) -> None:
    assert scene(verbs).script.lines == lines


def test_what_a_reply_says_and_shows() -> None:
    reply = "<Message>Hello<Media>/a.png</Media></Message><Message><Body>Bye</Body></Message>"
    assert scene(reply, "sms").script.lines == ["Hello", "♪ /a.png", "Bye"]


def test_a_plain_text_is_a_reply() -> None:
    page = http_reply(b"Hello,\n you.", content_type="text/plain")
    script = scene(page, "sms").script
    assert (script.lines, script.end) == (["Hello, you."], "end")


@pytest.mark.parametrize(
    ("verbs", "stops"),
    [
        (GATHER + "<Say>b</Say>" + GATHER + "<Say>c</Say>", [["Press 1."], ["b", "Press 1."]]),
        ("<Say>a</Say><Record/><Say>b</Say>", [["a", "(records)"]]),
        ('<Dial action="/a">+12025550143</Dial>' + GATHER, [["(dials +12025550143)"]]),
        ("<Dial>+12025550143</Dial>" + GATHER, [["(dials +12025550143)"], ["Press 1."]]),
        ('<Gather action="/a" actionOnEmptyResult="true"/><Dial>+12025550143</Dial>', [[]]),
        ("<Sms>Hello</Sms>", []),
        ('<Sms action="/a">Hello</Sms>', [["Hello"]]),
        ("<Say>a</Say>", []),
    ],
)
def test_where_it_waits(verbs: str, stops: list[list[str]]) -> None:
    assert [list(stop.heard) for stop in scene(verbs).script.stops] == stops


@pytest.mark.parametrize(
    ("verbs", "end"),
    [
        ("", "silence"),
        ("<Say/>", "silence"),
        ("<Say>Bye.</Say>", "end"),
        ("<Say>Bye.</Say><Hangup/>", "hangup"),
        ("<Hangup/>", "silence"),
        ("<Reject/>", "reject"),
        ("<Pause/><Leave/>", "end"),
        (GATHER, "end"),
        (GATHER + "<Hangup/>", "hangup"),
        ("<Record/>", ""),
        ('<Dial action="/a">+12025550143</Dial>', ""),
        ("<Dial>+12025550143</Dial>", "end"),
        ("<Redirect>/b</Redirect>", ""),
        (GATHER + "<Redirect>/b</Redirect>", ""),
        ("<Redirect>ftp://x.example/</Redirect>", "silence"),
    ],
)
def test_how_it_ends(verbs: str, end: str) -> None:
    assert scene(verbs).script.end == end


@pytest.mark.parametrize(
    "answer",
    [
        http_reply(b"", status="500 Oh"),
        http_reply(b"<Response><Say>"),
        http_reply(b"{}", content_type="application/json"),
    ],
)
def test_an_answer_that_is_no_document_is_an_error(answer: bytes) -> None:
    found = scene(answer)
    assert found.script.end == "error"
    assert found.failed


@pytest.mark.parametrize(
    ("verbs", "then"),
    [
        ("<Redirect>/b</Redirect>", "/b"),
        (f"{GATHER}<Redirect>/b</Redirect>", "/b"),
        ("<Dial>+12025550143</Dial><Redirect>/b</Redirect>", "/b"),
        ('<Dial action="/a">+12025550143</Dial><Redirect>/b</Redirect>', None),
        ("<Record/><Redirect>/b</Redirect>", None),
        ("<Hangup/><Redirect>/b</Redirect>", None),
        ("<Say>a</Say>", None),
    ],
)
def test_where_it_leads_by_itself(verbs: str, then: str | None) -> None:
    link = scene(verbs).script.then
    assert (link.url.path if link else None) == then


def test_what_hangs_on_it_has_words_of_its_own() -> None:
    party = '<Number url="/w" statusCallback="/s">+12025550143</Number>'
    other = party.replace("/w", "/v").replace("/s", "/t")
    beside = scene(f"<Dial>{party}{other}</Dial>").script.beside
    assert [each.word for each in beside] == [
        "whisper", "whisper2", "statusCallback", "statusCallback2",
    ]  # fmt: skip


def test_a_document_is_bounded() -> None:
    many = scene(GATHER * 1000)
    assert len(many.script.stops) == MOST_STOPS
    assert len(scene("<Say>a</Say>" * 3000).script.lines) == MOST_LINES
    [line] = scene(f"<Say>{'a' * 60_000}</Say>").script.lines
    assert len(line) <= LONGEST_LINE + 1
