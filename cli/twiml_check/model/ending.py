"""How a run ends: its exit status, and the exceptions that end it without a verdict.

Each exception has the one line that the user sees.
"""

from enum import IntEnum


class Exit(IntEnum):
    """The only exit statuses of the tool."""

    PASS = 0
    FAIL = 1
    USAGE = 2
    UNDECIDED = 3
    INTERRUPTED = 130


class Stopped(KeyboardInterrupt):
    """Ctrl-C or SIGTERM on the command line: the run ends, and reports what is known."""


class NoVerdict(ValueError):  # noqa: N818 - an outcome, one line for the user
    """There is no verdict. The Python API promises a ValueError."""


class WrongCall(NoVerdict):
    """An option, a suite or a file of the user is wrong: exit status 2."""


class OwnFailure(NoVerdict):
    """This tool or this machine failed, not the webhook or the user: exit status 3."""
