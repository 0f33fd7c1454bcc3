"""`init`: the first suite, asked for on a terminal or by options."""

import json
import os
import select
import signal
import tomllib
from pathlib import Path
from subprocess import Popen

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from tests.commands.calling import call, json_report, refusal, start
from twiml_check.demo import serve

NAME = "twiml-check.toml"
END, INTERRUPT = "\x04", "\x03"


def test_what_it_writes_runs(tmp_path: Path) -> None:
    with serve() as url:
        result = call("init", "--base-url", url, "--sms", "/sms", cwd=tmp_path)
        assert (result.status, result.err) == (0, "")
        assert result.out == f"wrote {NAME}; now run: twiml-check run\n"
        report = json_report("run", cwd=tmp_path, status=0)
    assert [each["name"] for each in report["targets"]] == ["sms /sms"]


def test_without_options_and_without_a_terminal(tmp_path: Path) -> None:
    assert call("init", "ci/suite.toml", cwd=tmp_path).status == 2
    assert call("init", "suite.toml", cwd=tmp_path).out.endswith("twiml-check run suite.toml\n")
    suite = tomllib.loads((tmp_path / "suite.toml").read_text())
    assert suite["base_url"] == "http://127.0.0.1:5000"
    assert [each["target"] for each in suite["check"]] == ["/sms", "/voice"]
    assert "auth_token" not in suite["defaults"]


def test_signed(tmp_path: Path) -> None:
    call("init", "--signed", "--voice", 'https://x.example/"v"', cwd=tmp_path)
    suite = tomllib.loads((tmp_path / NAME).read_text())
    assert suite["defaults"]["auth_token"] == "${TWILIO_AUTH_TOKEN}"
    assert [each["target"] for each in suite["check"]] == ['https://x.example/"v"']


@pytest.mark.parametrize("kind", ["file", "dangling link"])
def test_a_file_that_is_there_is_left_alone(tmp_path: Path, kind: str) -> None:
    file = tmp_path / NAME
    if kind == "file":
        file.write_text("mine")
    else:
        file.symlink_to("elsewhere")
    assert "--force overwrites it" in refusal("init", cwd=tmp_path)
    assert kind != "file" or file.read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()
    assert call("init", "--force", cwd=tmp_path).status == 0
    assert tomllib.loads(file.read_text())["check"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--base-url", "x"], "--base-url cannot be used"),
        (["--base-url", "http://x.example/?a=1"], "without a query or a fragment"),
        (["--sms", "sms"], "a path begins with /"),
        (["--voice", "/a b"], "--voice /a b: it has a space in it"),
        (["--voice", "/a\nb"], "it has a character that is not printable"),
        (["--voice", b"/\xff"], "it has a character that is not printable"),
        (["."], "cannot write .: it is a folder"),
        (["no/where.toml"], "there is no folder"),
    ],
)
def test_a_wrong_call(tmp_path: Path, options: list[str | bytes], said: str) -> None:
    assert said in refusal("init", *options, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def answered(folder: Path, *answers: str) -> tuple[int, str]:
    """Type each answer at its question; the status, and what stood on the terminal."""
    ours, theirs = os.openpty()
    process = start(
        "init", cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    seen = ""
    for answer in answers:
        seen += read(ours)
        if answer == INTERRUPT:
            interrupt(process, ours)
        else:
            os.write(ours, answer.encode())
    while piece := read(ours, question=False):
        seen += piece
    os.close(ours)
    return process.wait(30), seen


def interrupt(process: Popen[bytes], terminal: int) -> None:
    """Ctrl-C until it is heard: between a question and the wait for its answer, none is."""
    for _ in range(6):
        process.send_signal(signal.SIGINT)
        if select.select([terminal], [], [], 5)[0]:
            return


def read(terminal: int, question: bool = True) -> str:
    """What is shown up to the next question, or to the end."""
    seen = b""
    while not (question and seen.endswith(b"]: ")):
        assert select.select([terminal], [], [], 30)[0], seen
        try:
            block = os.read(terminal, 4096)
        except OSError:  # the other side is closed
            block = b""
        if not block:
            break
        seen += block
    return seen.decode()


def test_questions_on_a_terminal(tmp_path: Path) -> None:
    status, seen = answered(
        tmp_path, "x\n", "http://127.0.0.1:8000\n", "sms\n", "/texts\n", "-\n", "y\n"
    )
    assert status == 0, seen
    assert "What is the URL of the server? [http://127.0.0.1:5000]: " in seen
    assert "base_url cannot be used" in seen or "--base-url cannot be used" in seen
    assert "a path begins with /" in seen
    suite = tomllib.loads((tmp_path / NAME).read_text())
    assert suite["base_url"] == "http://127.0.0.1:8000"
    assert [(each["event"], each["target"]) for each in suite["check"]] == [("sms", "/texts")]
    assert "auth_token" in suite["defaults"]


@pytest.mark.parametrize("key", [END, INTERRUPT])
def test_whoever_goes_away_leaves_nothing(tmp_path: Path, key: str) -> None:
    status, seen = answered(tmp_path, "\n", key)
    assert status == 130, seen
    assert "Traceback" not in seen
    assert list(tmp_path.iterdir()) == []


def test_the_schema_for_editors(tmp_path: Path) -> None:
    schema = tmp_path / "twiml-check.schema.json"
    assert call("init", "--schema", cwd=tmp_path).status == 0
    text = (tmp_path / NAME).read_text()
    assert text.startswith("#:schema ./twiml-check.schema.json\n# The checks")
    Draft7Validator(json.loads(schema.read_text())).validate(tomllib.loads(text))
    schema.write_text(schema.read_text()[:500])
    again = call("init", "--schema", cwd=tmp_path)
    assert again.out.endswith(f"the first line of {NAME}: #:schema ./twiml-check.schema.json\n")
    assert (tmp_path / NAME).read_text() == text
    json.loads(schema.read_text())
    schema.write_text("mine")
    assert "is not the schema of a suite" in refusal("init", "--schema", cwd=tmp_path)
    assert schema.read_text() == "mine"
