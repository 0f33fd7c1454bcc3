"""The entry point: finds the command, and turns every outcome into an exit status.

A first word that is not a command is a target of `check`: `twiml-check URL` needs no command.
"""

import os
import re
from collections.abc import Mapping
from importlib import import_module

import click

from twiml_check import __version__
from twiml_check.model.ending import Exit, NoVerdict, OwnFailure
from twiml_check.options.environment import PREFIX, listen
from twiml_check.options.help import sections
from twiml_check.runner.command_names import COMMANDS
from twiml_check.runner.output import complain, error_stream, forget, make_ready, report_stream
from twiml_check.runner.stop import stop_status
from twiml_check.vocabulary.own_limits import FULL, own_limit
from twiml_check.web.secrets import mask_line, open_register, url_secrets

SWITCH = r"-[qv]+|--quiet|--verbose|--debug|--statistics|--(format|color|output|report)=.*|-o.+"
VALUED = {"--format", "--color", "-o", "--output", "--report"}
"""Options of `check` and `demo`; they may come before or after the command."""
ABOUT = {"--help", "-h", "--version", "-V"}


class Commands(click.Group):
    """A group whose missing or unknown first word means `check`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command; None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        return listen(import_module(f"twiml_check.commands.{cmd_name}").command)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `check` in front unless a command or an option of the group itself comes first."""
        index = first_word(args)
        first = args[index] if index < len(args) else ""
        if first in COMMANDS:
            args = [first, *args[:index], *args[index + 1 :]]
        else:
            args = [first] if first in ABOUT else ["check", *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the form without a command first: most people want that one."""
        formatter.write_usage(ctx.command_path, "[OPTIONS] TARGET...")
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS] [ARGS]...")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options of `check`, then the commands, each with a line."""
        check = self.get_command(ctx, "check")
        if check:
            check.format_options(click.Context(check, parent=ctx), formatter)
        with formatter.section("Commands (twiml-check COMMAND --help)"):
            formatter.write_dl(list(COMMANDS.items()))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write examples, exit status, environment and files."""
        sections(formatter)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 pass, 1 fail, 2 usage error, 3 undecided, 130 interrupted.",
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def main() -> None:
    """Check a Twilio webhook: send Twilio's request, validate the TwiML, follow its links, and
    report problems.

    TARGET is the http(s) URL of a webhook, a TwiML file or folder, a phone number of your account
    such as +15017122661, or - for standard input.
    """


def call(arguments: list[str]) -> int:
    """Return the exit status for these arguments; every exception ends here."""
    make_ready()
    if "TWIML_CHECK_COMPLETE" in os.environ:  # somebody has pressed Tab
        from twiml_check.commands.completion import complete

        return complete(main, _first_words)
    with open_register(os.environ) as register:
        for argument in arguments:  # before anything is said about one that is no URL at all
            register.add(*url_secrets(argument))
        return _status(arguments)


def _status(arguments: list[str]) -> int:
    try:
        return int(_invoke(arguments) or Exit.PASS)
    except KeyboardInterrupt:
        return stop_status() or Exit.INTERRUPTED
    except BrokenPipeError:  # `explain --list | head`; a report sees to this itself
        forget(report_stream())
        return Exit.PASS
    except NoVerdict as why:
        own = isinstance(why, OwnFailure)
        return _complain(str(why), Exit.UNDECIDED if own else Exit.USAGE)
    except click.NoSuchOption as wrong:
        from twiml_check.options.unknown_option import unknown_option

        return _complain(unknown_option(wrong), Exit.USAGE)
    except click.ClickException as wrong:
        return _complain(wrong.format_message(), Exit.USAGE)
    except BaseException as failure:  # noqa: BLE001  nothing gets past this
        if "--debug" in arguments or os.environ.get(f"{PREFIX}DEBUG"):
            from traceback import format_exc

            print(mask_line(format_exc()), end="", file=error_stream())
        _forget_unwritten()
        if isinstance(failure, OSError) and failure.errno in FULL:  # every file says so itself
            what = f"cannot write standard output: {failure.strerror}"
            return _complain(what, Exit.UNDECIDED)
        reason = f"{type(failure).__name__}: {failure}"
        line = f"twiml-check itself failed ({reason}); --debug shows the traceback"
        return _complain(own_limit(failure) or line, Exit.UNDECIDED)


def _forget_unwritten() -> None:
    """Keep Python from failing once more on a disk that is full, and from ending with 120."""
    try:
        report_stream().flush()
    except OSError:
        forget(report_stream())


def _invoke(arguments: list[str]) -> int | None:
    # Not main.main(): that prints an empty line after Ctrl-C, and ends with 1 for a broken pipe.
    try:
        with main.make_context("twiml-check", arguments) as context:
            status: int | None = main.invoke(context)
            return status
    except click.exceptions.Exit as done:
        return done.exit_code


def _first_words(args: list[str]) -> Mapping[str, str]:
    """Return the commands, if all words so far are shared options."""
    return COMMANDS if first_word(args) == len(args) else {}


def first_word(args: list[str]) -> int:
    """Return the place of the first word that is not a shared option; `len(args)` without one."""
    index = 0
    while index < len(args):
        if args[index] in VALUED:
            index += 1
        elif not re.fullmatch(SWITCH, args[index]):
            break
        index += 1
    return index


def _complain(text: str, status: Exit) -> int:
    complain(text)
    return status
