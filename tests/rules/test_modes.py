"""PCI mode, TwiML passed inline, and replies that are counted from document to document."""

import pytest

from tests.commands.calling import json_report, refusal, rules, webhook
from tests.rules.telling import answer, asking, hop, of_module, place, said_of
from tests.servers import Received, http_reply, serving, web
from twiml_check.explore.explorer import explore
from twiml_check.explore.lint import lint
from twiml_check.fetch import Fetcher
from twiml_check.model.finding import Finding
from twiml_check.model.run import Mode
from twiml_check.request.session import new_session
from twiml_check.vocabulary.events import EVENTS

PCI, INLINE = Mode(pci=True), Mode(inline=True)
OURS = {*of_module("modes"), *of_module("payment"), "inline-too-long"}
VERBATIM = "<Response>{}</Response>"


def found(body: str, mode: Mode) -> list[Finding]:
    _, findings = lint("-", VERBATIM.format(body).encode(), None, mode=mode)
    return [each for each in findings if each.rule in OURS]


def errors(body: str, mode: Mode) -> list[tuple[int | None, tuple[int, int] | None]]:
    return [(each.twilio_code, place(each)) for each in found(body, mode) if each.level == "error"]


IN_THE_OPEN = [
    ('<Gather action="http://example.com/g"/>', 13337, 19),
    ('<Gather action="HTTP://example.com/g"/>', 13337, 19),
    ('<Gather action="/g" partialResultCallback="http://example.com/g"/>', 13337, 31),
    ('<Connect><VirtualAgent connectorName="c" statusCallback="http://a.example/"/></Connect>', 32605, 52),
    ('<Start><Transcription statusCallbackUrl="http://a.example/"/></Start>', 32654, 33),
]  # fmt: skip
# ruff: noqa: E501  a table reads best with one row a line


@pytest.mark.parametrize(("body", "code", "column"), IN_THE_OPEN)
def test_callbacks_are_https_in_pci_mode(body: str, code: int, column: int) -> None:
    assert errors(body, PCI) == [(code, (1, column))]
    assert found(body, Mode()) == []
    assert found(body.replace("http:", "https:").replace("HTTP:", "https:"), PCI) == []


def test_a_transcribed_recording_is_a_hint_in_pci_mode() -> None:
    body = '<Record action="https://a.example/" transcribe="true"/>'
    assert [(each.rule, each.level) for each in found(body, PCI)] == [("pci-recording", "info")]
    assert found(body, Mode()) == []


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://shop.example.com/voice", ["pci-callback", "pay-action-not-https"]),
        ("https://shop.example.com/voice", []),
        # A server on this machine stands for one that has TLS.
        ("http://127.0.0.1:5000/voice", []),
        ("http://localhost:5000/voice", []),
    ],
)
def test_a_relative_callback_has_the_scheme_of_its_document(url: str, told: list[str]) -> None:
    body = VERBATIM.format('<Gather action="/g"/><Pay action="/p"/>')
    seen = hop("voice", answer(body.encode()), asking(url), mode=PCI)
    assert [each.rule for each in said_of(seen, OURS)] == told


RELATIVE = [
    ('<Gather action="/g"/>', 19),
    ('<Gather action="g?a=1"/>', 19),
    ('<Record action="https://a.example/" recordingStatusCallback="/r"/>', 47),
    ('<Dial action="../d">+12025550143</Dial>', 17),
    ("<Redirect>/next</Redirect>", 21),
    ("<Play>hello.mp3</Play>", 17),
]


@pytest.mark.parametrize(("body", "column"), RELATIVE)
def test_inline_there_is_nothing_to_be_relative_to(body: str, column: int) -> None:
    assert errors(body, INLINE) == [(15004, (1, column))]
    assert errors(body, Mode()) == []


@pytest.mark.parametrize(
    "body",
    [
        "<Say>Hello</Say>",
        '<Gather action="https://a.example/g"/>',
        "<Redirect>https://a.example/next</Redirect>",
        '<Play digits="1"/>',
        '<Enqueue waitUrl="">q</Enqueue>',
        "<Dial>+12025550143</Dial>",
    ],
)
def test_inline_a_whole_document_is_left_alone(body: str) -> None:
    assert found(body, INLINE) == []


@pytest.mark.parametrize("verb", ["Record", "Gather", "Pay", "Redirect"])
def test_inline_a_verb_cannot_ask_its_own_document_again(verb: str) -> None:
    _, findings = lint("-", VERBATIM.format(f"<{verb}/>").encode(), None, mode=INLINE)
    told = [(each.rule, each.level) for each in findings if each.rule != "silent-end"]
    assert told == [("inline-relative-url", "info")]


@pytest.mark.parametrize(
    ("size", "codes"), [(4000, []), (4001, [32018]), (65_536, [32018]), (70_000, [32018])]
)
def test_inline_four_thousand_characters_are_taken(size: int, codes: list[int]) -> None:
    filler = "é" * (size - len("<Response><!----></Response>"))
    raw = f"<Response><!--{filler}--></Response>".encode()
    assert [each.twilio_code for each in lint("-", raw, None, mode=INLINE)[1]] == codes


def test_inline_the_document_is_for_a_call_whatever_its_verbs_are() -> None:
    hop, findings = lint("-", b"<Response><Message>Hi</Message></Response>", None, mode=INLINE)
    assert hop.product == "voice"
    assert [each.rule for each in findings] == ["wrong-product"]


def test_the_options_reach_the_rules() -> None:
    gather = b'<Response><Gather action="http://example.com/g"/></Response>'
    relative = b'<Response><Gather action="/g"/></Response>'
    assert "pci-callback" in rules(json_report("--pci", "-", stdin=gather, status=1))
    assert "inline-relative-url" in rules(json_report("--inline", "-", stdin=relative, status=1))
    with webhook(gather) as server:
        report = json_report("--pci", "--event", "voice", server.url("/voice"), status=1)
    assert "pci-callback" in rules(report)


def test_inline_is_for_documents_of_calls() -> None:
    assert refusal("--inline", "http://127.0.0.1:1/x").startswith("--inline applies to documents")
    assert (
        refusal("--inline", "--event", "sms", "-")
        == "--inline only works with voice events; sms is a messaging event"
    )


@pytest.mark.parametrize(
    ("first", "second", "column"),
    [(6, 4, None), (6, 5, 11 + 4 * len("<Message>Hi</Message>")), (10, 3, 11), (11, 1, None)],
)
def test_replies_count_over_all_documents_of_a_message(
    first: int, second: int, column: int | None
) -> None:
    def page(received: Received) -> bytes:
        count = second if received.path.startswith("/next") else first
        leads = "" if received.path.startswith("/next") else "<Redirect>/next</Redirect>"
        return http_reply(VERBATIM.format("<Message>Hi</Message>" * count + leads).encode())

    with serving(web(page)) as server, Fetcher() as fetcher:
        hops, findings, _ = explore(new_session(EVENTS["sms"], server.url("/sms")), fetcher.send)
    assert [each.sent for each in hops] == [0, first]
    late = [each for each in findings if each.rule == "too-many-messages"]
    assert len(late) == (first + second > 10)
    assert [place(each) for each in late if each.hop == 2] == ([(1, column)] if column else [])
