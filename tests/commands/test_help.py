"""--help and --version: complete, and within 80 columns."""

import pytest
from click.testing import CliRunner

from tests.commands.calling import call, refusal
from twiml_check import __version__
from twiml_check.commands.main import main
from twiml_check.options.options import OPTIONS
from twiml_check.runner.command_names import COMMANDS


def test_help_names_every_option_and_command() -> None:
    result = call("--help")
    assert (result.status, result.err) == (0, "")
    words = result.out.replace(",", " ").split()
    for option in OPTIONS[1:]:
        assert set(option.opts) <= set(words), option.name
    assert set(COMMANDS) <= set(words)
    assert all(number in result.out for number in ("0 pass", "1 fail", "2 ", "3 ", "130"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["check", "-h"],
        ["demo", "-h"],
        ["explain", "-h"],
        ["--event", "list"],
        ["completion", "-h"],
    ],
)
def test_helps_fit_eighty_columns(arguments: list[str]) -> None:
    result = call(*arguments)
    assert (result.status, result.err) == (0, "")
    assert max(map(len, result.out.splitlines())) <= 80


@pytest.mark.parametrize(
    "arguments", [["-h"], ["-v", "--help"], ["--debug", "-q", "-h"], ["--color", "never", "-h"]]
)
def test_help_whatever_comes_before(arguments: list[str]) -> None:
    assert call(*arguments).out == call("--help").out


def test_help_after_a_target() -> None:
    assert call("answer.xml", "--help").out == call("check", "--help").out


@pytest.mark.parametrize("arguments", [["--version"], ["-V"], ["-v", "--version"]])
def test_version(arguments: list[str]) -> None:
    result = call(*arguments)
    assert (result.status, result.out) == (0, f"twiml-check {__version__}\n")


@pytest.mark.parametrize("command", ["check", "explore", "call", "chat", "run", "drill"])
def test_every_option_is_shown_once(command: str) -> None:
    text = call(command, "-h").out.partition("The request:")[2]
    lines = [line.split()[0] for line in text.splitlines() if line.startswith("  --")]
    assert lines
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize(
    ("command", "default"), [("explore", "voice"), ("call", "voice"), ("chat", "sms")]
)
def test_the_help_names_the_event_that_comes_by_default(command: str, default: str) -> None:
    options = call(command, "-h").out
    event = options.partition("--event NAME")[2].partition("--method")[0]
    assert f"{default} (default)" in event or f"[default: {default}]" in event


@pytest.mark.parametrize(
    "command",
    ["check", "explore", "call", "chat", "run", "drill", "quest", "studio", "autopilot"],
)
def test_every_option_is_in_a_group(command: str) -> None:
    headings = [line for line in call(command, "--help").out.splitlines() if line.endswith(":")]
    assert {"The request:", "The checks:", "The report:"} <= set(headings)
    assert "Other:" not in headings


def test_the_help_is_a_manual_page() -> None:
    text = call("--help").out
    for heading in ("Commands", "Examples:", "Exit status:", "Environment:", "Files:"):
        assert f"\n{heading}" in text
    known = {name for option in OPTIONS for name in option.opts} | {"--tag"}
    examples = text.partition("\nExamples:")[2].partition("\nExit status:")[0]
    used = {word for word in examples.split() if word.startswith("--")}
    assert used
    assert used <= known


@pytest.mark.parametrize("command", COMMANDS)
def test_the_word_help(command: str) -> None:
    told = CliRunner().invoke(main, ["help", command], prog_name="twiml-check")
    asked = CliRunner().invoke(main, [command, "--help"], prog_name="twiml-check")
    assert (told.exit_code, told.output) == (0, asked.output)


def test_the_word_help_alone_and_wrong() -> None:
    assert call("help").out == call("--help").out
    assert refusal("help", "nope").startswith("there is no command nope; the commands are check,")
