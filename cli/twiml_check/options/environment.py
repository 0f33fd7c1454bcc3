"""Every option can stand in the environment: `--fail-on` as `TWIML_CHECK_FAIL_ON`."""

import os

import click
from click.core import ParameterSource

PREFIX = "TWIML_CHECK_"


class Lines(click.types.StringParamType):
    """Texts of an option that can be repeated: in the environment each has a line of its own."""

    def split_envvar_value(self, rv: str) -> list[str]:
        """Split at lines; click would split at blanks, which are in an XPath and a message too."""
        return [line for line in rv.splitlines() if line.strip()]


def listen(command: click.Command) -> click.Command:
    """Return the command; it looks in the environment for options that are not on the line."""
    for option in command.params:
        if isinstance(option, click.Option):
            option.envvar = [variable(option), *_others(option)]
            if option.multiple and type(option.type) is click.types.StringParamType:
                option.type = Lines()
    return command


def variable(option: click.Option) -> str:
    """Return the name of an option's variable: that of its flag, in capitals."""
    flag = max(option.opts, key=len)
    return PREFIX + flag.lstrip("-").replace("-", "_").upper()


def _others(option: click.Option) -> list[str]:
    """Return the names that it has beside, TWILIO_AUTH_TOKEN for one."""
    names = option.envvar or []
    listed = [names] if isinstance(names, str) else list(names)
    return [name for name in listed if name != variable(option)]


def given_options(context: click.Context) -> set[str]:
    """Return the options given on the line or in a variable of ours; a suite yields to them.

    TWILIO_AUTH_TOKEN is set for all sorts of programs, so a suite that names a token has its own.
    """
    names = set()
    for option in context.command.params:
        name = option.name or ""
        whence = context.get_parameter_source(name)
        ours = isinstance(option, click.Option) and os.environ.get(variable(option))
        if whence is ParameterSource.COMMANDLINE or (
            ours and whence is ParameterSource.ENVIRONMENT
        ):
            names.add(name)
    return names
