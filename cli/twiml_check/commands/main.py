"""The entry point: finds the command, and turns whatever happens into an exit status.

A first word that is no command is a target of `check`, so `twiml-check URL` needs no verb.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from twiml_check import __version__
from twiml_check.verdict import Exit

COMMANDS = {
    "check": "check webhooks or documents (may be left out)",
    "demo": "check a webhook that comes with the tool; nothing to set up",
    "explain": "what a rule or one of Twilio's numbers means",
}
"""Each in a file of its own, imported when it is called for."""
FLAGS = {"-v", "-vv", "-q", "--verbose", "--quiet", "--debug"}
"""May stand before the command as well as after it."""


class Commands(click.Group):
    """A group whose missing or unknown first word means `check`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command, or None when there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"twiml_check.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `check` in front unless a command or an option of the group itself comes first."""
        words = [index for index, word in enumerate(args) if word not in FLAGS]
        first = args[words[0]] if words else ""
        if first in COMMANDS:
            args = [first, *(word for index, word in enumerate(args) if index != words[0])]
        elif first not in ("--help", "-h", "--version"):
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The call without a command first: it is what most people want."""
        formatter.write_usage(ctx.command_path, "[OPTIONS] TARGET...")
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS] [ARGS]...")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of `check`, then the commands, each with a line."""
        check = self.get_command(ctx, "check")
        if check:
            check.format_options(click.Context(check, parent=ctx), formatter)
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 pass, 1 fail, 2 the call itself is wrong, 3 undecided.",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def main() -> None:
    """Is this Twilio webhook right? Ask as Twilio asks, read as Twilio reads, follow, and tell.

    TARGET is the http(s) URL of a webhook, a TwiML file or folder, or - for standard input.
    """


def call(arguments: list[str]) -> int:
    """The exit status for these arguments. The one place where exceptions end."""
    debug = "--debug" in arguments
    try:
        status = main.main(arguments, prog_name="twiml-check", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
        return Exit.UNDECIDED
    except (KeyboardInterrupt, click.Abort):
        return Exit.INTERRUPTED
    except click.ClickException as wrong:
        return _complain(" ".join(wrong.format_message().split()), Exit.USAGE)
    except Exception as failure:
        if debug:
            raise
        reason = " ".join(f"{type(failure).__name__}: {failure}".split())[:200]
        return _complain(f"the tool itself failed ({reason}); --debug shows where", Exit.UNDECIDED)
    return int(status or 0)


def _complain(line: str, status: Exit) -> int:
    print(f"twiml-check: {_printable(line)}", file=sys.stderr)  # noqa: T201  the one error line
    return status


def _printable(line: str) -> str:
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)


def _forget_stdout() -> None:
    """The reader has gone (`| head`): nothing more can be said, and Python must not try."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
