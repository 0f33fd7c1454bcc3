"""Why no URL was found for a telephone number."""

from __future__ import annotations


class Unresolved(Exception):  # noqa: N818 - it is an outcome, one line for the user
    """The user has to mend something: credentials, the number, the settings of the account."""


class Unset(Unresolved):
    """The number is there, but Twilio would call nobody."""


class NoAnswer(Unresolved):
    """The API could not be asked, or gave nothing of use; nobody knows about the number."""
