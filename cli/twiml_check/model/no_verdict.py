"""Why there is no verdict; each exception holds the one line that the user is told."""


class NoVerdict(ValueError):  # noqa: N818 - an outcome, one line for the user
    """There is no verdict; a ValueError, which is what the Python API promises."""


class WrongCall(NoVerdict):
    """What the user asked for cannot be done: exit status 2."""


class OwnFailure(NoVerdict):
    """Only this tool suffers from it; neither the webhook nor the call is to blame: status 3."""
