"""`twiml-check completion SHELL`, and the words that the shell gets at each press of Tab."""

import os
import sys
from collections.abc import Callable, Mapping

import click
from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from twiml_check.options.completion_values import offers
from twiml_check.runner.output import forget

PROGRAM = "twiml-check"
FirstWords = Callable[[list[str]], Mapping[str, str]]
"""The commands that may follow these words, each with a line about it."""
VARIABLE = "TWIML_CHECK_COMPLETE"
"""The variable that names the shell: `bash_complete`."""
SHELLS = ("bash", "zsh", "fish", "powershell")
HOMES = """\b
~/.bashrc:                   eval "$(twiml-check completion bash)"
~/.zshrc, after compinit:    eval "$(twiml-check completion zsh)"
~/.config/fish/config.fish:  twiml-check completion fish | source
$PROFILE, PowerShell:
    twiml-check completion powershell | Out-String | Invoke-Expression
"""
POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $line, $cursor)
    $length = $cursor - $line.Extent.StartOffset
    $env:COMP_WORDS = $line.ToString().PadRight($length).Substring(0, $length)
    $env:COMP_WORD = $word
    $env:%(complete_var)s = "powershell_complete"
    try {
        %(prog_name)s | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new(
                $value, $value, "ParameterValue", $help)
        }
    } finally {
        Remove-Item Env:COMP_WORDS, Env:COMP_WORD, Env:%(complete_var)s
    }
}
"""


class PowerShell(ShellComplete):
    """Completion for PowerShell, which completes the names of files itself.

    https://learn.microsoft.com/powershell/module/microsoft.powershell.core/register-argumentcompleter
    """

    name = "powershell"
    source_template = POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the finished words, and the word at the cursor."""
        words, incomplete = split_arg_string(os.environ["COMP_WORDS"]), os.environ["COMP_WORD"]
        finished = words[1:-1] if incomplete else words[1:]
        return finished, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Return a value and its help; an empty line lets PowerShell complete a file."""
        return f"{item.value}\t{item.help or ''}".rstrip("\t") if item.type == "plain" else ""


@click.command("completion", short_help="print the completion script of a shell", epilog=HOMES)
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the script with which a shell completes commands, options, rules and events."""
    # Not source() of the class: for bash that runs another bash, to complain about old ones.
    main = click.get_current_context().find_root().command
    click.echo(ShellComplete.source(_completer(shell, main)), nl=False)


def complete(main: click.Command, commands: FirstWords) -> int:
    """Print the completions for the shell, without any error: the user is still typing."""
    shell = os.environ.get(VARIABLE, "").partition("_")[0]
    if shell not in SHELLS:
        return 0
    try:
        completer = _completer(shell, main)
        args, incomplete = completer.get_completion_args()
        found = completer.get_completions(args, incomplete)
        if not incomplete.startswith("-"):  # the first word may be a command as well as a target
            # After the file: bash takes commands that fit, and looks for files when none does.
            found += offers(commands(args), incomplete)
        click.echo("\n".join(completer.format_completion(item) for item in found))
    except OSError:
        forget(sys.stdout)
    except Exception:  # noqa: BLE001
        return 0
    return 0


def _completer(shell: str, main: click.Command) -> ShellComplete:
    add_completion_class(PowerShell)
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101  SHELLS are those that click has
    return kind(main, {}, PROGRAM, VARIABLE)
