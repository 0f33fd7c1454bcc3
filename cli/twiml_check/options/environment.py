"""Every option has an environment variable: `--fail-on` is `TWIML_CHECK_FAIL_ON`."""

import os

import click
from click.core import ParameterSource

PREFIX = "TWIML_CHECK_"


class Lines(click.types.StringParamType):
    """Texts of an option that can be repeated; in the environment, each has its own line."""

    def split_envvar_value(self, rv: str) -> list[str]:
        """Split at lines; click would split at spaces, which an XPath or a message may have."""
        return [line for line in rv.splitlines() if line.strip()]


def listen(command: click.Command) -> click.Command:
    """Return the command, with an environment variable for each of its options."""
    for option in command.params:
        if isinstance(option, click.Option):
            option.envvar = [variable(option), *_others(option)]
            if option.multiple and type(option.type) is click.types.StringParamType:
                option.type = Lines()
    return command


def variable(option: click.Option) -> str:
    """Return the name of an option's variable: its flag in capital letters."""
    flag = max(option.opts, key=len)
    return PREFIX + flag.lstrip("-").replace("-", "_").upper()


def _others(option: click.Option) -> list[str]:
    """Return the other variables of an option, such as TWILIO_AUTH_TOKEN."""
    names = option.envvar or []
    listed = [names] if isinstance(names, str) else list(names)
    return [name for name in listed if name != variable(option)]


def given_options(context: click.Context) -> set[str]:
    """Return the options of the command line and of our variables; they override a suite.

    TWILIO_AUTH_TOKEN is also set for other programs, so the token of a suite overrides it.
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
