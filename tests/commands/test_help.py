"""--help, --version and `explain`: complete, and within 80 columns."""

from __future__ import annotations

import pytest

from tests.commands.calling import call, refusal
from twiml_check import __version__
from twiml_check.commands.main import COMMANDS
from twiml_check.commands.options import OPTIONS
from twiml_check.rules.every import EVERY
from twiml_check.vocabulary.codes import CODES


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
    [["--help"], ["check", "-h"], ["demo", "-h"], ["explain", "-h"], ["--event", "list"]],
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


@pytest.mark.parametrize("arguments", [["--version"], ["-v", "--version"]])
def test_version(arguments: list[str]) -> None:
    result = call(*arguments)
    assert (result.status, result.out) == (0, f"twiml-check {__version__}\n")


def test_every_rule_is_listed() -> None:
    lines = call("explain", "--list").out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.name for rule in EVERY]


def test_a_rule() -> None:
    result = call("explain", "unknown-attribute")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("unknown-attribute (error)\n")
    assert "Bad:" in result.out
    assert "12200" in result.out


def test_a_number() -> None:
    result = call("explain", "12200")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("warning 12200, Schema validation warning\n")
    for name in ("unknown-element", "unknown-attribute", "misplaced-element"):
        assert f"\n{name} (error)\n" in result.out


@pytest.mark.parametrize(
    ("code", "rule"), [(13310, "bad-value"), (13520, "missing-content"), (32113, "bad-sip-header")]
)
def test_a_number_of_a_row_or_of_a_page(code: int, rule: str) -> None:
    assert f"\n{rule} (error)\n" in call("explain", str(code)).out


def test_a_number_that_no_rule_predicts() -> None:
    unpredicted = next(code for code in CODES if all(rule.code != code for rule in EVERY))
    result = call("explain", str(unpredicted))
    assert result.status == 0
    assert result.out.startswith(f"{CODES[unpredicted].level} {unpredicted}, ")


def test_a_rule_that_is_nearly_right() -> None:
    line = refusal("explain", "unknown-atribute")
    assert (
        line
        == 'there is no rule "unknown-atribute"; did you mean unknown-attribute or unknown-action?'
    )
