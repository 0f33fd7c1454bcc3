"""How control goes through a document: what never runs, what ends in silence, what goes round."""

import pytest

from tests.rules.telling import URL, answer, asking, hop, kind, place, said, said_of
from twiml_check.model.exchange import Request
from twiml_check.model.run import Mode

LOOP = "record-loop"
DEAD, ITSELF, SILENT = "unreachable-verb", "asks-itself", "silent-end"
FLOW = {DEAD, ITSELF, SILENT}
SAY = "<Say>x</Say>"
GATHER = '<Gather action="/g"><Say>1?</Say></Gather>'


def around(content: str) -> str:
    return f"<Response>{content}</Response>"


@pytest.mark.parametrize(
    ("event", "content", "level", "column"),
    [
        ("voice", f"<Hangup/>{SAY}", "warning", 20),
        ("voice", f"<Reject/>{SAY}", "warning", 20),
        ("voice", f"<Redirect>/a</Redirect>{SAY}", "warning", 34),
        ("voice", f'<Dial action="/a">12125550100</Dial>{SAY}', "warning", 47),
        ("voice", f'<Enqueue action="/a">q</Enqueue>{SAY}', "warning", 43),
        ("voice", f'<Connect action="/a"><Room>r</Room></Connect>{SAY}', "warning", 56),
        ("voice", f'<Connect><VirtualAgent connectorName="a"/></Connect>{SAY}', "warning", 63),
        ("voice", f'<Refer action="/a"><Sip>sip:a@b.example</Sip></Refer>{SAY}', "warning", 64),
        ("voice", f'<Gather action="/a" actionOnEmptyResult="true"/>{SAY}', "warning", 59),
        ("voice", f'<Record action="/a"/>{SAY}', "info", 32),
        ("sms", '<Message action="/a">x</Message><Message>y</Message>', "info", 43),
        ("sms", "<Redirect>/a</Redirect><Message>y</Message>", "warning", 34),
        # What ends for sure is said before what may end.
        ("voice", f'<Record action="/a"/><Hangup/>{SAY}', "warning", 41),
        # Once a document, at the first verb that is not reached.
        ("voice", f'<Hangup/>{SAY}<Dial action="/a">1</Dial>{SAY}', "warning", 20),
    ],
)
def test_verbs_that_never_run(event: str, content: str, level: str, column: int) -> None:
    found = said(event, around(content), FLOW)
    assert [kind(each) for each in found] == [(DEAD, level, None)]
    assert place(found[0]) == (1, column)
    assert found[0].help


@pytest.mark.parametrize(
    ("event", "content"),
    [
        ("voice", f"{SAY}<Hangup/>"),
        ("voice", f"<Dial>12125550100</Dial>{SAY}"),
        ("voice", f'<Dial action=" ">12125550100</Dial>{SAY}'),
        ("voice", f"<Enqueue>q</Enqueue>{SAY}"),
        ("voice", f"<Connect><Room>r</Room></Connect>{SAY}"),
        ("voice", f"<Refer><Sip>sip:a@b.example</Sip></Refer>{SAY}"),
        ("voice", f"{GATHER}{SAY}"),
        ("voice", f'<Gather action="/a" actionOnEmptyResult="false"/>{SAY}'),
        ("voice", '<Gather action="/a" actionOnEmptyResult="true"/>'),
        ("voice", f'<Pay action="https://example.com/p"/>{SAY}'),
        ("voice", f"<Start><Stream url='wss://example.com/s'/></Start>{SAY}"),
        ("sms", "<Message>x</Message><Message>y</Message>"),
        # What Twilio skips neither ends a document nor follows in it.
        ("voice", "<Hangup/><Nope/>"),
        ("voice", f"<hangup/>{SAY}"),
        ("sms", "<Hangup/><Message>x</Message>"),
    ],
)
def test_verbs_that_can_run(event: str, content: str) -> None:
    assert said(event, around(content), FLOW) == []


@pytest.mark.parametrize(
    ("content", "column", "word"),
    [
        ("<Record/>", 11, "recording"),
        (f"<Gather><Say>1?</Say></Gather>{SAY}", 11, "input"),
        ("<Pay/>", 11, "result"),
        (f"{SAY}<Redirect/>", 23, "again"),
        (f"{SAY}<Redirect> \n</Redirect>", 23, "again"),
        # One finding for both reasons, and no second for the silence after <Gather>.
        ("<Gather/><Redirect/>", 11, "input"),
        ("<Gather/>", 11, "input"),
    ],
)
def test_a_file_that_leads_only_to_itself(content: str, column: int, word: str) -> None:
    found = said("voice", around(content), FLOW)
    assert [kind(each) for each in found] == [(ITSELF, "info", None)]
    assert place(found[0]) == (1, column)
    assert word in found[0].message


@pytest.mark.parametrize("content", ["<Redirect/>", "<Message>x</Message><Redirect> </Redirect>"])
def test_a_file_for_messages_that_leads_only_to_itself(content: str) -> None:
    assert [kind(each) for each in said("sms", around(content), FLOW)] == [(ITSELF, "info", None)]


@pytest.mark.parametrize(
    "content",
    [
        '<Record action="/a"/>',
        f"{GATHER}<Redirect/>",
        "<Dial>12125550100</Dial><Redirect/>",
        f"{SAY}<Redirect>/next</Redirect>",
        "<Hangup/><Redirect/>",
        "<Gather><Say>1?</Say></Gather><Hangup/>",
        "<Gather/><Dial>12125550100</Dial>",
        "<Gather/><Redirect>/next</Redirect>",
    ],
)
def test_a_file_with_a_way_out(content: str) -> None:
    assert ITSELF not in {each.rule for each in said("voice", around(content), FLOW)}


def test_a_program_may_answer_its_own_address_differently() -> None:
    for content in (b"<Record/>", f"<Gather/>{SAY}".encode(), b"<Pay/>"):
        found = hop("voice", answer(b"<Response>" + content + b"</Response>"))
        assert said_of(found, FLOW) == []


def asked(method: str, url: str = "", *params: tuple[str, str]) -> Request:
    return asking(url or URL, method)._replace(params=params)


@pytest.mark.parametrize(
    ("content", "level", "column"),
    [
        ("<Record/>", "warning", 11),
        ('<Record action=" " maxLength="60"/>', "warning", 11),
        (f"{SAY}<Record/><Say>Bye</Say><Hangup/>", "warning", 23),
        ('<Record method="post"/>', "warning", 11),
        ('<Record transcribe="false"/>', "warning", 11),
        # What is said is read, or fetched, without an action.
        ('<Record transcribe="true" transcribeCallback="/t"/>', "info", 11),
        ('<Record recordingStatusCallback="/r"/>', "info", 11),
        # Who writes this counts on its end.
        (f'<Record transcribe="true"/>{SAY}', "warning", 11),
    ],
)
def test_a_recording_that_may_come_again(content: str, level: str, column: int) -> None:
    given = answer(around(content).encode())
    [found] = said_of(hop("voice", given, asked("POST")), {LOOP})
    assert kind(found) == (LOOP, level, None)
    assert place(found) == (1, column)
    assert "RecordingUrl" in found.note
    [found] = said_of(hop("voice", given, asked("POST"), via="twiml-redirect"), {LOOP})
    assert found.level == level


@pytest.mark.parametrize(
    ("content", "request_", "more"),
    [
        ('<Record action="/done"/>', asked("POST"), {}),
        ("<Hangup/><Record/>", asked("POST"), {}),
        ("<Redirect>/a</Redirect><Record/>", asked("POST"), {}),
        ("<Record></Response>", asked("POST"), {}),
        # The program was told of a recording, and wants another.
        ("<Record/>", asked("POST", "", ("RecordingUrl", "https://api.twilio.com/RE1")), {}),
        ("<Record/>", asked("POST", f"{URL}?RecordingUrl=https://api.twilio.com/RE1"), {}),
        # Nor will it be told of these when it is asked again.
        ("<Record/>", asked("POST", "", ("Digits", "1")), {}),
        ("<Record/>", asked("POST", "", ("DialCallStatus", "no-answer")), {}),
        # What takes a POST there may be another function than what takes a GET.
        ("<Record/>", asked("GET"), {}),
        ('<Record method="GET"/>', asked("POST"), {}),
        # Told by other rules, or seen.
        ("<Record/>", asked("POST"), {"mode": Mode(inline=True)}),
        ("<Record/>", asked("POST"), {"mode": Mode(explored=True)}),
        ("<Record/>", asked("POST"), {"branch": "whisper"}),
        ("<Start><Recording/></Start><Pause/>", asked("POST"), {}),
    ],
)
def test_a_recording_that_leads_on(
    content: str, request_: Request, more: dict[str, object]
) -> None:
    given = answer(around(content).encode())
    assert said_of(hop("voice", given, request_, **more), {LOOP}) == []


def test_a_file_and_a_message_are_not_recorded_again() -> None:
    assert said("voice", around("<Record/>"), {LOOP, ITSELF})[0].rule == ITSELF
    assert said_of(hop("sms", answer(around("<Record/>").encode()), asked("POST")), {LOOP}) == []


def test_no_document_of_twilios_that_names_an_action_is_said_to_record_again() -> None:
    """The two samples of Twilio's page on <Record> that have one, and its first, which has none."""
    sample = "<Say>Please leave a message at the beep. Press the star key when finished.</Say>"
    for attributes in (
        'action="https://foo.example/handle" method="GET" maxLength="20" finishOnKey="*"',
        'transcribe="true" transcribeCallback="/t" action="/done"',
    ):
        given = answer(around(f"{sample}<Record {attributes}/>").encode())
        assert said_of(hop("voice", given, asked("POST")), {LOOP}) == []
    first = answer(around('<Record timeout="10" transcribe="true"/>').encode())
    [found] = said_of(hop("voice", first, asked("POST")), {LOOP})
    assert found.level == "info"


@pytest.mark.parametrize("before", ["", SAY, '<Gather action="/a"/>'])
def test_silence_after_gather(before: str) -> None:
    [found] = said("voice", around(f"{before}\n{GATHER}"), FLOW)
    assert kind(found) == (SILENT, "info", None)
    assert place(found) == (2, 1)


@pytest.mark.parametrize(
    "content",
    [
        f"{GATHER}{SAY}",
        f"{GATHER}<Redirect>/again</Redirect>",
        '<Gather action="/a" actionOnEmptyResult="true"/>',
        "<Dial>12125550100</Dial>",
        '<Record action="/a"/>',
        "<Hangup/>",
        SAY,
    ],
)
def test_a_document_that_ends_as_it_should(content: str) -> None:
    assert said("voice", around(content), FLOW) == []


UNPROMPTED = "unprompted-gather"


@pytest.mark.parametrize(
    ("content", "wait"),
    [
        ('<Gather action="/a"/><Say>Press 1</Say>', "for 5 s, then <Say>"),
        ('<Gather action="/a" timeout="30"/><Say>Press 1</Say>', "for 30 s, then <Say>"),
        (
            '<Gather action="/a" timeout="auto"/><Play>/a.mp3</Play>',
            "until the timeout, then <Play>",
        ),
        ('<Pause/><Gather action="/a"></Gather><Say>Welcome</Say><Hangup/>', "for 5 s, then <Say>"),
        ('<Gather action="/a"><Pause/></Gather><Say>Welcome</Say>', "for 5 s, then <Say>"),
        ('<Gather input="speech" action="/a"/><Pause/><Say>Speak</Say>', "for 5 s, then <Say>"),
    ],
)
def test_a_prompt_behind_its_gather(content: str, wait: str) -> None:
    [found] = said("voice", around(content), {UNPROMPTED})
    assert kind(found) == (UNPROMPTED, "info", None)
    assert found.message == f"the caller hears nothing {wait}"
    assert found.location is not None
    assert found.location.path == ("Response", "Gather")


@pytest.mark.parametrize(
    "content",
    [
        '<Gather action="/a"/><Redirect>/again</Redirect>',
        '<Gather action="/a"/><Hangup/>',
        '<Gather action="/a"/><Gather action="/b"/><Say>Press 1</Say>',
        '<Say>Press 1</Say><Gather action="/a"/><Say>Press 1 or 2</Say>',
        '<Play>/a.mp3</Play><Gather action="/a"/><Play>/b.mp3</Play>',
        '<Gather action="/a"><Say>Press 1</Say></Gather><Say>Once more</Say>',
        '<Gather action="/a"><Play>/a.mp3</Play></Gather><Say>Once more</Say>',
        '<Gather action="/a"/><Say>Goodbye</Say>',
        '<Gather action="/a"/><Say>Sorry, we did not get that</Say>',
        '<Gather action="/a" actionOnEmptyResult="true"/><Say>Press 1</Say>',
        '<Gather action="/a"/>',
    ],
)
def test_a_gather_that_needs_no_prompt(content: str) -> None:
    assert said("voice", around(content), {UNPROMPTED}) == []
    later = hop("voice", answer(around('<Gather action="/a"/><Say>Press 1</Say>').encode()))
    assert said_of(later._replace(via="action"), {UNPROMPTED}) == []


def test_an_empty_answer_ends_a_new_call_and_nothing_else() -> None:
    empty = answer(b"<Response/>")
    assert [kind(each) for each in said_of(hop("voice", empty), FLOW)] == [(SILENT, "info", None)]
    assert said_of(hop("voice", empty, via="twiml-redirect"), FLOW) == []
    assert said_of(hop("sms", empty), FLOW) == []
    assert said_of(hop("call-status", empty), FLOW) == []
    assert said("voice", "<Response/>", FLOW) == []
