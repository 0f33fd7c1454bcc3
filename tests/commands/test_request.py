"""What the webhook gets: parameters, method, identifiers, signature; of --dry-run, nothing."""

import re
import shutil
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

import twiml_check
from tests.commands.calling import REPLY, SPEECH, Webhook, call, shell, webhook
from tests.servers import Received, http_reply
from tests.studio.flows import there_and_back, written
from twiml_check.commands.check import command as check
from twiml_check.model.ending import WrongCall

TOKEN = "0123456789abcdef0123456789abcdef"
OTHER = "fedcba9876543210fedcba9876543210"

ABROAD = "+442071838750"

ALWAYS = {"AccountSid", "From", "To", "ApiVersion"}
MESSAGE = {"MessageSid", "SmsSid", "SmsMessageSid", "Body", "NumMedia", "NumSegments"}
CALL = {"CallSid", "Caller", "Called", "CallStatus", "Direction"}
FAILED = {"ErrorCode", "ErrorUrl"}
EVENTS = {
    "sms": MESSAGE | {"FromZip", "ToCity"},
    "mms": MESSAGE | {"MediaUrl0", "MediaContentType0"},
    "whatsapp": MESSAGE | {"WaId", "ProfileName"},
    "rcs": MESSAGE,
    "voice": CALL | {"CallerCity", "CalledZip"},
    "message-status": {"MessageSid", "MessageStatus", "SmsStatus"},
    "call-status": {"CallSid", "CallStatus", "CallDuration"},
    "sms-fallback": MESSAGE | FAILED,
    "voice-fallback": CALL | FAILED,
    "gather": CALL | {"Digits", "FinishedOnKey"},
    "record": CALL | {"RecordingUrl", "RecordingDuration"},
    "dial": CALL | {"DialCallStatus", "DialCallSid"},
    "enqueue": CALL | {"QueueResult", "QueueSid"},
    "connect": CALL | {"SessionStatus", "HandoffData"},
    "pay": CALL | {"Result", "PaymentToken"},
    "refer": CALL | {"ReferCallStatus"},
    "recording-status": {"RecordingSid", "RecordingStatus", "RecordingSource"},
    "transcription": {"TranscriptionText", "TranscriptionStatus", "RecordingSid"},
    "live-transcript": {"TranscriptionEvent", "TranscriptionData"},
    "partial-result": CALL | {"UnstableSpeechResult"},
    "conference": {"ConferenceSid", "FriendlyName", "StatusCallbackEvent"},
    "call-progress": CALL | {"ParentCallSid", "CallDuration"},
    "amd": {"CallSid", "AnsweredBy"},
    "stream-status": {"StreamSid", "StreamEvent"},
    "pay-status": {"CallSid", "For", "Attempt"},
    "task-assignment": {"ReservationSid", "WorkerSid", "TaskAttributes"},
    "task-events": {"EventType", "WorkspaceSid", "ResourceSid", "TaskSid"},
    "conversation-pre": {"EventType", "ConversationSid", "Author", "Body"},
    "conversation-post": {"EventType", "ConversationSid", "MessageSid", "Body"},
}
PLACED = [
    *("sms", "mms", "sms-fallback"),
    *(name for name, fields in EVENTS.items() if fields >= CALL and "status" not in name),
]
"""Those that have the place of the caller, who is a person."""
MESSAGES = ("sms", "mms", "whatsapp", "rcs", "message-status", "sms-fallback")
"""Those that are no call; nobody reads TwiML in the others."""


def form(request: Received) -> dict[str, str]:
    """The fields of a body or a query."""
    encoded = request.body.decode("ascii") or urlsplit(request.path).query
    return dict(parse_qsl(encoded, keep_blank_values=True, strict_parsing=True))


def asked(*arguments: str | bytes, answer: bytes = REPLY, status: int = 0) -> Received:
    """The first request that arrives when the tool is called so."""
    with webhook(answer) as hook:
        result = call(hook.url("/hook"), *arguments)
    assert (result.status, result.err) == (status, "")
    return hook.received[0]


def test_every_event_is_listed() -> None:
    result = call("--event", "list")
    assert (result.status, result.err) == (0, "")
    listed = [line.split()[0] for line in result.out.splitlines() if line.startswith("  ")]
    assert sorted(listed) == sorted(EVENTS)
    assert max(map(len, result.out.splitlines())) <= 80


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_arrives(event: str) -> None:
    answer = b"" if event == "task-assignment" else REPLY if event in MESSAGES else SPEECH
    request = asked("--event", event, answer=answer)
    fields = form(request)
    assert fields.keys() >= EVENTS[event]
    assert ("From" in fields) == (fields.keys() >= ALWAYS)
    assert "AccountSid" in fields
    assert request.method == "POST"
    assert (request.header("User-Agent") or "").startswith("TwilioProxy/")
    if "Caller" in fields:
        assert (fields["From"], fields["To"]) == (fields["Caller"], fields["Called"])


def test_what_the_user_sets() -> None:
    words = ("--from", "+4915112345678", "--to", "+49301234", "--body", "a&b=c\n👋 é")
    more = ("--param", "FromCity=", "--param", "X=1", "--param", "X=a=b", "--no-param", "ToZip")
    fields = form(asked(*words, *more))
    assert (fields["From"], fields["To"]) == ("+4915112345678", "+49301234")
    assert fields["Body"] == "a&b=c\n👋 é"
    assert (fields["FromCity"], fields["X"]) == ("", "a=b")
    assert "ToZip" not in fields


def test_numbers_stand_in_every_place() -> None:
    fields = form(asked("--event", "voice", "--from", "+4915112345678", answer=SPEECH))
    assert fields["From"] == fields["Caller"] == "+4915112345678"
    fields = form(asked("--event", "whatsapp", "--from", "+4915112345678"))
    assert (fields["From"], fields["WaId"]) == ("whatsapp:+4915112345678", "4915112345678")


@pytest.mark.parametrize("value", [b"Body=\xff\xfe", b"Body=\x1b[31m", b"\xff=1", b"Body=\n\r\n"])
def test_any_bytes_may_be_a_value(value: bytes) -> None:
    assert form(asked("--param", value, "-v"))


@pytest.mark.parametrize("method", ["GET", "get"])
def test_get_puts_the_parameters_into_the_query(method: str) -> None:
    request = asked("--method", method)
    assert (request.method, request.body) == ("GET", b"")
    assert form(request)["Body"] == "Hello"


def test_a_seed_gives_the_same_bytes_again() -> None:
    with webhook() as hook:
        for seed in ("7", "7", "8"):
            assert call(hook.url(), "--seed", seed).status == 0
    one, same, other = hook.received
    assert (one.headers, one.body) == (same.headers, same.body)
    assert form(one)["MessageSid"] != form(other)["MessageSid"]


def test_without_a_seed_identifiers_are_fresh_and_well_formed() -> None:
    with webhook() as hook:
        assert call(hook.url(), hook.url()).status == 0
    one, two = map(form, hook.received)
    assert one["MessageSid"] != two["MessageSid"]
    assert re.fullmatch(r"SM[0-9a-f]{32}", one["MessageSid"])
    assert re.fullmatch(r"AC[0-9a-f]{32}", one["AccountSid"])


def accepted(hook: Webhook, token: str, public: str | None = None) -> list[bool]:
    """What Twilio's own library says of each request's signature."""
    validator = RequestValidator(token)
    return [
        validator.validate(
            public or hook.server.url(request.path),
            form(request) if request.method == "POST" else {},
            request.header("X-Twilio-Signature") or "",
        )
        for request in hook.received
    ]


def chain(request: Received) -> bytes:
    """Two documents, and an HTTP redirect of each kind between them."""
    if request.path == "/sms":
        return http_reply(b"<Response><Redirect>/next?b=1&amp;a=it's</Redirect></Response>")
    if request.path.startswith("/next"):
        return http_reply(b"", "Location: /again", status="307 Temporary")
    if request.path == "/again":
        return http_reply(b"", "Location: /last?x=1", status="302 Found")
    return http_reply(REPLY)


@pytest.mark.parametrize(
    ("option", "variable"), [(["--auth-token", TOKEN], OTHER), ([], TOKEN), ([], f" {TOKEN}\n")]
)
def test_every_hop_is_signed(option: list[str], variable: str) -> None:
    with webhook(chain) as hook:
        result = call(hook.url(), *option, env={"TWILIO_AUTH_TOKEN": variable})
    assert result.status == 0
    assert accepted(hook, TOKEN) == [True] * 4
    assert len({request.header("X-Twilio-Signature") for request in hook.received}) == 4


def test_unsigned_means_unsigned() -> None:
    with webhook(chain) as hook:
        call(hook.url(), "--no-signature", "--auth-token", TOKEN, env={"TWILIO_AUTH_TOKEN": TOKEN})
        call(hook.url())
    assert [request.header("X-Twilio-Signature") for request in hook.received] == [None] * 8


def test_behind_a_tunnel() -> None:
    public = "https://shop.example.com/sms"
    with webhook() as hook:
        assert call(hook.url(), "--public-url", public, "--auth-token", TOKEN).status == 0
    assert accepted(hook, TOKEN, public) == [True]
    request = hook.received[0]
    assert request.header("Host") == request.header("X-Forwarded-Host") == "shop.example.com"
    assert request.header("X-Forwarded-Proto") == "https"
    assert request.path == "/sms"


def test_a_dry_run_sends_nothing() -> None:
    with webhook() as hook:
        result = call("--dry-run", hook.url("/a"), hook.url("/b"), "--auth-token", TOKEN)
        assert hook.server.connections == 0
    assert (result.status, result.err) == (0, "")
    assert result.out.count("curl ") == 2


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl")
@pytest.mark.parametrize("options", ["", "--event voice", "--method GET", '--body "it\'s $HOME"'])
def test_a_dry_run_runs_in_a_shell(options: str, tmp_path: Path) -> None:
    with webhook(SPEECH if "voice" in options else REPLY) as hook:
        same = f"$TOOL {options} --seed 1 '{hook.url()}?a=b&c'"
        assert shell(same).status == 0
        result = shell(f"set -e; {same} --dry-run > line; bash line", cwd=tmp_path)
    assert result.status == 0
    tool, curl = hook.received
    assert (curl.method, curl.path, curl.body) == (tool.method, tool.path, tool.body)
    assert set(curl.headers) == set(tool.headers)


def menu(request: Received) -> bytes:
    """A call whose action moves by HTTP, then leads on by <Redirect> to one that asks again."""
    path = request.path.partition("?")[0]
    if path == "/keys":
        return http_reply(b"", "Location: /moved", status="307 Temporary")
    if path == "/moved":
        return http_reply(b"<Response><Redirect>/next</Redirect></Response>")
    if path == "/next":
        return http_reply(
            b'<Response><Gather action="/more"/><Redirect>/last</Redirect></Response>'
        )
    return http_reply(SPEECH)


@pytest.mark.parametrize(
    ("param", "brought"),
    [
        ("Digits=9", {"msg", "FinishedOnKey"}),
        ("SpeechResult=sales", {"Confidence"}),
        ("RecordingUrl=https://example.com/r", {"RecordingSid", "RecordingDuration", "Digits"}),
        ("DialCallStatus=no-answer", {"DialCallSid", "DialBridged"}),
        ("QueueResult=leave", {"QueueSid", "QueueTime"}),
        ("SessionStatus=ended", {"SessionId", "SessionDuration", "HandoffData"}),
    ],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_what_a_verb_has_got_is_sent_once(param: str, brought: set[str], method: str) -> None:
    own = ("--param", param, "--param", "tenant=7", "--auth-token", TOKEN, "--method", method)
    with webhook(menu) as hook:
        result = call(hook.url("/keys"), "--event", "voice", *own)
        assert accepted(hook, TOKEN) == [True] * 4
    assert (result.status, result.err) == (0, "")
    keys, moved, redirected, last = hook.received
    assert [each.path.partition("?")[0] for each in hook.received] == [
        "/keys", "/moved", "/next", "/last",
    ]  # fmt: skip
    name, _, value = param.partition("=")
    assert form(keys)[name] == value
    assert brought <= form(keys).keys()
    if method == "POST":
        assert moved.body == keys.body
    for request in (redirected, last):
        assert not ({name} | brought) & form(request).keys()
        assert (form(request)["tenant"], form(request)["CallStatus"]) == ("7", "in-progress")


def test_a_fallback_gets_what_the_failed_request_had() -> None:
    def broken(request: Received) -> bytes:
        if request.path == "/help":
            return http_reply(SPEECH)
        if request.path == "/first":
            return http_reply(b"<Response><Redirect>/keys</Redirect></Response>")
        return http_reply(b"", status="500 Broken")

    for start, digits in (("/keys", "9"), ("/first", None)):
        with webhook(broken) as hook:
            own = ("--event", "voice", "--param", "Digits=9", "--fallback", hook.url("/help"))
            assert call(hook.url(start), *own).status == 1
        rescue = form(hook.received[-1])
        assert hook.received[-1].path == "/help"
        assert (rescue.get("Digits"), rescue["ErrorCode"]) == (digits, "11200")


def test_a_call_from_another_country_every_way(tmp_path: Path) -> None:
    """All that send a request say the same of the caller: nothing but the country."""
    answers = {"/voice": SPEECH, "/sms": REPLY}
    suite = tmp_path / "twiml-check.toml"
    flow = tmp_path / "flow.json"
    with webhook(lambda request: http_reply(answers[request.path])) as hook:
        voice, sms = hook.url("/voice"), hook.url("/sms")
        suite.write_text(
            f'[[check]]\ntarget = "{voice}"\nevent = "voice"\nfrom = "{ABROAD}"\n'
            f'[[call]]\ntarget = "{voice}"\nfrom = "{ABROAD}"\nsteps = [{{ hear = "Hello" }}]\n'
        )
        flow.write_bytes(written(there_and_back(voice)))
        abroad = ("--from", ABROAD)
        for words in (
            *((sms if EVENTS[event] >= MESSAGE else voice, "--event", event, *abroad)
              for event in PLACED),
            ("explore", voice, *abroad), ("call", voice, "--keys", "silence", *abroad),
            ("chat", sms, *abroad), ("studio", flow, "--event", "voice", *abroad),
            ("run", suite),
        ):  # fmt: skip
            before = len(hook.received)
            result = call(*words, stdin=b"Hi\n")
            assert "Traceback" not in result.err
            assert len(hook.received) > before, (words, result)
        twiml_check.check(voice, event="voice", From=ABROAD)
    for request in hook.received:
        fields = form(request)
        places = [fields[f"From{part}"] for part in ("City", "State", "Zip", "Country")]
        assert (fields["From"], places) == (ABROAD, ["", "", "", "GB"])
        assert "StirVerstat" not in fields
        assert fields["ToCountry"] == "US"


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl")
def test_the_signed_line_is_accepted(tmp_path: Path) -> None:
    suite = tmp_path / "twiml-check.toml"
    with webhook() as hook:
        suite.write_text(f'[[check]]\nname = "menu"\ntarget = "{hook.url("/s?b=1&a=it%27s")}"\n')
        url, token = hook.url("/sms?q=a+b"), f"--auth-token {TOKEN}"
        lines = shell(
            f"$TOOL --curl {url} {token} --body $'it\\'s\\n & é' 2> note; "
            f"$TOOL run --curl {token} --method GET 2>> note; cat note",
            cwd=tmp_path,
        ).out
        assert not hook.received
        *commands, first, second = lines.splitlines()
        assert first == second
        assert first.startswith("twiml-check: the signature is a secret: anyone who has this")
        shell("\n".join(commands), cwd=tmp_path)
    assert accepted(hook, TOKEN) == [True, True]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("http://a.example/",), "set TWILIO_AUTH_TOKEN or --auth-token"),
        (("http://a.example/", "--auth-token", TOKEN, "--no-signature"), "without --no-signature"),
        (("tests/cases/menu.xml", "--auth-token", TOKEN), "a file gets no request"),
        (("http://a.example/", "--auth-token", TOKEN, "--report", "json=a"), "sends nothing"),
        (("http://a.example/", "--auth-token", TOKEN, "--save", "a"), "nothing to save"),
        (("http://a.example/", "--auth-token", TOKEN, "--dry-run"), "use only one"),
    ],
)
def test_a_line_that_cannot_be_signed(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(WrongCall, match=words):
        check.main(["--curl", *arguments], standalone_mode=False)
