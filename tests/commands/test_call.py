"""`call`, `chat` and `explore --path`: played by words, by lines, on a terminal, and recorded."""

import fcntl
import os
import re
import select
import signal
import struct
import termios
import tomllib
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.calls.planted import make_app
from tests.commands.calling import call, json_report, refusal, start, webhook
from tests.servers import Received, http_reply, serving_app

HOSTILE = (
    "::warning::\x1b[31mred\u202e [bold]x[/bold] ::error::no \U0001f44d "
    "\"quoted\" 'single' \\ ${HOME}"
)
TOKEN = "kQ7vN3xZ9wPm4bT8qX2rL6yH5"


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """The planted app; gives its origin."""
    with serving_app(make_app(faults=True)) as origin:
        yield origin


def lines(*typed: str) -> bytes:
    return "".join(f"{line}\n" for line in typed).encode()


def form(request: Received) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode(), keep_blank_values=True))


def answer_to(request: Received, **documents: str) -> bytes:
    """The document of a path."""
    text = documents[request.path.partition("?")[0].strip("/") or "start"]
    return http_reply(f"<Response>{text}</Response>".encode())


# Words.


def test_what_is_heard_and_what_is_wrong_below_it(shop: str) -> None:
    result = call("call", f"{shop}/voice", "--keys", "2 1", env={"COLUMNS": "80"})
    assert (result.status, result.err) == (1, "")
    heard, menu, rest = result.out.partition("> 2\n")
    assert menu
    assert heard.startswith(f"voice  {shop}/voice\n\n  Press 1 for sales, 2 for your account")
    balance, _, wrong = rest.partition("> 1\n")
    assert balance.startswith("  Press 1 for your balance")
    assert wrong.strip().startswith("error[http-error]: the webhook responded with 405\n")
    assert result.out.endswith(f"FAIL  {shop}/voice: 1 error. The call ends with an error.\n")
    assert max(map(len, result.out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("keys", "status", "last"),
    [
        ("2 3 ", 1, "The call ends with an error."),
        ("6 hangup", 0, "The caller hangs up."),
        ('6 "sales"', 0, "The call ends after the last verb."),
        ("1 completed", 0, "The webhook hangs up."),
        ("1", 0, "The call was still in progress."),
        ("silence", 0, "The webhook hangs up."),
    ],
)
def test_the_verdict_is_on_what_was_played(shop: str, keys: str, status: int, last: str) -> None:
    result = call("call", f"{shop}/voice", "--keys", keys, "-q")
    assert result.status == status
    (line,) = result.out.splitlines()
    assert line.endswith(last)


@pytest.mark.parametrize("command", [("call", "--keys"), ("explore", "--path")])
def test_a_word_that_is_not_possible_fails(shop: str, command: tuple[str, str]) -> None:
    name, option = command
    result = call(name, f"{shop}/voice", option, "1 9 busy")
    assert (result.status, result.err) == (1, "")
    verdict = result.out.splitlines()[-1]
    assert (
        "\nunmet   9 is possible: the choices here are no-answer, completed, busy"
    ) in result.out
    assert verdict.endswith("1 unmet expectation. The call was still in progress.")
    assert "500" not in result.out  # nothing more was played


def test_explore_goes_one_way(shop: str) -> None:
    result = call("explore", f"{shop}/voice", "--path", "1 busy")
    assert result.status == 1
    assert "\n> busy\n\nerror[http-error]: the webhook responded with 500\n" in result.out
    said = call("explore", f"{shop}/sms", "--event", "sms", "--path", '"ORDER"')
    assert said.status == 0
    assert '> "ORDER"\n  Which size? Reply SMALL or LARGE.\n' in said.out
    caller = ("--caller", "withheld", "--path", "")
    assert call("explore", f"{shop}/voice", *caller).status == 1


@pytest.mark.parametrize("arguments", [("call", "--keys", ""), ("explore",)])
def test_a_caller_with_a_sip_address_needs_a_caller_id(arguments: tuple[str, ...]) -> None:
    name, *words = arguments
    dial = b"<Response><Dial>+12025550143</Dial></Response>"
    with webhook(dial) as server:
        for caller, status in (("sip", 1), ("plain", 0)):
            result = call(name, server.url(), *words, "--caller", caller)
            assert (result.status, "13214" in result.out) == (status, caller == "sip")


def test_machines_get_the_whole_of_it(shop: str) -> None:
    report = json_report("call", f"{shop}/voice", "--keys", "1 statusCallback busy", status=1)
    (target,) = report["targets"]
    assert [hop["url"].removeprefix(shop) for hop in target["hops"]] == [
        *("/voice", "/main", "/sales/status", "/sales/done"),
    ]
    assert [each["rule"] for each in target["findings"]] == ["callback-failed", "http-error"]
    assert [each["hop"] for each in target["findings"]] == [3, 4]


def test_a_report_beside_it_is_whole(shop: str, tmp_path: Path) -> None:
    file = tmp_path / "call.txt"
    result = call("call", f"{shop}/voice", "--keys", "1 busy", "--report", f"text={file}")
    assert result.out.splitlines()[-1] == file.read_text().splitlines()[-1]
    assert "/sales/done" in file.read_text()


def test_how_it_is_asked_and_what_is_expected(shop: str) -> None:
    wanted = ("--expect-text", "Press 1", "--from", "+14155550123")
    result = call("call", f"{shop}/voice", "--keys", "1", *wanted, "-v")
    assert result.status == 0
    assert "\n    From=+14155550123\n" in result.out
    assert call("call", f"{shop}/voice", "--keys", "1", "--expect-text", "Press 0").status == 1
    assert call("call", f"{shop}/voice", "--keys", "2 1", "--ignore", "http-error").status == 0


def test_in_process() -> None:
    keys = ("--keys", "1 whisper no-answer")
    result = call("call", "--app", "tests.calls.planted:mended", "/voice", *keys)
    assert result.status == 0
    assert "\n> whisper\n  A customer.\n\n> no-answer\n  Our sales people" in result.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["call", "{}", "--keys", '2 "sales'], "a quotation mark is not closed"),
        (
            ["call", "{}", "--event", "sms"],
            "sms is not an incoming call; use twiml-check chat for messages",
        ),
        (["call", "{}", "--event", "call-status"], "call-status is not an incoming call"),
        (
            ["chat", "{}", "--event", "voice"],
            "voice is not an incoming message; use twiml-check call for calls",
        ),
        (["explore", "{}", "--path", "1", "--map", "-"], "and --path plays one path"),
        (["call", "tests"], "tests is a file"),
        (["call", "{}", "--record", "."], "cannot write .: it is a folder"),
        (["call", "http://8.8.8.8/voice"], "this sends real requests to 8.8.8.8, as Twilio does"),
        (["chat", "http://8.8.8.8/sms"], "; --yes confirms this"),
    ],
)
def test_a_wrong_call(shop: str, arguments: list[str], said: str) -> None:
    assert said in refusal(*(each.format(f"{shop}/voice") for each in arguments))


# Lines.


def test_lines_of_standard_input(shop: str) -> None:
    typed = lines("1", "b", "u", "2", "m", "?", "", "")
    result = call("call", f"{shop}/voice", stdin=typed, env={"COLUMNS": "80"})
    assert (result.status, result.err) == (1, "")
    assert "\n> u\n  (dials +12025550143)\n" in result.out
    assert "\n> 2\n  Our sales people wish you well. Goodbye.\n" in result.out
    assert result.out.partition("\n> m\n")[2].startswith(
        '(begin)  "Press 1 for sales, 2 for your account, 3 to leave a message…\n'
        "  not tried: 2 3 4 5 6 7 8 silence\n"
        '  1  "(dials +12025550143)"\n'
        "    not tried: no-answer failed canceled whisper statusCallback\n"
        "    busy  500 the call ends with an error\n"
        '    completed  "Our sales people wish you well. Goodbye."  ← here\n'
    )
    assert "send the callbacks of this document" in result.out


def test_a_pause_is_as_long_as_somebody_likes() -> None:
    def pause(request: Received) -> bytes:
        return answer_to(request, start="<Pause length='3'/><Say>(5000 s pause) indeed</Say>")

    with webhook(pause) as server:
        for speed in ("0", "100"):
            result = call("call", server.url("/"), "--keys", "", "--speed", speed)
            assert "\n  (3 s pause)\n  (5000 s pause) indeed\n" in result.out


def test_a_prompt_stays_short() -> None:
    def ask(request: Received) -> bytes:
        parties = "<Number statusCallback='/s'>+12025550143</Number>" * 300
        hints = ",".join("word" * 200 + str(number) for number in range(20))
        return answer_to(
            request,
            start=f"<Gather input='speech' hints='{hints}'/><Dial>{parties}</Dial>",
        )

    with webhook(ask) as server:
        terminal = Terminal("call", server.url("/"))
        assert len(terminal.until().rpartition("\n\n")[2]) < 500
        assert len(terminal.type("\n").rpartition("\n\n")[2]) < 500
        os.write(terminal.ours, b"q\n")
        assert terminal.end()[0] == 1  # too many hints


def test_the_end_of_the_lines_is_the_end(shop: str) -> None:
    for typed in (b"", lines("6", "sales", "", "1"), lines("q"), b"\xff"):
        result = call("call", f"{shop}/voice", stdin=typed)
        assert result.status == (1 if typed == b"\xff" else 0), result
        assert result.out.splitlines()[-1].startswith(("PASS", "FAIL"))


def test_callbacks_come_together(shop: str) -> None:
    result = call("call", f"{shop}/voice", stdin=lines("3", "callbacks"))
    assert result.status == 1
    assert "\n> recordingStatusCallback\n" in result.out
    assert "\n> transcribeCallback\n" in result.out


def test_a_conversation() -> None:
    def reply(request: Received) -> bytes:
        sent = form(request)
        text = f"{sent['From']} {sent['Body']} {sent.get('MediaUrl0', '-')}"
        return http_reply(f"<Response><Message>{text}</Message></Response>".encode())

    typed = ("Hello", "", "/media http://e.com/a.png look", "/from +14155550199", "//x")
    with webhook(reply) as server:
        result = call("chat", server.url(), stdin=lines(*typed, "/new", "a", "/quit", "never"))
        sent = [form(request) for request in server.received]
    assert (result.status, result.err) == (0, "")
    assert [each["Body"] for each in sent] == ["Hello", "look", "/x", "a"]
    assert [each["NumMedia"] for each in sent] == ["0", "1", "0", "0"]
    assert sent[1]["MediaContentType0"] == "image/png"
    senders = [each["From"] for each in sent]
    assert senders[0] == senders[1] != senders[3]
    assert senders[2] == "+14155550199"
    assert len({each["MessageSid"] for each in sent}) == 4
    assert f"> Hello\n  {senders[0]} Hello -\n" in result.out
    assert result.out.endswith(": 4 messages, 4 replies.\n")


@pytest.mark.parametrize("event", ["sms", "whatsapp", "rcs", "mms"])
def test_other_channels(event: str) -> None:
    with webhook() as server:
        typed = lines("Hi", "/from +14155550199", "Hi")
        result = call("chat", server.url(), "--event", event, stdin=typed)
        last = form(server.received[-1])["From"]
    assert result.status == 0
    assert last.rpartition(":")[2] == "+14155550199"


def test_no_command_and_no_message() -> None:
    with webhook() as server:
        wrong = call("chat", server.url(), stdin=lines("Hi", "/nothing"))
        assert wrong.status == 1
        assert "unmet   /nothing is possible: the commands are /media URL" in wrong.out
        nothing = call("chat", server.url())
        assert nothing.status == 3
        assert nothing.out.endswith(": no request was sent\n")


# Texts from outside.


def test_no_text_can_do_anything() -> None:
    text = HOSTILE.replace("\x1b", "\u0085")

    def reply(request: Received) -> bytes:
        return answer_to(
            request,
            start=f"<Gather input='speech' hints='{text[:30]}'><Say>{text}</Say></Gather>",
        )

    with webhook(reply) as server:
        arguments = ("call", server.url("/"), "--color", "never")
        for typed in (lines("m", HOSTILE, "m"), lines(f'"{HOSTILE}"')):
            result = call(*arguments, stdin=typed, env={"GITHUB_ACTIONS": "true"})
            shown = result.out.replace("\n", "")
            assert shown.isprintable()
            assert "\u202e" not in shown
            assert "::stop-commands::" in result.out


def test_no_secret_is_shown(tmp_path: Path) -> None:
    def reply(request: Received) -> bytes:
        said = f"Your {TOKEN} is safe. Press 1."
        return answer_to(
            request,
            start=f"<Gather action='/next' input='dtmf speech' hints='{TOKEN}'>"
            f"<Say>{said}</Say></Gather>",
            next=f"<Play>http://u:{TOKEN}@e.com/{TOKEN}.mp3</Play><Oops>{TOKEN}</Oops>",
        )

    file = tmp_path / "twiml-check.toml"
    with webhook(reply) as server:
        url = server.url(f"/?api_key={TOKEN}").replace("//", f"//me:{TOKEN}@")
        more = ("--auth-token", TOKEN, "--record", file)
        result = call("call", url, *more, stdin=lines("m", TOKEN, "u", "1", "m", TOKEN))
    assert result.status == 1
    assert "Your *** is safe" in result.out
    assert TOKEN not in result.out + result.err + file.read_text()
    assert "written without its secrets" in result.err


# On a terminal.


PROMPT = rb"(\n|\x1b\[\?2004h)> \Z"
"""What stands before a finding is none."""


class Terminal:
    """The tool with a person in front of it."""

    def __init__(self, *arguments: str, **more: Any) -> None:
        self.ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process: Popen[bytes] = start(
            *arguments, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, **more
        )
        os.close(theirs)
        self.seen = b""

    def until(self, sign: bytes = PROMPT) -> str:
        """What comes up to a sign, or to the end."""
        while not re.search(sign, self.seen):
            assert select.select([self.ours], [], [], 30)[0], self.seen
            try:
                block = os.read(self.ours, 4096)
            except OSError:  # the other side is closed
                break
            if not block:
                break
            self.seen += block
        seen, self.seen = self.seen, b""
        return seen.decode().replace("\r\n", "\n")

    def type(self, line: str) -> str:
        """Type a line; what comes up to the next prompt."""
        os.write(self.ours, line.encode())
        return self.until()

    def interrupt(self) -> None:
        """Ctrl-C until it is heard: between a question and the wait for its answer, none is."""
        for _ in range(30):
            self.process.send_signal(signal.SIGINT)
            if select.select([self.ours], [], [], 1)[0]:
                return

    def end(self) -> tuple[int, str]:
        """The status, and what was still said."""
        said = self.until(rb"\0")
        os.close(self.ours)
        return self.process.wait(30), said


def test_a_person_plays(shop: str) -> None:
    terminal = Terminal("call", f"{shop}/voice", "--color", "never")
    assert terminal.until().endswith(
        "\nkeys 1 2 3 4 5 6 7 8 · Enter: silence · h hang up · m map · ?\n> "
    )
    assert "say" not in terminal.type("1\n")
    wrong = terminal.type("9\n")
    assert "  9: the choices here are no-answer, completed" in wrong
    assert "n no-answer · c completed · b busy · f failed · a canceled" in wrong
    unknown = terminal.type(f"{'so many words ' * 9}\n")
    assert max(map(len, unknown.partition("\n")[2].splitlines())) <= 80
    assert "error[http-error]" in terminal.type("b\n")
    assert "Enter: quit\n> " in terminal.type("m\n")
    assert "(dials" in terminal.type("u\n")
    assert "Press 1 for sales" in terminal.type("back\n")
    assert 'say "sales" "research & development"' in terminal.type("6\n")
    over = terminal.type("sales\n")
    assert "You asked for sales." in over
    assert over.endswith("u back · m map · Enter: quit\n> ")
    os.write(terminal.ours, b"\n")
    status, said = terminal.end()
    assert status == 1
    assert said.endswith("1 error. The call ends after the last verb.\n")
    assert "\x1b[" not in said.replace("\x1b[?2004l", "").replace("\x1b[2K", "")


def test_ctrl_d_ends_and_ctrl_c_says_what_is_known(shop: str) -> None:
    for sign, status in ((b"\x04", 0), (b"\x03", 130)):
        terminal = Terminal("call", f"{shop}/voice")
        terminal.until()
        if sign == b"\x03":
            terminal.interrupt()
        else:
            os.write(terminal.ours, sign)
        ended, said = terminal.end()
        assert ended == status, said
        assert f"{shop}/voice: " in said


def test_a_person_chats_and_finds_the_last_line_again() -> None:
    with webhook() as server:
        terminal = Terminal("chat", server.url())
        terminal.until()
        terminal.type("First\n")
        terminal.type("\x1b[A\n")  # the key with the arrow up
        assert "the commands" not in terminal.type("/help\n")
        assert "the commands are /media URL" in terminal.type("/oops\n")
        os.write(terminal.ours, b"/quit\n")
        assert terminal.end()[0] == 0
        assert [form(request)["Body"] for request in server.received] == ["First", "First"]


# Recorded.


def test_a_call_is_added_to_a_suite(shop: str, tmp_path: Path) -> None:
    file = tmp_path / "twiml-check.toml"
    for keys in (
        "1 whisper completed",
        "1 whisper completed",
        "3 recorded",
        "7 silence",
        "6 hangup",
    ):
        result = call("call", f"{shop}/voice", "--keys", keys, "--record", file)
        again = f"to play again: twiml-check run {file}"
        assert result.err == f"twiml-check: 1 call added to {file}; {again}\n"
    suite = tomllib.loads(file.read_text())
    assert suite["base_url"] == shop
    first, again, third, fourth, fifth = suite["call"]
    assert first == {
        "name": "/voice 1 whisper completed",
        "target": "/voice",
        "steps": [
            {"hear": "Press 1 for sales, 2 for your account, 3"},
            {"press": "1"},
            {"whisper": True},
            {"hear": "A customer"},
            {"dial": "completed"},
            {"hear": "Our sales people wish you well"},
            {"ends": "hangup"},
        ],
    }
    assert again == {**first, "name": "/voice 1 whisper completed (2)"}
    assert third["steps"][2:] == [
        {"hear": "Speak after the tone"},
        {"record": 12},
        {"hear": "Your message is kept"},
        {"ends": "hangup"},
    ]
    assert fourth["steps"][3:] == [{"silence": True}, {"ends": "error"}]
    assert fifth["steps"][3:] == [{"hangup": True}]


@pytest.mark.parametrize(("option", "value"), [("--speed", "nan"), ("--record", "-")])
def test_a_value_that_makes_no_sense_is_refused(shop: str, option: str, value: str) -> None:
    assert option in refusal("call", f"{shop}/voice", option, value)


def test_what_was_recorded_runs(tmp_path: Path) -> None:
    file = tmp_path / "twiml-check.toml"
    app = ("--app", "tests.calls.planted:mended")
    for keys in ("1 whisper statusCallback busy", '6 "sales"', "3 recorded", "4 waiting bridged"):
        played = call("call", "/voice", *app, "--keys", keys, "--record", file)
        assert played.status == 0
        assert f"to play again: twiml-check run {file} {' '.join(app)}" in played.err
    typed = lines("Hello ${x}", "ORDER", "SMALL", "/from +14155550100", "Hi")
    assert call("chat", "/sms", *app, "--record", file, stdin=typed).status == 0
    report = json_report("run", file, *app, status=0)
    assert len(report["targets"]) == 6
    assert all(each["expectations"] for each in report["targets"])


def test_what_is_there_stays(shop: str, tmp_path: Path) -> None:
    old = 'base_url = "http://elsewhere"  # mine\n[[check]]\ntarget = "/sms"'
    file = tmp_path / "suite.toml"
    file.write_text(old)
    result = call("chat", f"{shop}/sms", "--record", file, stdin=lines("ORDER"))
    assert result.status == 0
    assert file.read_text().startswith(f"{old}\n\n[[call]]\n")
    (made,) = tomllib.loads(file.read_text())["call"]
    assert made == {
        "name": f'{shop}/sms "ORDER"',
        "target": f"{shop}/sms",
        "event": "sms",
        "steps": [{"text": "ORDER"}, {"reply": "Which size"}],
    }


@pytest.mark.parametrize("text", ["base_url = ", "call = 1"])
def test_what_is_no_suite_is_left_alone(shop: str, tmp_path: Path, text: str) -> None:
    file = tmp_path / "suite.toml"
    file.write_text(text)
    assert str(file) in refusal("call", f"{shop}/voice", "--keys", "1", "--record", file)
    assert file.read_text() == text


def test_a_project_has_the_call_in_its_own_table(shop: str, tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(f'[tool.twiml-check]\nbase_url = "{shop}"\n')
    call("call", f"{shop}/voice", "--keys", "1", "--record", file)
    (made,) = tomllib.loads(file.read_text())["tool"]["twiml-check"]["call"]
    assert made["target"] == "/voice"


def test_whatever_is_said_is_valid_toml(tmp_path: Path) -> None:
    file = tmp_path / "twiml-check.toml"
    with webhook(http_reply_of('<Message>It\'s "so" \\ fine.\u202e</Message>')) as server:
        said = HOSTILE + "\x7f\t\x00"
        result = call("chat", server.url(), "--record", file, stdin=lines(said, "/from +1'\"", "x"))
    assert result.status == 0
    one, other = tomllib.loads(file.read_text())["call"]
    assert one["steps"][0]["text"] == said.strip().replace("${", "$${")
    assert one["steps"][1]["reply"].startswith("It's")
    assert other["from"] == "+1'\""


def http_reply_of(verbs: str) -> bytes:
    return f"<Response>{verbs}</Response>".encode()


def test_what_the_user_says_was_entered_begins_the_call_and_no_more() -> None:
    ask = '<Gather action="/next" numDigits="1"/>'
    documents = {"start": ask, "next": f"{ask}<Redirect>/last</Redirect>", "last": "<Hangup/>"}
    with webhook(lambda request: answer_to(request, **documents)) as hook:
        own = ("--param", "Digits=9", "--param", "CallerName=JO")
        assert call("call", hook.url("/start"), "--keys", "1 silence", *own).status == 0
    sent = [form(request) for request in hook.received]
    assert [each.get("Digits") for each in sent] == ["9", "1", None]
    assert {each["CallerName"] for each in sent} == {"JO"}
    assert {each["CallStatus"] for each in sent} == {"in-progress"}
