"""`twiml-check help [COMMAND]`: the same as `twiml-check COMMAND --help`."""

import click

from twiml_check.options.completion_values import commands
from twiml_check.runner.command_names import COMMANDS


@click.command("help", short_help="show the help of a command")
@click.argument("name", required=False, metavar="[COMMAND]", shell_complete=commands)
@click.pass_context
def command(context: click.Context, /, name: str | None) -> None:
    """Show the help of a command, or of twiml-check itself."""
    root = context.find_root()
    group = root.command
    if name is None:
        click.echo(root.get_help())
        return
    assert isinstance(group, click.Group)  # noqa: S101  the root is always the group
    found = group.get_command(root, name)
    if found is None:
        raise click.UsageError(
            f"there is no command {name}; the commands are {', '.join(COMMANDS)}"
        )
    click.echo(found.get_help(click.Context(found, parent=root, info_name=name)))
