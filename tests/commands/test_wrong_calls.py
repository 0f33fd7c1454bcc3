"""What is said about a call that is wrong: one clean line, exit status 2, and nothing is asked."""

import os
from pathlib import Path

import pytest

from tests.commands.calling import REPLY, UNSET, call, one_line, refusal, shell, webhook


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "nothing to check: give a URL, a file or a folder, or try --help"),
        ([""], 'no such file, folder or command: ""'),
        (["nothing"], 'no such file, folder or command: "nothing"'),
        (["dmo"], "no such file, folder or command: dmo; did you mean demo?"),
        (["example.com/sms"],
         "no such file: example.com/sms. For a webhook, write https://example.com/sms"),
        (["localhost:5000/sms"],
         "no such file: localhost:5000/sms. For a webhook, write http://localhost:5000/sms"),
        (["ftp://example.com/"],
         "ftp://example.com/: the URL of a webhook begins with http:// or https://"),
        (["http:/x"], "http:/x: the URL of a webhook begins with http:// or https://"),
        (["http://"], "http:// cannot be used: it has no host"),
        (["http://a b/"], "http://a b/ cannot be used: it has a space in it"),
        (["http://x:0/"],
         'http://x:0/ cannot be used: its port "0" is not a number from 1 to 65535'),
        (["-", "-"], "- is standard input, which can be read only once"),
        (["--event", "sm", "-"], 'there is no event "sm"; did you mean sms?'),
        (["--event", "Voice", "-"], 'there is no event "Voice"; did you mean voice'),
        (["--param", "Body", "-"], '--param: expected NAME=VALUE, got "Body"'),
        (["--param", "=Body", "-"], '--param: expected NAME=VALUE, got "=Body"'),
        (["--auth-token", "", "-"], "the Auth Token is empty; use --no-signature"),
        (["-o", "", "-"], "--output needs the name of a file"),
        (["-o", "no/r", "-"], "there is no folder"),
        (["--ignore", "stray-txt", "-"],
         '--ignore: there is no rule "stray-txt"; did you mean stray-text?'),
        (["--select", "xyz", "-"],
         '--select: there is no rule "xyz"; see twiml-check explain --list'),
        (["--max-hops", "0", "-"], "0 is not in the range"),
        (["--format", "xml", "-"], "'xml' is not one of 'text', 'concise', 'json'"),
        (["--method", "PUT", "-"], '--method: expected POST or GET, got "PUT"'),
        (["--event", "call", "-"], 'there is no event "call"; did you mean voice?'),
        (["voice", "-"], "no such file or command: voice. For the event, write --event voice"),
        (["--expect", "http://x.org/"], "expected an XPath"),
        (["quest", "http://x.org/"], "write the NAME of a quest before the URL"),
        (["quest", "http://x.org/", "reply"], "write the NAME of a quest before the URL"),
        (["quest", "reply", "--event", "voice", "-"], "a quest sets its own event"),
        (["--fail-on", "info", "-"], "'info' is not one of"),
        (["--ca-bundle", "none.pem", "-"], "'none.pem' does not exist"),
        (["--evnt", "sms", "-"], "--evnt"),
        (["--auth-token"], "requires an argument"),
        (["--dry-run", "-"], "--dry-run prints the request to a webhook; a file gets no request"),
        (["--public-url", "https://x.org", "-"], "--public-url applies to one webhook"),
        (["--public-url", "x.org", "http://127.0.0.1/"],
         "--public-url cannot be used: it has no http:// or https:// in front"),
        (["--public-url", "https://x.org", "http://a.org", "http://b.org"],
         "--public-url applies to one webhook; give one URL"),
        (["-", "demo"], "no such file: demo. Write a command first: twiml-check demo …"),
        (["demo", "more"], "unexpected extra argument (more)"),
        (["demo", "--event", "voice"], "--event"),
        (["explain"], "add a rule, a Twilio number, a chapter of the manual, or --list"),
        (["explain", "nope"], 'there is no rule "nope"; see twiml-check explain --list'),
        (["explain", "99999999999"], "99999999999 is not a valid Twilio number"),
        (["explain", "1", "2"], "unexpected extra argument (2)"),
    ],
)  # fmt: skip
def test_a_wrong_call(arguments: list[str], said: str, tmp_path: Path) -> None:
    assert said in refusal(*arguments, cwd=tmp_path)


def test_an_event_that_is_near_to_none_points_to_the_list() -> None:
    line = refusal("--event", "pigeon", "-")
    assert line == 'there is no event "pigeon"; twiml-check --event list shows all events'


@pytest.mark.parametrize(
    "arguments",
    [
        ["\x1b[31mred\nline"],
        [b"\xff\xfe.xml"],
        ["\u202eevil.xml"],
        ["a\r\nb\tc\x07"],
        ["http://\x1b]0;title\x07/"],
        [b"http://\xff\n/"],
        ["x" * 100_000],
        ["--event", "\x1b[31m\n"],
        ["--param", b"\xff\r\n"],
        ["--ignore", "\x1b[31m\u2028"],
        ["--public-url", "https://\x1b[31m\n/", "http://127.0.0.1/"],
        ["--format", "\x1b\n"],
        ["--\x1b\n"],
        ["explain", "\x1b\n"],
        ["explain", "9" * 100_000],
        ["-o", "\x1b/\n", "-"],
    ],
    ids=range(16),
)
def test_no_word_breaks_the_line(arguments: list[str | bytes], tmp_path: Path) -> None:
    assert len(refusal(*arguments, cwd=tmp_path)) < 1000


def test_a_missing_target_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    good = tmp_path / "good.xml"
    good.write_bytes(REPLY)
    with webhook() as hook:
        line = refusal(hook.url(), good, tmp_path / "missing.xml", "-")
        assert hook.server.connections == 0
    assert "missing.xml" in line


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no TwiML here")
    assert refusal(tmp_path) == f"there is no *.twiml or *.xml file in {tmp_path}"


def test_a_certificate_file_without_certificate(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    line = refusal("--ca-bundle", tmp_path / "ca.pem", "https://127.0.0.1:1/")
    assert line.startswith(f"cannot use --ca-bundle {tmp_path / 'ca.pem'}: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_cannot_be_read_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(REPLY)
    secret.chmod(0)
    with webhook() as hook:
        assert refusal(hook.url(), secret) == f"cannot read {secret}: permission denied"
        assert hook.server.connections == 0
    closed = tmp_path / "closed"
    closed.mkdir(0)
    assert refusal(closed) == f"cannot read {closed}: Permission denied"


def test_an_empty_token_in_the_environment_is_none() -> None:
    assert "TWILIO_AUTH_TOKEN" in UNSET
    result = call("--dry-run", "http://example.com/", env={"TWILIO_AUTH_TOKEN": ""})
    assert result.status == 0
    assert "Signature" not in result.out


def test_a_closed_standard_input(tmp_path: Path) -> None:
    result = shell("$TOOL - <&-", cwd=tmp_path)
    assert (result.status, result.out) == (2, "")
    assert one_line(result.err) == "cannot read standard input: it is closed"
