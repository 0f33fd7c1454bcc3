"""Options in the environment, and who has the last word: flag, environment, file."""

from pathlib import Path

import click
import pytest

from tests.commands.calling import MISSPELT, UNREACHED, call, json_report, refusal, rules, webhook
from twiml_check.commands.main import main
from twiml_check.options.environment import listen, variable
from twiml_check.runner.command_names import COMMANDS


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "answer.xml"
    path.write_bytes(UNREACHED)
    return path


def test_every_option_of_every_command_has_a_variable() -> None:
    context = click.Context(main)
    seen = 0
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        options = [each for each in command.params if isinstance(each, click.Option)]
        seen += len(options)
        for option in options:
            flags = [flag.lstrip("-").replace("-", "_").upper() for flag in option.opts]
            assert variable(option) in [f"TWIML_CHECK_{flag}" for flag in flags]
            assert option.envvar
            assert option.envvar[0] == variable(option)
        assert listen(command).params is command.params
    assert seen > 100


def test_a_flag_stands_above_the_environment(document: Path) -> None:
    env = {"TWIML_CHECK_FORMAT": "json", "TWIML_CHECK_FAIL_ON": "warning"}
    assert call(document, env=env).out.startswith("{")
    assert call(document, env=env).status == 1
    assert call("--format", "markdown", "--fail-on", "error", document, env=env).out.startswith("#")
    assert call("--fail-on", "error", document, env=env).status == 0
    assert call(document, env={"TWIML_CHECK_FORMAT": ""}).out.startswith("warning")


def test_flags_that_are_switches_and_counts(document: Path) -> None:
    assert len(call(document, env={"TWIML_CHECK_QUIET": "1"}).out.splitlines()) == 1
    assert len(call(document, env={"TWIML_CHECK_QUIET": "false"}).out.splitlines()) > 1
    with webhook() as hook:
        assert "User-Agent" in call(hook.url(), env={"TWIML_CHECK_VERBOSE": "2"}).out


def test_what_can_be_repeated_stands_line_by_line() -> None:
    env = {"TWIML_CHECK_PARAM": "A=one two\n\nB=3", "TWIML_CHECK_FROM": "+15005550009"}
    with webhook() as hook:
        assert call(hook.url(), env=env).status == 0
    for part in (b"A=one+two", b"B=3", b"From=%2B15005550009"):
        assert part in hook.received[0].body


def test_several_reports(document: Path, tmp_path: Path) -> None:
    reports = f"json={tmp_path}/a b.json\njunit={tmp_path}/b.xml"
    assert call(document, env={"TWIML_CHECK_REPORT": reports}).status == 0
    assert (tmp_path / "a b.json").exists()
    assert (tmp_path / "b.xml").exists()


def test_a_wrong_value_is_refused(document: Path) -> None:
    assert "smss" in refusal(document, env={"TWIML_CHECK_EVENT": "smss"})
    assert "FORMAT" in refusal(document, env={"TWIML_CHECK_FORMAT": "yaml"}).upper()
    assert "--param: expected" in refusal(document, env={"TWIML_CHECK_PARAM": "x"})


@pytest.mark.parametrize(
    ("key", "in_file", "variable", "in_environment", "flag", "on_line", "sent"),
    [
        ("body", '"file"', "BODY", "environment", "--body", "line", "Body={}"),
        ("from", '"+15005550001"', "FROM", "+15005550002", "--from", "+15005550003", "From=%2B{}"),
        ("to", '"+15005550001"', "TO", "+15005550002", "--to", "+15005550003", "To=%2B{}"),
        ("params", '{ X = "file" }', "PARAM", "X=environment", "--param", "X=line", "X={}"),
        ("params", '{ Body = "file" }', "BODY", "environment", "--body", "line", "Body={}"),
    ],
)
def test_the_file_has_the_last_word_on_nothing(
    tmp_path: Path,
    key: str,
    in_file: str,
    variable: str,
    in_environment: str,
    flag: str,
    on_line: str,
    sent: str,
) -> None:
    suite = tmp_path / "twiml-check.toml"
    suite.write_text(f'[[check]]\ntarget = "/sms"\n{key} = {in_file}\n')
    env = {f"TWIML_CHECK_{variable}": in_environment}
    with webhook() as hook:
        call("run", suite, "--base-url", hook.url(""))
        call("run", suite, "--base-url", hook.url(""), env=env)
        call("run", suite, "--base-url", hook.url(""), flag, on_line, env=env)
    bodies = [request.body.decode() for request in hook.received]
    words = [in_file.split('"')[1], in_environment, on_line]
    for body, word in zip(bodies, words, strict=True):
        assert sent.format(word.rpartition("=")[2].lstrip("+")) in body.split("&")


def test_the_token_of_other_programs_yields_to_the_file(tmp_path: Path) -> None:
    suite = tmp_path / "twiml-check.toml"
    suite.write_text('[[check]]\ntarget = "/sms"\nauth_token = "file"\n')
    bare = tmp_path / "bare.toml"
    bare.write_text('[[check]]\ntarget = "/sms"\n')
    theirs, ours = {"TWILIO_AUTH_TOKEN": "theirs"}, {"TWIML_CHECK_AUTH_TOKEN": "ours"}
    with webhook() as hook:

        def signature(file: Path, *options: str, **env: str) -> str | None:
            seeded = ("--seed", "x", "--base-url", hook.url(""))
            assert call("run", file, *seeded, *options, env=env).status == 0
            return hook.received[-1].header("X-Twilio-Signature")

        of_file = signature(bare, "--auth-token", "file")
        of_theirs, of_ours = signature(bare, **theirs), signature(bare, **ours)
        assert len({of_file, of_theirs, of_ours}) == 3
        assert signature(suite) == of_file
        assert signature(suite, **theirs) == of_file
        assert signature(suite, **theirs, **ours) == of_ours
        assert signature(suite, "--auth-token", "file", **ours) == of_file
        assert signature(suite, "--no-signature") is None


def test_what_can_be_repeated_is_added_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "answer.xml").write_bytes(MISSPELT)
    suite = tmp_path / "twiml-check.toml"
    suite.write_text('[[check]]\ntarget = "answer.xml"\nexpect = ["Say"]\nselect = ["dtd"]\n')
    report = json_report("run", suite, "--expect", "Dial", status=1)
    assert [each["expression"] for each in report["targets"][0]["expectations"]] == ["Say", "Dial"]
    assert rules(report) == []
    report = json_report("run", suite, "--select", "unknown-attribute", status=1)
    assert rules(report) == ["unknown-attribute"]
