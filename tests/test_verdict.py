"""From findings to verdict and exit status, and from answers to what Twilio would do."""

import pytest

from tests.rules.telling import answer, asking, hop
from twiml_check.autopilot.dialogue import Outcome as Dialogue
from twiml_check.explore.lint import lint
from twiml_check.model.assistant import Turn
from twiml_check.model.ending import Exit
from twiml_check.model.exchange import TransportError
from twiml_check.model.finding import Finding, Level
from twiml_check.model.run import Expected, FailOn, Hop, Outcome, TargetResult
from twiml_check.verdict import exit_status, judge, would

LIMIT = "stopped after 50 documents (--max-hops)"


def finding(level: Level) -> Finding:
    return Finding("rule", level, None, None, "", "", "", "", 1, None, "")


@pytest.mark.parametrize(
    ("levels", "undecided", "fail_on", "verdict"),
    [
        ([], "", "error", "pass"),
        (["info"], "", "error", "pass"),
        (["info", "warning"], "", "error", "pass"),
        (["warning", "error"], "", "error", "fail"),
        (["info"], "", "warning", "pass"),
        (["info", "warning"], "", "warning", "fail"),
        (["error"], "", "warning", "fail"),
        (["error", "warning"], "", "never", "pass"),
        ([], LIMIT, "error", "undecided"),
        (["warning"], LIMIT, "error", "undecided"),
        (["error"], LIMIT, "never", "undecided"),
        # A fault that was found outweighs a limit.
        (["error"], LIMIT, "error", "fail"),
        (["warning"], LIMIT, "warning", "fail"),
    ],
)
def test_the_verdict_on_one_target(
    levels: list[Level], undecided: str, fail_on: FailOn, verdict: Outcome
) -> None:
    assert judge([finding(level) for level in levels], undecided, fail_on) == verdict


def test_errors_alone_fail_unless_told_otherwise() -> None:
    assert judge([finding("warning")], "") == "pass"
    assert judge([finding("error")], "") == "fail"


def expected(*, met: bool, undecided: str = "") -> Expected:
    return Expected("xpath", "Say", met, undecided=undecided)


@pytest.mark.parametrize(
    ("expectations", "undecided", "fail_on", "verdict"),
    [
        ([expected(met=True)], "", "error", "pass"),
        ([expected(met=True), expected(met=False)], "", "error", "fail"),
        ([expected(met=False)], "", "never", "fail"),
        ([expected(met=True)], LIMIT, "error", "undecided"),
        ([expected(met=False)], LIMIT, "error", "fail"),
        ([expected(met=False, undecided=LIMIT)], LIMIT, "error", "undecided"),
        ([expected(met=False, undecided=LIMIT)], "", "error", "undecided"),
        ([expected(met=False, undecided=LIMIT), expected(met=False)], "", "error", "fail"),
    ],
)
def test_what_is_expected_decides_too(
    expectations: list[Expected], undecided: str, fail_on: FailOn, verdict: Outcome
) -> None:
    assert judge([], undecided, fail_on, expectations) == verdict


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        (["pass"], Exit.PASS),
        (["pass", "undecided", "pass"], Exit.UNDECIDED),
        (["undecided", "fail"], Exit.FAIL),
        (["fail", "pass", "undecided"], Exit.FAIL),
        ([], Exit.PASS),
    ],
)
def test_the_exit_status_is_that_of_the_worst(verdicts: list[Outcome], status: Exit) -> None:
    assert exit_status(TargetResult("t", "sms", each, (), ()) for each in verdicts) is status


def test_the_numbers_are_those_of_the_contract() -> None:
    assert [int(each) for each in Exit] == [0, 1, 2, 3, 130]


def document(event: str, *contents: str) -> list[Hop]:
    """A chain of documents."""
    bodies = (f"<Response>{content}</Response>".encode() for content in contents)
    return [hop(event, answer(body)) for body in bodies]


SAY, MESSAGE = "<Say>a</Say>", "<Message>a</Message>"
BROKEN = "<Say>Tom & Ann</Say>"
ENDS_BADLY = 'caller would hear "an application error has occurred", and the call ends.'


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ([""], "Twilio would answer the call and hang up."),
        ([SAY], "Twilio would run Say."),
        ([SAY + "<Hangup/>"], "Twilio would run Say, Hangup."),
        ([SAY * 3 + "<Pause/>" + SAY], "Twilio would run Say x3, Pause, Say."),
        ([SAY + "<Pause/><Play>/a</Play><Pause/>"], "Twilio would run Say, Pause, Play, Pause."),
        ([SAY + "<Pause/><Play>/a</Play><Pause/>" + SAY + "<Hangup/>"],
         "Twilio would run Say, Pause, Play, Pause and 2 more."),
        # A redirect is not heard, and verbs after it do not run.
        ([SAY + "<Redirect>/b</Redirect>" + SAY, "<Pause/>"], "Twilio would run Say, Pause."),
        (["<Redirect>/b</Redirect>", ""], "Twilio would answer the call and hang up."),
        (["<Hangup/>" + SAY], "Twilio would run Hangup."),
        (["<Leave/>" + SAY], "Twilio would run Leave."),
        # What Twilio skips is not counted.
        ([MESSAGE + "<Nope/>" + SAY], "Twilio would run Say."),
        ([MESSAGE], "Twilio would answer the call and hang up."),
        ([BROKEN], "The " + ENDS_BADLY),
        ([SAY + "<Redirect>/b</Redirect>", BROKEN], f"Twilio would run Say; then the {ENDS_BADLY}"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_call(contents: list[str], sentence: str) -> None:
    assert would(document("voice", *contents)) == sentence


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ([""], "Twilio would send no reply."),
        ([MESSAGE], "Twilio would send one reply."),
        (["<Sms>a</Sms>"], "Twilio would send one reply."),
        ([MESSAGE + "<Sms>a</Sms>" + MESSAGE], "Twilio would send 3 replies."),
        ([MESSAGE + "<Redirect>/b</Redirect>", MESSAGE], "Twilio would send 2 replies."),
        (["<Redirect>/b</Redirect>" + MESSAGE, MESSAGE], "Twilio would send one reply."),
        ([SAY + MESSAGE + "<Nope/>"], "Twilio would send one reply."),
        ([BROKEN], "Twilio would log an error and send no reply."),
        ([MESSAGE + "<Redirect>/b</Redirect>", BROKEN],
         "Twilio would send one reply, then log an error."),
        ([MESSAGE * 2 + "<Redirect>/b</Redirect>", BROKEN],
         "Twilio would send 2 replies, then log an error."),
    ],
)  # fmt: skip
def test_what_becomes_of_a_message(contents: list[str], sentence: str) -> None:
    assert would(document("sms", *contents)) == sentence


@pytest.mark.parametrize("body", [b"", b"OK", b"{}", b"<html/>", b"<response/>", b"<Response>"])
def test_what_is_no_twiml_ends_the_call(body: bytes) -> None:
    assert would([hop("voice", answer(body))]) == f"The {ENDS_BADLY}"
    assert would([hop("sms", answer(body))]) == "Twilio would log an error and send no reply."


@pytest.mark.parametrize(
    ("content_type", "status", "call", "message"),
    [
        ("text/plain", 200, "Twilio would say: Hello (then it hangs up)", "send: Hello"),
        ("audio/mpeg", 200, "Twilio would play the audio and hang up.", "log an error and send"),
        ("application/json", 200, f"The {ENDS_BADLY}", "log an error and send no reply"),
        ("text/xml", 500, f"The {ENDS_BADLY}", "log an error and send no reply"),
        ("text/xml", 308, f"The {ENDS_BADLY}", "log an error and send no reply"),
        ("text/xml", 204, f"The {ENDS_BADLY}", "send no reply"),
    ],
)
def test_what_becomes_of_an_answer(content_type: str, status: int, call: str, message: str) -> None:
    given = answer(b"Hello", content_type, status=status)
    assert would([hop("voice", given)]) == call
    assert would([hop("sms", given)]).startswith(f"Twilio would {message}")


def test_a_204_in_the_end_is_no_error_of_a_message() -> None:
    [first] = document("sms", MESSAGE + "<Redirect>/b</Redirect>")
    last = hop("sms", answer(b"", None, status=204))
    assert would([first, last]) == "Twilio would send one reply."


def test_nobody_answers() -> None:
    gone = answer(b"", None)._replace(status=None, failure=TransportError("connection-refused"))
    assert would([hop("voice", gone)]) == f"The {ENDS_BADLY}"
    assert would([hop("sms", gone)]) == "Twilio would log an error and send no reply."


def test_a_redirect_that_leads_nowhere() -> None:
    given = answer(b"", None, ("Location", "/on"), status=307)
    assert would([hop("voice", given)]) == f"The {ENDS_BADLY}"
    assert would([hop("sms", given)]) == "Twilio would log an error and send no reply."


@pytest.mark.parametrize(
    ("event", "content", "sentence"),
    [
        ("voice", SAY + "<Redirect/>", "Twilio would run Say again and again."),
        ("voice", "<Redirect/>", "Twilio would run the redirects again and again."),
        ("sms", "<Redirect/>", "Twilio would log an error and send no reply."),
        ("sms", MESSAGE + "<Redirect/>", "Twilio would send 10 replies, then log an error."),
    ],
)
def test_a_circle(event: str, content: str, sentence: str) -> None:
    first, last = document(event, content, content)
    assert would([first, last._replace(repeats=1)]) == sentence


ROUND = "<Gather/><Redirect/>"


@pytest.mark.parametrize(
    ("event", "contents", "sentence"),
    [
        ("voice", [SAY, ROUND, ROUND], "Twilio would run Say, then Gather again and again."),
        ("voice", [SAY, ROUND, SAY + "<Redirect/>", ROUND],
         "Twilio would run Say, then Gather, Say again and again."),
        ("voice", [SAY, "<Redirect/>", "<Redirect/>"],
         "Twilio would run Say, then the redirects again and again."),
        ("sms", [MESSAGE, "<Redirect/>", "<Redirect/>"],
         "Twilio would send one reply, then log an error."),
        # 7 of the 50 documents have a message.
        ("sms", ["<Redirect/>", *["<Redirect/>"] * 6, MESSAGE, "<Redirect/>"],
         "Twilio would send 7 replies, then log an error."),
    ],
)  # fmt: skip
def test_a_circle_is_told_once(event: str, contents: list[str], sentence: str) -> None:
    hops = [each._replace(number=n) for n, each in enumerate(document(event, *contents), 1)]
    assert would([*hops[:-1], hops[-1]._replace(repeats=2)]) == sentence


def numbered(*hops: Hop, repeats: int) -> list[Hop]:
    """A chain whose last hop is an earlier one again."""
    chain = [each._replace(number=number) for number, each in enumerate(hops, 1)]
    return [*chain[:-1], chain[-1]._replace(repeats=repeats)]


MOVED = hop("sms", answer(b"", None, ("Location", "/on"), status=307))


def test_http_redirects_in_a_circle_send_nothing_again() -> None:
    [first] = document("sms", MESSAGE + "<Redirect/>")
    assert would(numbered(first, MOVED, MOVED, repeats=2)) == (
        "Twilio would send one reply, then log an error."
    )


def test_an_http_redirect_in_a_circle_is_no_document() -> None:
    documents = document("sms", *["<Redirect/>"] * 7, MESSAGE, "<Redirect/>")
    assert would(numbered(*documents[:1], MOVED, *documents[1:], repeats=1)) == (
        "Twilio would send 6 replies, then log an error."
    )


@pytest.mark.parametrize(
    ("run", "ended", "sentence"),
    [
        (("say", "listen"), "listen", "Autopilot would run say, then listen."),
        (("say", "say", "show"), "end", "Autopilot would run say x2, show, then end the dialogue."),
        (("redirect",), "end", "Autopilot would end the dialogue."),
        (("say", "show", "play", "remember"), "end",
         "Autopilot would run say, show, play, remember, then end the dialogue."),
        (("say", "show", "play", "remember", "say", "say", "show"), "end",
         "Autopilot would run say, show, play, remember and 2 more, then end the dialogue."),
        (("say",), "", ""),
    ],
)  # fmt: skip
def test_what_becomes_of_a_dialogue(run: tuple[str, ...], ended: str, sentence: str) -> None:
    hops = (hop()._replace(turn=Turn(), run=run),)
    assert Dialogue(hops, (), ended).would == sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<Message/>", "Twilio would send no reply."),
        ("<Message> <Body/></Message>", "Twilio would send no reply."),
        (f"<Message>{'a' * 1601}</Message>", "Twilio would send no reply."),
        (f"<Message>{'a' * 1600}</Message>", "Twilio would send one reply."),
        (f"<Message><Body>{'a' * 801}</Body>{'a' * 800}</Message>", "Twilio would send no reply."),
        ("<Message><Media>https://a.example/b</Media></Message>", "Twilio would send one reply."),
        ("<Sms></Sms>" + MESSAGE + "<Message/>" + MESSAGE, "Twilio would send 2 replies."),
        (MESSAGE + "<Redirect>/b</Redirect><Message/>", "Twilio would send one reply."),
    ],
)
def test_messages_that_are_never_sent_are_not_counted(content: str, sentence: str) -> None:
    assert would(document("sms", content)) == sentence


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b" OK \n", "OK"),
        (b"a\r\n\tb", "a b"),
        ("schön".encode(), "schön"),
        (b"\xff", "\ufffd"),
        (b"\x1b[2J[red]x", "\\x1b[2J[red]x"),
        (b"see https://bob:pw@example.com/", "see https://***@example.com/"),
        (b"a" * 1600, "a" * 99 + "…"),
    ],
)
def test_the_text_that_a_person_gets(body: bytes, shown: str) -> None:
    assert would([hop("sms", answer(body, "text/plain"))]) == f"Twilio would send: {shown}"
    said = would([hop("voice", answer(body, "text/plain"))])
    assert said == f"Twilio would say: {shown} (then it hangs up)"


def test_a_text_after_other_replies() -> None:
    [first] = document("sms", MESSAGE + "<Redirect>/b</Redirect>")
    text = hop("sms", answer(b"OK", "text/plain"))
    assert would([first, text]) == "Twilio would send 2 replies, the last: OK"
    rescued = text._replace(via="fallback")
    assert would([rescued]) == "Twilio would send: OK (after a request to the fallback)"


def test_twiml_as_text_is_the_reply_itself() -> None:
    raw = hop("sms", answer(b"<Response><Message>a</Message></Response>", "text/plain"))
    assert would([raw]) == "Twilio would send one reply: the XML as text."
    [first] = document("sms", MESSAGE + "<Redirect>/b</Redirect>")
    assert would([first, raw]) == "Twilio would send 2 replies, the last with the XML as text."


def test_a_chain_that_is_cut_off() -> None:
    [last] = document("sms", MESSAGE + "<Redirect>/2</Redirect>")
    cut_off = last._replace(cut_off=True)
    assert would([cut_off]) == "Twilio would send one reply, then log an error."


@pytest.mark.parametrize(
    ("event", "status", "sentence"),
    [
        ("call-status", 200, "Twilio would accept this response."),
        ("message-status", 204, "Twilio would accept this response."),
        ("call-status", 500, "Twilio would log the failure."),
        ("message-status", 404, "Twilio would log the failure."),
    ],
)
def test_a_status_callback(event: str, status: int, sentence: str) -> None:
    assert would([hop(event, answer(b"{}", "application/json", status=status))]) == sentence


def test_nothing_is_said_of_a_file() -> None:
    made, _ = lint("a.xml", b"<Response><Say>a</Say></Response>")
    assert would([made]) == ""


def test_nothing_is_said_twice_of_one_request() -> None:
    moved = hop("sms", answer(b"", None, ("Location", "/on"), status=307))
    [end] = document("sms", MESSAGE)
    assert would([moved, end._replace(request=asking("https://shop.example.com/on"))]) == (
        "Twilio would send one reply."
    )
