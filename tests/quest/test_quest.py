"""Each quest against real webhooks: one that opens the chest, and those that leave it shut."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.account import rest
from tests.commands.calling import call, json_report, on_terminal, refusal
from tests.servers import serving_app
from twiml_check.commands import main
from twiml_check.quest.quests import QUESTS

NUMBER = "+16515550142"
Page = str | Callable[[], str]


def sent(name: str) -> str:
    return request.form[name]


def after_failure(content: str) -> str:
    """Only for those who say what has failed."""
    return content if request.form.get("ErrorUrl") and request.form.get("ErrorCode") else abort(404)


def gather(action: str, inside: str = "<Say>Go on</Say>", more: str = "") -> str:
    return f'<Gather action="{action}" {more}>{inside}</Gather><Say>Bye</Say>'


def by_caller(beginning: str, theirs: str, other: str) -> str:
    return theirs if sent("From").startswith(beginning) else other


SPEECH = 'input="speech" hints="red, green, blue"'
BUSY = '<Reject reason="busy"/>'
HELLO = "<Say>Hello</Say>"
PAGES: dict[str, Page] = {
    "/reply": "<Message>Hi</Message>",
    "/redirect": "<Redirect>/reply</Redirect>",
    "/redirect-too": "<Message>Wait</Message><Redirect method='GET'>/reply</Redirect>",
    "/redirect-nowhere": "<Redirect>/missing</Redirect>",
    "/redirect-silent": "<Redirect>/empty</Redirect>",
    "/redirect-hidden": "<Message><Redirect>/reply</Redirect></Message>",
    "/forward": lambda: f'<Message to="{NUMBER}">{sent("From")}: {sent("Body")}</Message>',
    "/forward-back": lambda: f"<Message>{sent('From')}: {sent('Body')}</Message>",
    "/forward-deaf": f'<Message to="{NUMBER}">Somebody wrote</Message>',
    "/fallback": lambda: after_failure("<Message>Sorry</Message>"),
    "/say": HELLO,
    "/say-misspelt": '<Say voise="alice">Hello</Say>',
    "/say-voice": '<Say voice="alice" language="en-GB">Hello</Say>',
    "/say-no-language": '<Say voice="alice">Hello</Say>',
    "/say-loop": '<Say loop="2">Hello</Say>',
    "/say-loop-3": '<Say loop="3">Hello</Say>',
    "/play": "<Play>/sound.wav</Play>",
    "/play-missing": "<Play>/missing.wav</Play>",
    "/play-page": "<Play>/empty</Play>",
    "/play-second": "<Play>/missing.wav</Play><Play>/sound.wav</Play>",
    "/fallback-voice": lambda: after_failure("<Say>Sorry</Say>"),
    "/caller": lambda: f"<Say>{' '.join(sent('From'))}</Say>",
    "/caller-silent": lambda: f"<Hangup/><Say>{sent('From')}</Say>",
    "/gather": gather("/entered"),
    "/entered": lambda: f"<Say>You entered {sent('Digits')}</Say>",
    "/gather-itself": lambda: (
        f"<Say>{request.form['Digits']}</Say>"
        if "Digits" in request.form
        else "<Gather><Say>Go on</Say></Gather><Say>Bye</Say>"
    ),
    "/gather-get": gather("/entered-get", more='method="GET"'),
    "/entered-get": lambda: f"<Say>{request.args['Digits']}</Say>",
    "/gather-one": gather("/entered", more='numDigits="1"'),
    "/gather-star": gather("/entered", more='finishOnKey="*"'),
    "/gather-second": gather("/entered", more='finishOnKey="2" numDigits="3"'),
    "/gather-not-one": gather("/entered", more='finishOnKey="1"'),
    "/gather-no-end": gather("/entered", more='finishOnKey="" numDigits="12"'),
    "/gather-no-digits": gather("/entered", more='finishOnKey="1234567890*#"'),
    "/gather-keys": gather("/entered", more='input="speech dtmf"'),
    "/gather-deaf": gather("/say"),
    "/gather-mute": gather("/entered", ""),
    "/gather-odd": gather("ftp://files.example/menu"),
    "/gather-digits": gather("/entered", more='numDigits="4"'),
    "/gather-digits-5": gather("/entered", more='numDigits="5"'),
    "/gather-speech": gather("/understood", more=SPEECH),
    "/understood": lambda: f"<Say>Your colour is {sent('SpeechResult')}</Say>",
    "/gather-speech-deaf": gather("/say", more=SPEECH),
    "/gather-speech-two": gather("/understood", more='input="speech" hints="red, green"'),
    "/gather-speech-once": gather("/understood", more='input="speech" hints="red, red, red"'),
    "/dial": f"<Dial>{NUMBER}</Dial>",
    "/dial-noun": "<Dial><Number> (651) 555-0142 </Number></Dial>",
    "/dial-other": "<Dial>+16515550143</Dial>",
    "/prefix": lambda: by_caller("+1651", "<Say>Hello neighbour</Say>", HELLO),
    "/reject": lambda: by_caller(NUMBER, BUSY, HELLO),
    "/reject-all": f"{BUSY}{HELLO}",
    "/reject-rudely": lambda: by_caller(NUMBER, '<Reject reason="rejected"/>', HELLO),
    "/empty": "",
}


class Site(NamedTuple):
    """A server and what it was asked, as paths with the parameters."""

    origin: str
    seen: list[tuple[str, dict[str, str]]]
    signatures: list[bool]


@contextmanager
def site(token: str = "", public: str = "") -> Iterator[Site]:
    app = Flask(__name__)
    seen: list[tuple[str, dict[str, str]]] = []
    signatures: list[bool] = []

    @app.route("/<name>", methods=["GET", "POST"])
    def page(name: str) -> Response:
        seen.append((request.path, request.values.to_dict()))
        signature = request.headers.get("X-Twilio-Signature", "")
        url = f"{public}{request.full_path.rstrip('?')}"
        fields = request.form.to_dict()
        signatures.append(RequestValidator(token).validate(url, fields, signature))
        if name == "sound.wav":
            return Response(b"RIFF", mimetype="audio/wav")
        content = PAGES.get(f"/{name}")
        if content is None:
            abort(404)
        inside = content if isinstance(content, str) else content()
        return Response(f"<Response>{inside}</Response>", mimetype="text/xml")

    with serving_app(app) as origin:
        yield Site(origin, seen, signatures)


@pytest.fixture(scope="module")
def shared() -> Iterator[Site]:
    with site() as served:
        yield served


@pytest.fixture
def webhooks(shared: Site) -> Site:
    shared.seen.clear()
    return shared


ON_TWILIO = ("--public-url", "https://demo-1234.twil.io/reply")
OPENS = [
    ("reply", "/reply", []),
    ("reply", "/redirect-too", []),
    ("redirect", "/redirect", []),
    ("redirect", "/redirect-too", []),
    ("forward", "/forward", []),
    ("fallback", "/fallback", []),
    ("function", "/reply", ON_TWILIO),
    ("say", "/say", []),
    ("say-voice", "/say-voice", []),
    ("say-loop", "/say-loop", []),
    ("play", "/play", []),
    ("fallback-voice", "/fallback-voice", []),
    ("caller", "/caller", []),
    ("gather", "/gather", []),
    ("gather", "/gather-itself", []),
    ("gather", "/gather-get", []),
    ("gather", "/gather-one", []),
    ("gather", "/gather-star", []),
    ("gather", "/gather-keys", []),
    ("gather-digits", "/gather-digits", []),
    ("gather-speech", "/gather-speech", []),
    (f"dial {NUMBER}", "/dial", []),
    (f"dial {NUMBER}", "/dial-noun", []),
    ("prefix +1651", "/prefix", []),
    (f"reject {NUMBER}", "/reject", []),
]
STAYS_SHUT = [
    ("reply", "/empty", "a <Message> in <Response>"),
    ("reply", "/redirect", "a <Message> in <Response>"),
    ("redirect", "/reply", "a <Redirect> in <Response>"),
    ("redirect", "/redirect-nowhere", "a <Message> after the <Redirect>"),
    ("redirect", "/redirect-silent", "a <Message> after the <Redirect>"),
    ("redirect", "/redirect-hidden", "a <Redirect> in <Response>"),
    ("forward", "/forward-back", "a <Message to=…> in <Response>"),
    ("forward", "/forward-deaf", "the response repeats the text in Body"),
    ("forward", "/forward-deaf", "the response repeats the number in From"),
    ("fallback", "/empty", "a <Message> in <Response>"),
    ("function", "/reply", "the webhook is on twil.io"),
    ("say", "/empty", "a <Say> in <Response>"),
    ("say", "/say-misspelt", "a response without errors"),
    ("say", "/missing", "a <Say> in <Response>"),
    ("say-voice", "/say-no-language", "a <Say voice=… language=…> in <Response>"),
    ("say-loop", "/say-loop-3", 'a <Say loop="2"> in <Response>'),
    ("play", "/say", "a <Play> in <Response>"),
    ("play", "/play-missing", "the first <Play> has the URL of an existing audio file"),
    ("play", "/play-page", "the first <Play> has the URL of an existing audio file"),
    ("play", "/play-second", "the first <Play> has the URL of an existing audio file"),
    ("fallback-voice", "/empty", "a <Say> that the caller hears"),
    ("caller", "/say", "the response repeats the number in From"),
    ("caller", "/caller-silent", "the response repeats the number in From"),
    ("gather", "/gather-deaf", "the response of the action repeats the digits 123*"),
    ("gather", "/gather-mute", "a <Gather> in <Response> with a <Say> in it"),
    ("gather", "/gather-odd", "an action that can be requested"),
    ("gather", "/gather-speech", "an action that receives the digits"),
    ("gather", "/gather-no-digits", "an action that receives the digits"),
    ("gather-digits", "/gather-digits-5", 'a <Gather numDigits="4"> in <Response>'),
    ("gather-speech", "/gather-speech-deaf", '"green" gets a different response'),
    ("gather-speech", "/gather-speech-deaf", '"blue" gets a different response'),
    ("gather-speech", "/gather-speech-two", "at least 3 hints, separated by commas"),
    ("gather-speech", "/gather-speech-once", "at least 3 hints, separated by commas"),
    ("gather-speech", "/gather", 'a <Gather input="speech" action=…> in <Response>'),
    (f"dial {NUMBER}", "/dial-other", f"a <Dial> that calls {NUMBER}"),
    ("prefix +1651", "/say", "different responses for +16515550142 and +15035550142"),
    (f"reject {NUMBER}", "/say", 'a <Reject reason="busy"> in <Response>'),
    (f"reject {NUMBER}", "/reject-rudely", 'a <Reject reason="busy"> in <Response>'),
    (f"reject {NUMBER}", "/reject-all", "a <Say> that the caller hears"),
]


@pytest.mark.parametrize(("quest", "path", "options"), OPENS)
def test_the_chest_opens(quest: str, path: str, options: list[str], webhooks: Site) -> None:
    result = call("quest", *quest.split(), webhooks.origin + path, *options)
    assert (result.status, result.err) == (0, "")
    name = quest.split()[0]
    assert f"\nThe chest is open: {name} is done.\n" in result.out
    assert "unmet" not in result.out
    assert result.out.splitlines()[-1].startswith("PASS  ")


@pytest.mark.parametrize(("quest", "path", "missing"), STAYS_SHUT)
def test_the_chest_stays_shut(
    quest: str, path: str, missing: str, webhooks: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    # In this process, as there are so many; the exit status is what `call` gives.
    status = main.call(["quest", *quest.split(), webhooks.origin + path])
    out, err = capsys.readouterr()
    assert (status, err) == (1, "")
    _, _, below = out.partition("\nThe chest stays closed. Still missing:\n")
    assert f"  - {missing}\n" in below
    assert out.splitlines()[-1].startswith("FAIL  ")


def test_every_quest_is_won_and_lost_here() -> None:
    for cases in (OPENS, STAYS_SHUT):
        assert {case[0].split()[0] for case in cases} == set(QUESTS)


def played(webhooks: Site, quest: str, path: str, *options: str, status: int = 0) -> dict[str, Any]:
    return json_report("quest", *quest.split(), webhooks.origin + path, *options, status=status)


def test_in_json(webhooks: Site) -> None:
    report = played(webhooks, "gather", "/gather-deaf", status=1)
    menu, action = report["targets"]
    assert (menu["verdict"], action["verdict"], report["verdict"]) == ("pass", "fail", "fail")
    assert [hop["via"] for hop in action["hops"]] == ["action"]
    assert action["target"] == f"{webhooks.origin}/say"
    assert menu["expectations"][0] == {
        "kind": "xpath",
        "expression": "Gather/Say",
        "met": True,
        "hop": 1,
        "message": "a <Gather> in <Response> with a <Say> in it",
        "found": "",
    }
    assert action["expectations"][0] == {
        "kind": "text",
        "expression": "123*",
        "met": False,
        "hop": 1,
        "message": "the response of the action repeats the digits 123*",
        "found": '"Hello"',
    }


def test_what_is_entered_goes_on_with_the_same_call(webhooks: Site) -> None:
    played(webhooks, "gather", "/gather")
    (first, call_begins), (second, call_goes_on) = webhooks.seen
    assert (first, second) == ("/gather", "/entered")
    assert call_begins["CallStatus"] == "ringing"
    assert "CallToken" in call_begins
    assert call_begins.keys().isdisjoint({"Digits", "SpeechResult"})
    assert call_goes_on["CallStatus"] == "in-progress"
    assert "CallToken" not in call_goes_on
    assert call_goes_on["CallSid"] == call_begins["CallSid"]
    assert (call_goes_on["Digits"], call_goes_on["FinishedOnKey"]) == ("123*", "")


@pytest.mark.parametrize(
    ("path", "digits", "ended_by"),
    [
        ("/gather", "123*", ""),
        ("/gather-one", "1", ""),
        ("/gather-digits", "123*", ""),
        ("/gather-star", "123", "*"),
        ("/gather-second", "1", "2"),
        ("/gather-not-one", "23*4", ""),
        ("/gather-no-end", "123*", ""),
        ("/gather-keys", "123*", ""),
    ],
)
def test_what_is_entered_is_what_the_gather_takes(
    path: str, digits: str, ended_by: str, webhooks: Site
) -> None:
    report = played(webhooks, "gather", path)
    _, (asked, sent) = webhooks.seen
    assert (asked, sent["Digits"], sent["FinishedOnKey"]) == ("/entered", digits, ended_by)
    assert report["targets"][1]["expectations"][0]["expression"] == digits


def test_three_words_are_said(webhooks: Site) -> None:
    played(webhooks, "gather-speech", "/gather-speech")
    heard = [(path, params.get("SpeechResult")) for path, params in webhooks.seen]
    words = [("/understood", word) for word in ("red", "green", "blue")]
    assert heard == [("/gather-speech", None), *words]
    assert all(0 <= float(params["Confidence"]) <= 1 for _, params in webhooks.seen[1:])
    assert "Digits" not in webhooks.seen[1][1]


@pytest.mark.parametrize(
    ("quest", "path", "callers"),
    [
        ("prefix +1651", "/prefix", ["+16515550142", "+15035550142"]),
        ("prefix +1", "/say", ["+15035550142", "+442079460142"]),
        ("prefix +15035550142", "/say", ["+15035550142", "+442079460142"]),
        ("reject +1(651)555-0142", "/reject", [NUMBER, "+15035550142"]),
        ("reject +15035550142", "/say", ["+15035550142", "+442079460142"]),
    ],
)
def test_who_calls(quest: str, path: str, callers: list[str], webhooks: Site) -> None:
    result = call("quest", *quest.split(), webhooks.origin + path)
    assert (result.status, result.err) in [(0, ""), (1, "")]
    assert [params["From"] for _, params in webhooks.seen] == callers
    assert [params["Caller"] for _, params in webhooks.seen] == callers
    assert len({params["CallSid"] for _, params in webhooks.seen}) == 2


@pytest.mark.parametrize("quest", ["fallback", "fallback-voice"])
def test_a_fallback_is_told_what_failed(quest: str, webhooks: Site) -> None:
    played(webhooks, quest, f"/{quest}")
    ((_, params),) = webhooks.seen
    assert (params["ErrorCode"], params["ErrorUrl"]) == ("11200", "https://webhook.example/failed")
    assert ("MessageSid" if quest == "fallback" else "CallSid") in params


def test_options_count_for_every_request(webhooks: Site) -> None:
    played(webhooks, "gather", "/gather", "--param", "CallerName=JO", "--from", NUMBER)
    assert [params["From"] for _, params in webhooks.seen] == [NUMBER] * 2
    assert [params["CallerName"] for _, params in webhooks.seen] == ["JO"] * 2


def test_what_was_entered_before_is_not_entered_again(webhooks: Site) -> None:
    played(webhooks, "gather", "/gather", "--param", "Digits=7*")
    first, second = (params["Digits"] for _, params in webhooks.seen)
    assert first == "7*"
    assert second not in ("", first)


def test_what_is_forwarded_may_be_given(webhooks: Site) -> None:
    played(webhooks, "forward", "/forward", "--body", "Ahoy", "--from", NUMBER)
    ((_, params),) = webhooks.seen
    assert (params["Body"], params["From"]) == ("Ahoy", NUMBER)


def test_what_is_wanted_is_told_in_words(webhooks: Site) -> None:
    out = call("quest", "caller", f"{webhooks.origin}/say").out
    assert "\nunmet   the response repeats the number in From: hop 1 has " in out


def test_nothing_is_no_message_to_repeat(webhooks: Site) -> None:
    blank = played(webhooks, "forward", "/forward", "--body", " ", status=1)
    nobody = played(webhooks, "caller", "/say", "--from", "client:ann", status=1)
    assert (blank["verdict"], nobody["verdict"]) == ("fail", "fail")


def test_each_request_is_signed_and_goes_through_the_tunnel() -> None:
    token = "0123456789abcdef0123456789abcdef"
    with site(token, "https://shop.example.com") as served:
        options = ("--auth-token", token, "--public-url", "https://shop.example.com")
        result = call("quest", "gather", f"{served.origin}/gather", *options)
        assert (result.status, result.err) == (0, "")
        assert [path for path, _ in served.seen] == ["/gather", "/entered"]
        assert served.signatures == [True, True]
    assert "https://shop.example.com/entered" in result.out
    assert token not in result.out


def test_a_list() -> None:
    result = call("quest")
    assert (result.status, result.err) == (0, "")
    assert [line.split()[0] for line in result.out.splitlines()] == list(QUESTS)
    assert max(map(len, result.out.splitlines())) <= 80
    helped = call("quest", "--help")
    assert helped.status == 0
    assert max(map(len, helped.out.splitlines())) <= 80


def test_no_chest_where_nobody_looks(webhooks: Site) -> None:
    url = f"{webhooks.origin}/reply"
    assert call("-q", "quest", "reply", url).out.count("\n") == 1
    assert "chest" not in call("--format", "json", "quest", "reply", url).out
    assert "chest" not in call(url).out


def test_the_chest_is_of_gold(webhooks: Site) -> None:
    status, screen = on_terminal("quest", "reply", f"{webhooks.origin}/reply")
    assert status == 0
    assert re.search(r"\x1b\[33m +\.-+\.\x1b", screen)


def test_an_end_that_is_not_reached(webhooks: Site) -> None:
    result = call("quest", "redirect", f"{webhooks.origin}/redirect", "--max-hops", "1")
    assert (result.status, result.err) == (3, "")
    assert "\n  - a complete run (stopped after" in result.out


WRONG = [
    (["replay", "URL"], 'there is no quest "replay"; did you mean reply or play?'),
    (["xyzzy", "URL"], 'there is no quest "xyzzy"; twiml-check quest lists all quests'),
    (["reply"], "write: twiml-check quest reply URL"),
    (["reply", "URL", "URL"], "write: twiml-check quest reply URL"),
    (["dial", "URL"], "write: twiml-check quest dial NUMBER URL"),
    (["dial", "URL", NUMBER], "NUMBER: expected a phone number, such as +16515550142, got"),
    (["dial", "911", "URL"], 'NUMBER: expected a phone number, such as +16515550142, got "911"'),
    (
        ["prefix", "1651", "URL"],
        'PREFIX: expected the start of a phone number, such as +1651, got "1651"',
    ),
    (["prefix", "+", "URL"], "PREFIX: expected the start of a phone number"),
    (["prefix", "+1" + "0" * 99, "URL"], "PREFIX: expected the start of a phone number"),
    (["reply", str(Path(__file__))], "quest needs the URL of a webhook"),
    (["reply", "-"], "quest needs the URL of a webhook"),
    (["reply", "ftp://files.example/"], "begins with http:// or https://"),
    (["fallback", "URL", "--fallback", "URL"], "Twilio uses no fallback URL"),
    (["reply", "URL", "--event", "voice"], "--event"),
    (["reply", "URL", "--expect", "Message"], "--expect"),
    (["\x1b[31m", "URL"], "there is no quest"),
]


@pytest.mark.parametrize(("words", "why"), WRONG)
def test_a_wrong_call(words: list[str], why: str, webhooks: Site) -> None:
    url = f"{webhooks.origin}/reply"
    assert why in refusal("quest", *(url if word == "URL" else word for word in words))
    assert webhooks.seen == []


def test_no_password_is_shown(webhooks: Site) -> None:
    login = webhooks.origin.replace("://", "://ann:s3cret@")
    for words in (["reply", f"{login}/reply"], ["gather", f"{login}/gather"], ["dial", login, "x"]):
        result = call("quest", *words)
        assert "s3cret" not in result.out + result.err


@pytest.mark.parametrize(
    ("quest", "asked"),
    [
        ("reply", ["/reply"]),
        ("gather", ["/gather", "/entered"]),
        ("fallback", ["/fallback"]),
        ("fallback-voice", ["/fallback-voice"]),
    ],
)
def test_a_number_of_the_account(quest: str, asked: list[str], webhooks: Site) -> None:
    settings = {
        "sms_url": f"{webhooks.origin}/reply",
        "sms_fallback_url": f"{webhooks.origin}/fallback",
        "voice_url": f"{webhooks.origin}/gather",
        "voice_fallback_url": f"{webhooks.origin}/fallback-voice",
    }
    with rest.api(rest.Account([rest.number(**settings)]).answer) as url:
        result = call("quest", quest, rest.NUMBER, env=rest.environment(url))
    assert (result.status, result.err) == (0, "")
    assert [path for path, _ in webhooks.seen] == asked
    assert "The chest is open" in result.out
    assert rest.NUMBER in result.out
    if quest.startswith("fallback"):
        failed = settings["sms_url" if quest == "fallback" else "voice_url"]
        assert webhooks.seen[0][1]["ErrorUrl"] == failed


def test_a_number_without_a_fallback(webhooks: Site) -> None:
    record = rest.number(sms_url=f"{webhooks.origin}/reply")
    with rest.api(rest.Account([record]).answer) as url:
        refusal("quest", "fallback", rest.NUMBER, env=rest.environment(url))
        why = refusal("quest", "reply", rest.NUMBER, "--public-url", "https://shop.example.com/")
    assert "--public-url" in why
    assert webhooks.seen == []


def test_a_private_action_of_a_public_webhook_is_not_asked(webhooks: Site) -> None:
    PAGES["/gather-inside"] = gather(f"{webhooks.origin}/entered")
    options = ("--public-url", "https://shop.example.com/gather-inside")
    report = played(webhooks, "gather", "/gather-inside", *options, status=1)
    assert report["targets"][1]["hops"][0]["error"] == "private-address"
    assert [path for path, _ in webhooks.seen] == ["/gather-inside"]
