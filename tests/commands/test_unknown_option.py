"""Options that do not exist: the one to write instead, if the command has it."""

import click
import pytest

from tests.commands.calling import refusal
from twiml_check.commands.main import main
from twiml_check.options.unknown_option import FOREIGN, REASONS, unknown_option
from twiml_check.runner.command_names import COMMANDS


def message(name: str, command: str = "check") -> str:
    """What the tool says of an option of a command."""
    group = click.Context(main, info_name="twiml-check")
    found = main.get_command(group, command)
    assert found is not None
    return unknown_option(click.NoSuchOption(name, ctx=click.Context(found, parent=group)))


def options(command: str) -> set[str]:
    """The options that a command has."""
    found = main.get_command(click.Context(main), command)
    assert found is not None
    return {name for each in found.params for name in each.opts}


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("--header", "twiml-check sends the headers that Twilio sends"),
        ("--json", "write --format json"),
        ("--proxy", "Twilio uses no proxy, and twiml-check uses none"),
        ("--cacert", "write --ca-bundle FILE"),
        ("--evnt", "did you mean --event?"),
        ("--qwertz", "see --help"),
    ],
)
def test_on_the_command_line(given: str, meant: str) -> None:
    assert refusal(given, "-") == f"there is no option {given}; {meant}"


@pytest.mark.parametrize("name", FOREIGN)
def test_every_row_names_an_option_that_some_command_has(name: str) -> None:
    ours = FOREIGN[name].partition(" ")[0]
    having = [command for command in COMMANDS if ours in options(command)]
    assert having
    assert all(message(name, each).endswith(f"write {FOREIGN[name]}") for each in having)


@pytest.mark.parametrize("name", [*FOREIGN, *REASONS])
def test_no_row_hides_an_option_of_ours(name: str) -> None:
    assert not any(name in options(command) for command in ("check", "run"))


@pytest.mark.parametrize("name", ["--timeout", "--json", "--data"])
def test_a_command_without_the_option_is_not_offered_it(name: str) -> None:
    assert message(name, "init") == f"there is no option {name}; see --help"


@pytest.mark.parametrize(
    ("name", "command"), [("--path", "check"), ("--ignore", "init"), ("--token", "demo")]
)
def test_an_option_with_another_first_letter_is_not_meant(name: str, command: str) -> None:
    assert message(name, command) == f"there is no option {name}; see --help"


@pytest.mark.parametrize(("name", "meant"), [("-H", "headers"), ("-X", "--method"), ("-Z", "help")])
def test_short_options(name: str, meant: str) -> None:
    assert meant in message(name)
