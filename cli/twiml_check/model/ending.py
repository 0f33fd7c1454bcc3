"""How a run ends: its exit status, and the exceptions that end it without a verdict.

Each exception holds the one line that the user is told.
"""

from enum import IntEnum


class Exit(IntEnum):
    """The only numbers with which the tool ends."""

    PASS = 0
    FAIL = 1
    USAGE = 2
    UNDECIDED = 3
    INTERRUPTED = 130


class NoVerdict(ValueError):  # noqa: N818 - an outcome, one line for the user
    """There is no verdict; a ValueError, which is what the Python API promises."""


class WrongCall(NoVerdict):
    """What the user asked for cannot be done: exit status 2."""


class OwnFailure(NoVerdict):
    """Only this tool suffers from it; neither the webhook nor the call is to blame: status 3."""
